"""Themes from the words alone: what the draft holds, and what people do with it."""

import random

import pytest
from django.core.exceptions import PermissionDenied

from antiphon.core import trail
from antiphon.core.problems import Refused
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.insight import actions, drafts, proposing, tasks
from antiphon.insight.models import DraftMember, DraftTheme, Gathering, ThemeDraft
from antiphon.insight.tests.factories import (
    make_clean_voice,
    make_draft_member,
    make_draft_theme,
    make_machine_reading,
    make_theme_draft,
)
from antiphon.network.tests.factories import make_user

TOPICS = {
    "parking": ("the car park was full", "no parking space near the entrance", "paid for a parking ticket twice",
                "parking machine would not take my card", "parking costs too much for patients"),
    "food": ("the food was cold", "supper came late and the meal was cold", "vegetarian meal was never ready",
             "the menu has no meal for diabetics", "food and drink came round too early"),
    "phone": ("nobody answers the telephone", "rang the telephone line for hours", "the telephone menu cut me off",
              "could not get through by telephone", "telephone queue of forty callers"),
}  # fmt: skip
LETTER = "We the residents of Millbeck ask that the night bus to the hospital site be kept running for everyone who works there"


def comments(each: int = 14) -> list[tuple[str, str]]:
    """Comments of three topics, no two the same."""
    pick = random.Random(3)
    found = []
    for topic, said in TOPICS.items():
        for number in range(each):
            found.append((topic, f"{pick.choice(said)} and {pick.choice(said)} on day {number} of {number + 3}"))
    pick.shuffle(found)
    return found


def test_comments_of_a_topic_come_together_and_none_is_lost() -> None:
    said = comments()
    made = proposing.draft([text for _, text in said], count=3)
    assert made is not None
    assert sorted(at for one in made.groups for at in one.members) == list(range(len(said)))
    for one in made.groups:
        topics = [said[at][0] for at in one.members]
        assert topics.count(topics[0]) == len(topics)
        assert {"parking": "parking", "food": "meal", "phone": "telephone"}[topics[0]] in one.words or "food" in one.words
        assert one.steady > 0.8
        assert set(one.quotes) <= set(one.members)
        assert list(one.nearness) == sorted(one.nearness, reverse=True)
    assert made.steady > 0.8


def test_the_same_comments_give_the_same_draft() -> None:
    said = [text for _, text in comments()]
    assert proposing.draft(said) == proposing.draft(said)


def test_a_campaign_makes_no_theme_by_its_size_and_is_told_of() -> None:
    said = [text for _, text in comments()]
    made = proposing.draft([*said, *[LETTER] * 40, f"{LETTER} please"], count=3)
    assert made is not None
    assert [len(members) for members in made.copies] == [41]
    assert len(made.groups) == 4
    assert made.groups[0].members == made.copies[0]
    everything = sorted([*made.silent, *(at for one in made.groups for at in one.members)])
    assert everything == list(range(len(said) + 41))


def test_a_small_group_keeps_its_comments_and_short_answers_are_counted() -> None:
    said = [*[text for _, text in comments()], "the hearing loop never works", "hearing loop broken again", "no", "", "ok"]
    made = proposing.draft(said, count=4)
    assert made is not None
    loop = [one for one in made.groups if len(said) - 5 in one.members]
    assert len(loop) == 1
    assert len(said) - 4 in loop[0].members
    assert set(made.silent) == {len(said) - 3, len(said) - 2, len(said) - 1}


def test_words_of_fewer_than_three_comments_are_never_shown() -> None:
    said = [*[text for _, text in comments()], "zebra crossing by the telephone", "zebra stripes on the telephone mast"]
    made = proposing.draft(said, count=3)
    assert made is not None
    assert not any("zebra" in word for one in made.groups for word in one.words)


@pytest.mark.parametrize("said", [[], ["one"], ["", "no"], ["the same words"] * 50, ["x" * 10_000] * 3])
def test_too_few_comments_make_no_draft(said: list[str]) -> None:
    assert proposing.draft(said) is None
    assert proposing.split(said) == []


# -- what people do with it


@pytest.fixture
def engagement():
    engagement = make_open_engagement()
    for _, text in comments(8):
        make_machine_reading(voice=make_clean_voice(engagement, clean_words=text), stance="negative", codes={})
    return engagement


@pytest.fixture
def lead(engagement):
    return make_user(role="engagement_lead", organisation=engagement.owner)


def drafted(engagement, lead) -> ThemeDraft:
    actions.ask_for_draft(engagement, by=lead)
    assert tasks.draft_waiting() == 1
    return drafts.draft_of(engagement)


