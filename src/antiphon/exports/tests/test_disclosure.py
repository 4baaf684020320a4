"""A request for all drafts and comments on a part of a narrative (step c17): what is held, what is hidden, and the clock."""

import datetime
import io
import json
import zipfile

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.core.days import is_working_day, working_days_after
from antiphon.core.problems import Refused
from antiphon.exports import actions, disclosure, queries
from antiphon.exports.models import InformationRequest
from antiphon.exports.tasks import forget_requesters_due
from antiphon.exports.tests.factories import make_information_request
from antiphon.narrative.actions import signing, writing
from antiphon.narrative.tests.factories import make_narrative, make_narrative_partner, make_set_aside, make_signatory
from antiphon.network.tests.factories import make_user
from antiphon.people.actions import disclose

PHONE = "07700 900123"
# Bank holidays in England, 2025 to 2027, written out by hand: a second hand beside the package that the clock reads them from.
LISTED = """2025-01-01 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26
2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28"""
BANK_HOLIDAYS = LISTED.split()


@pytest.fixture
def priya():
    return make_user(role="director", name="Priya Nandakumar")


@pytest.fixture
def wen(priya):
    return make_user(role="analyst", name="Wen Zhao", organisation=priya.memberships.get().organisation)


@pytest.fixture
def clause(priya):
    narrative = make_narrative(owner=priya.memberships.get().organisation, lead=priya)
    council = make_narrative_partner(narrative=narrative)
    signer = make_signatory(partner=council, post="Leader of the council")
    clause = writing.add_clause(narrative, section="place", heading="Millbeck", by=priya, touches=[council.pk], everyone=False,
                                words=f"In Millbeck the team meets on Tuesdays. Ring {PHONE}.")  # fmt: skip
    clause = writing.revise(clause, based_on=1, words="In Millbeck the team meets each day. Priya Nandakumar wrote this.",
                            because="People work on Tuesdays.", by=priya).clause  # fmt: skip
    make_set_aside(clause=clause, written_by=priya)
    said = signing.say(clause, partner=council, kind="change", digest=clause.digest, comment="Name the bus. It is a scandal.",
                       by=signer.user)  # fmt: skip
    assert said.pk
    return clause


def asked(**overrides):
    return {"reference": "FOI 2026/12", "asked": "All drafts and comments on Millbeck.", "received_on": timezone.localdate(),
            "name": "Ada Morton", "email": "ada@example.org", **overrides}  # fmt: skip


def test_bank_holidays_are_those_that_the_government_lists():
    for year in (2025, 2026, 2027):
        first = datetime.date(year, 1, 1)
        free = [day for number in range(365) if (day := first + datetime.timedelta(days=number)).weekday() < 5
                and not is_working_day(day)]  # fmt: skip
        assert [day.isoformat() for day in free] == [day for day in BANK_HOLIDAYS if day.startswith(str(year))]


def test_the_clock_is_twenty_working_days_over_christmas():
    assert working_days_after(datetime.date(2026, 12, 1), 20) == datetime.date(2026, 12, 31)
    assert working_days_after(datetime.date(2026, 3, 20), 20) == datetime.date(2026, 4, 21)  # Easter


@pytest.mark.django_db
def test_a_request_has_a_clock_and_the_name_of_who_asked_is_kept_apart(clause, priya, wen):
    with time_machine.travel("2026-12-01 12:00"):
        request = actions.record_request(priya.memberships.get().organisation, clause=clause, by=priya, **asked())
    assert request.due_on == datetime.date(2026, 12, 31)
    assert "Ada" not in str(InformationRequest.objects.values().get())
    assert disclose(request.person, by=priya).name == "Ada Morton"
    assert [one.pk for one in queries.open_requests(wen)] == [request.pk]
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    for wrong, said in (({"reference": "FOI 2026/12"}, "already"), ({"reference": " "}, "reference"), ({"asked": ""}, "asked"),
                        ({"reference": "2", "received_on": tomorrow}, "not come yet")):  # fmt: skip
        with pytest.raises(Refused, match=said):
            actions.record_request(request.organisation, clause=clause, by=priya, **asked(**wrong))
    bob = make_user(role="reader", organisation=request.organisation)
    with pytest.raises(PermissionDenied):
        actions.record_request(request.organisation, clause=clause, by=bob, **asked(reference="3"))
    with pytest.raises(Http404):
        actions.record_request(request.organisation, clause=clause, by=make_user(role="director"), **asked(reference="3"))
    with pytest.raises(Http404):
        queries.request_for(make_user(role="director"), request.pk)


