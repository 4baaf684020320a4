"""From the first word to version 1.1: what is signed is what is published."""

import pytest

from antiphon.core.problems import Refused
from antiphon.narrative import queries
from antiphon.narrative.actions import editions, signing, writing
from antiphon.narrative.compared import ADDED, REMOVED
from antiphon.narrative.queries.signing import board
from antiphon.narrative.tests.factories import make_edition, make_whole_narrative, sign_all
from antiphon.network.tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_publish_it_works():
    narrative = make_whole_narrative(partners=3)
    edition = make_edition(narrative=narrative)
    found = queries.published_under(narrative.slug)
    assert (edition.number, found.number, found.latest) == ("1.0", "1.0", True)
    assert [one.key for one in found.sections] == ["why", "changes", "improves", "limits"]
    assert len(found.partners) == 3
    assert found.section("improves")[0].by_when is not None
    assert queries.published_narratives() == [found]


def test_nothing_is_published_before_everyone_has_signed():
    narrative = make_whole_narrative()
    with pytest.raises(Refused, match="has not signed"):
        editions.publish(narrative, by=make_user(role="director", organisation=narrative.owner))


def test_whoever_wrote_words_does_not_publish_them():
    narrative = make_whole_narrative()
    sign_all(narrative)
    with pytest.raises(Refused, match="another person must approve"):
        editions.publish(narrative, by=narrative.lead)


def test_a_new_version_shows_what_changed_and_the_one_before_stays():
    narrative = make_whole_narrative()
    make_edition(narrative=narrative)
    clause = narrative.clauses.get(section="why")
    writing.revise(clause, based_on=1, words=clause.words.replace("notes", "records"), by=narrative.lead,
                   because="People did not know whose notes.", thanks_to="Experts by experience")  # fmt: skip
    signing.ask_to_sign(narrative, by=narrative.lead)
    assert make_edition(narrative=narrative, because="We say it more simply.").number == "1.1"
    new, old = queries.published_under(narrative.slug), queries.published_under(narrative.slug, "1.0")
    assert (new.earlier, old.latest) == (("1.0",), False)
    assert new.changes[0].thanks_to == "Experts by experience"
    changed = [one for one in queries.compare_versions(old, new) if one.kind != "same"]
    assert [one.section for one in changed] == ["why"]
    assert {one.text.strip() for one in changed[0].pieces if one.kind in (ADDED, REMOVED)} == {"notes.", "records."}


def test_the_same_words_are_not_published_twice():
    narrative = make_whole_narrative()
    make_edition(narrative=narrative)
    assert board(narrative).unsigned == 0
    with pytest.raises(Refused, match="Nothing has changed"):
        editions.publish(narrative, by=make_user(role="director", organisation=narrative.owner))