@pytest.mark.django_db
def test_a_draft_is_asked_for_made_and_read(engagement, lead):
    make_clean_voice(engagement, clean_words="")
    draft = drafted(engagement, lead)
    assert (draft.status, draft.comments, draft.silent) == ("made", 25, 1)
    rows = drafts.rows_of(draft)
    assert sum(row.voices for row in rows) == 24
    assert sum(row.stances["negative"] for row in rows) == 24
    assert all(1 <= len(row.typical) <= 3 for row in rows)
    assert drafts.in_no_theme(draft) == 24
    assert tasks.draft_waiting() == 0
    assert [one.verb for one in trail.of(draft)] == ["ask_for_draft", "keep_draft"]


@pytest.mark.django_db
def test_only_those_who_may_edit_themes_ask(engagement):
    with pytest.raises(PermissionDenied):
        actions.ask_for_draft(engagement, by=make_user(role="reader", organisation=engagement.owner))
    assert not ThemeDraft.objects.exists()


@pytest.mark.django_db
def test_a_named_group_is_a_theme_with_its_voices_and_stays_when_a_new_draft_is_made(engagement, lead):
    draft = drafted(engagement, lead)
    row = drafts.rows_of(draft)[0]
    theme = actions.name_draft_theme(row.theme, name="Cold meals", by=lead)
    held = Gathering.objects.filter(theme=theme)
    assert sorted(one.voice_id for one in held) == drafts.members_of(row.theme)
    assert {(one.stance, one.by_hand) for one in held} == {("negative", True)}
    assert drafts.in_no_theme(draft) == 24 - row.voices
    with pytest.raises(Refused, match="already"):
        actions.discard_draft_theme(row.theme, by=lead)
    drafted(engagement, lead)
    assert Gathering.objects.filter(theme=theme).count() == row.voices
    assert not DraftTheme.objects.filter(became=theme).exists()


@pytest.mark.django_db
def test_merging_keeps_each_group_and_can_be_undone(engagement, lead):
    draft = drafted(engagement, lead)
    one, two, *_ = [row.theme for row in drafts.rows_of(draft)]
    apart = len(drafts.members_of(one)), len(drafts.members_of(two))
    actions.merge_draft_theme(two, into=one, by=lead)
    assert len(drafts.members_of(one)) == sum(apart)
    assert sum(row.voices for row in drafts.rows_of(draft)) == 24
    assert drafts.put_away(draft) == [two]
    two.refresh_from_db()
    actions.restore_draft_theme(two, by=lead)
    assert (len(drafts.members_of(one)), len(drafts.members_of(two))) == apart
    with pytest.raises(Refused, match="another group"):
        actions.merge_draft_theme(one, into=one, by=lead)


@pytest.mark.django_db
def test_splitting_keeps_every_comment(engagement, lead):
    draft = make_theme_draft(engagement=engagement)
    whole = make_draft_theme(draft=draft)
    for voice in drafts.words_for_a_draft(engagement, None):
        make_draft_member(theme=whole, voice=voice)
    parts = actions.split_draft_theme(whole, by=lead)
    members = [drafts.members_of(part) for part in parts]
    assert len(parts) == 2
    assert sorted([*members[0], *members[1]]) == drafts.members_of(whole)
    assert {row.theme for row in drafts.rows_of(draft)} == set(parts)
    small = make_draft_theme(draft=draft)
    make_draft_member(theme=small)
    with pytest.raises(Refused, match="too few"):
        actions.split_draft_theme(small, by=lead)


@pytest.mark.django_db
def test_a_discarded_group_is_kept_and_comes_back(engagement, lead):
    draft = drafted(engagement, lead)
    theme = drafts.rows_of(draft)[0].theme
    actions.discard_draft_theme(theme, by=lead)
    assert theme not in [row.theme for row in drafts.rows_of(draft)]
    assert DraftMember.objects.filter(theme=theme).exists()
    theme.refresh_from_db()
    actions.restore_draft_theme(theme, by=lead)
    assert theme in [row.theme for row in drafts.rows_of(draft)]


@pytest.mark.django_db
def test_words_that_are_withheld_meanwhile_are_in_no_group(engagement, lead):
    draft = drafted(engagement, lead)
    theme = drafts.rows_of(draft)[0].theme
    voice = drafts.members(theme)[0].voice
    type(voice).objects.filter(pk=voice.pk).update(status="withheld", withheld_because="Names a neighbour", clean_words="")
    assert voice.pk not in drafts.members_of(theme)


@pytest.mark.django_db
def test_few_comments_are_said_to_be_too_few(lead, engagement):
    empty = make_open_engagement(owner=engagement.owner)
    with pytest.raises(Refused, match="No comment is safe"):
        actions.ask_for_draft(empty, by=lead)
    make_clean_voice(empty, clean_words="The food was cold")
    assert drafted(empty, lead).status == "too_few"