@pytest.mark.django_db
def test_everything_that_is_held_is_there_and_people_are_hidden(clause, priya):
    request = make_information_request(clause=clause)
    found = disclosure.disclosure(request)
    assert [one.what for one in found.drafts] == ["Draft 1", "Draft 2"]
    assert "[phone number]" in found.drafts[0].text
    assert "People work on Tuesdays." in found.drafts[1].text
    assert disclosure.STAFF in found.drafts[1].text
    assert [one.what for one in found.aside] == ["Words set aside, written on draft 1"]
    assert found.comments[0].what == "Asks for a change, on draft 2"
    assert found.comments[0].who.endswith("Leader of the council")
    whole = " ".join(one.text for one in found.lines)
    assert PHONE not in whole
    assert "Nandakumar" not in whole
    assert found.hidden[disclosure.PERSONAL] == 2
    assert {one.who for one in found.drafts} == {"Writer 1"}
    assert "Millbeck" in found.drafts[0].text  # our own words: what looks like a name is for a person to look at
    assert "Millbeck" in found.doubts


@pytest.mark.django_db
def test_another_person_makes_the_bundle_in_one_action_and_it_holds_no_hidden_word(clause, priya, wen):
    request = actions.record_request(priya.memberships.get().organisation, clause=clause, by=priya, **asked())
    with pytest.raises(Refused, match="Say why"):
        actions.choose_hidden(request, hide=[("scandal", " ")], keep=[], by=priya)
    chosen = [("It is a  scandal", "Section 36: free and frank advice")]
    request = actions.choose_hidden(request, hide=chosen, keep=[PHONE], by=priya)
    with pytest.raises(Refused, match="another person"):
        actions.make_bundle(request, by=priya)
    with pytest.raises(Refused, match="Make the bundle first"):
        actions.answer_request(request, outcome="part", answered_on=timezone.localdate(), by=priya)
    request = actions.make_bundle(request, by=wen)
    content = actions.take_out_bundle(request, by=wen)
    archive = zipfile.ZipFile(io.BytesIO(content))
    names = [name.partition("/")[2] for name in archive.namelist()]
    assert names == ["index.html", "everything.csv", "hidden.csv", "manifest.json"]
    page, table, hidden = (archive.read(one).decode() for one in archive.namelist()[:3])
    for text in (page, table, hidden):
        assert "scandal" not in text
        assert "Nandakumar" not in text
        assert "Ada" not in text
    assert "Name the bus." in page
    assert PHONE in page  # shown after all
    assert "Section 36" in hidden
    assert json.loads(archive.read(archive.namelist()[3]))["request"] == "FOI 2026/12"
    assert disclosure.archive(disclosure.disclosure(request)) == content  # the same state gives the same bytes
    request = actions.choose_hidden(request, hide=[], keep=[], by=wen)  # another choice: the bundle is made anew
    with pytest.raises(Refused, match="not made yet"):
        actions.take_out_bundle(request, by=wen)
    request = actions.make_bundle(request, by=priya)
    with pytest.raises(Refused, match="day on which"):
        actions.answer_request(request, outcome="part", answered_on=timezone.localdate() + datetime.timedelta(days=3), by=wen)
    with pytest.raises(Refused, match="what became"):
        actions.answer_request(request, outcome="lost", answered_on=timezone.localdate(), by=wen)
    actions.answer_request(request, outcome="part", answered_on=timezone.localdate(), by=wen)
    with pytest.raises(Refused, match="answered already"):
        actions.make_bundle(request, by=priya)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=732)):
        assert forget_requesters_due() == 1
        assert forget_requesters_due() == 0


@given(text=st.text(max_size=200), words=st.text(min_size=1, max_size=12), name=st.text(max_size=12))
@settings(max_examples=150, deadline=None)
def test_pieces_put_together_are_the_text_and_a_word_that_is_hidden_stands_nowhere(text, words, name):
    found = disclosure.pieces(f"{text} {words}", names=[name], hide=[(words, "why")])
    assert "".join(one.text for one in found) == f"{text} {words}"
    if words.split() and all(word.isalnum() for word in words.split()) and words == " ".join(words.split()):
        assert any(one.mask for one in found)


def test_what_a_person_chose_wins():
    text = "Ring Ewa on 07700 900123 about the bus."
    assert not any("07700" in one.text for one in disclosure.pieces(text, keep=["07700 900123"]) if one.mask)
    hidden = disclosure.pieces(text, hide=[("the bus", "Section 43")], keep=["the bus"])
    assert [one.text for one in hidden if one.why == "Section 43"] == ["the bus"]
