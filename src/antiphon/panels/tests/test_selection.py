"""Drawing by lot: quotas met whenever they can be, the nearest selection when not, and the same draw from the same seed."""

import itertools
import random
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as pace
from hypothesis import strategies as st

from antiphon.panels.selection import Candidate, Quota, count, quotas, select
from antiphon.panels.tests.factories import TARGETS, make_profile

KEYS = {"age": ["young", "old"], "place": ["north", "south", "west"]}


def candidates(profiles: list[dict[str, str]]) -> list[Candidate]:
    return [Candidate(number, profile) for number, profile in enumerate(profiles, start=1)]


def distance(chosen: tuple[Candidate, ...], wanted: list[Quota]) -> int:
    """Return how far a selection is from its quotas: shortfalls and excesses together."""
    counted = count(one.profile for one in chosen)
    return sum(max(0, one.low - counted[one.cell], counted[one.cell] - one.high) for one in wanted)


said = {key: st.sampled_from(categories) for key, categories in KEYS.items()}
profiles = st.lists(st.fixed_dictionaries({}, optional=said), min_size=1, max_size=9)
some_quotas = st.lists(
    st.sampled_from([(key, category) for key, categories in KEYS.items() for category in categories]), unique=True, max_size=5
).flatmap(lambda cells: st.tuples(*(
    st.tuples(st.integers(0, 4), st.integers(0, 3)).map(lambda pair, cell=cell: Quota(*cell, pair[0], pair[0] + pair[1]))
    for cell in cells
)))  # fmt: skip


@given(profiles, some_quotas, st.integers(1, 6), st.integers(0, 2**53))
@pace(max_examples=60)
def test_the_selection_is_as_near_to_the_quotas_as_any_can_be(people, wanted, size, seed):
    pool = candidates(people)
    found = select(pool, wanted, size=size, seed=seed)
    number = min(size, len(pool))
    best = min(distance(some, list(wanted)) for some in itertools.combinations(pool, number))
    chosen = tuple(one for one in pool if one.number in found.chosen)
    assert len(found.chosen) == len(set(found.chosen)) == number
    assert distance(chosen, list(wanted)) == best
    assert found.met == (best == 0 and number == size)


@given(profiles, some_quotas, st.integers(1, 6), st.integers(0, 2**53), st.randoms())
@pace(max_examples=30)
def test_the_same_seed_draws_the_same_people_in_whatever_order_they_come(people, wanted, size, seed, shuffle):
    pool = candidates(people)
    again = list(pool)
    shuffle.shuffle(again)
    assert select(pool, wanted, size=size, seed=seed) == select(again, wanted, size=size, seed=seed)


def test_another_seed_draws_other_people():
    pool = candidates([{"age": "young"}] * 40)
    assert len({select(pool, [], size=5, seed=seed).chosen for seed in range(20)}) > 15


def test_everybody_has_a_chance():
    pool = candidates([{"age": "young"}] * 6 + [{"age": "old"}] * 4)
    wanted = [Quota("age", "young", 2, 2), Quota("age", "old", 2, 2)]
    drawn = Counter(number for seed in range(300) for number in select(pool, wanted, size=4, seed=seed).chosen)
    assert set(drawn) == set(range(1, 11))
    assert min(drawn.values()) > 60  # 100 of 300 are expected for the young, 150 for the old


def test_a_quota_that_cannot_be_met_is_named_with_how_many_are_missing():
    pool = candidates([{"age": "young"}] * 10 + [{"age": "old"}])
    found = select(pool, [Quota("age", "old", 3, 3), Quota("age", "young", 3, 3)], size=6, seed=1)
    came = [(one.quota.category, one.count, one.short, one.over) for one in found.outcomes]
    assert came == [("old", 1, 2, 0), ("young", 5, 0, 2)]
    assert not found.met
    assert found.missing == 0


def test_greed_would_run_into_a_dead_end_where_the_whole_selection_does_not():
    alike = [{"age": "young", "place": "north"}, {"age": "young", "place": "south"}, {"age": "old", "place": "south"}]
    pool = candidates(alike * 4)
    wanted = [Quota(*cell, 2, 2) for cell in (("age", "young"), ("age", "old"), ("place", "north"), ("place", "south"))]
    assert all(select(pool, wanted, size=4, seed=seed).met for seed in range(30))


def test_replacements_keep_the_balance_of_all_together():
    pool = candidates([{"age": "young"}] * 5 + [{"age": "old"}] * 5)
    wanted = [Quota("age", "young", 3, 3), Quota("age", "old", 3, 3)]
    found = select(pool, wanted, size=2, seed=5, there=Counter({("age", "young"): 3, ("age", "old"): 1}))
    assert [(one.there, one.drawn) for one in found.outcomes] == [(3, 0), (1, 2)]
    assert found.met


def test_fewer_candidates_than_wanted_are_all_drawn_and_the_rest_is_missing():
    found = select(candidates([{}, {}]), [], size=5, seed=1)
    assert found.chosen == (1, 2)
    assert found.missing == 3
    assert not found.met


def test_nobody_to_draw_from_draws_nobody():
    assert select([], [Quota("age", "old", 1, 1)], size=3, seed=1).chosen == ()


def test_quotas_are_shares_rounded_to_whole_people():
    found = {one.category: (one.low, one.high) for one in quotas({"age": {"young": Decimal("33.3"), "old": Decimal(25)}}, 24)}
    assert found == {"young": (7, 8), "old": (6, 6)}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_twenty_four_of_a_thousand_on_five_characteristics(seed: int):
    lot = random.Random(seed)
    pool = candidates([make_profile(lot) for _ in range(1000)])
    shares = {key: {category: Decimal(share) for category, share in some.items()} for key, some in TARGETS.items()}
    assert select(pool, quotas(shares, 24), size=24, seed=seed).met
