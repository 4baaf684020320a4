"""The library: who finds what, what a file must be, what may be taken out, what it takes to cite."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from antiphon.core.csv_fields import cell, plain
from antiphon.core.problems import BadFile, Refused
from antiphon.library import actions, queries
from antiphon.library.models import Insight
from antiphon.library.rules import enough, listed, terms
from antiphon.library.tests.factories import make_citation, make_insight
from antiphon.network.tests.factories import make_organisation, make_user

HEAD = "title,learned,learned_on,method,groups,places,topics,strength,people,limits,link,reference,visibility\n"


def test_the_words_that_carry_a_meaning():
    assert terms("111 First: calling before you come to A&E") == ["111", "a&e"]
    assert [enough(number) for number in (1, 2, 3, 4, 5, 8)] == [1, 2, 2, 2, 3, 4]
    assert [enough(number, loosely=True) for number in (1, 2, 3, 4, 5, 8)] == [1, 1, 2, 2, 3, 4]
    assert listed("Carers ; young  people,carers\n") == ["carers", "young people"]


def test_a_spreadsheet_never_runs_a_cell():
    assert cell("=cmd()") == "'=cmd()"
    assert plain(cell("=cmd()")) == "=cmd()"
    assert plain("'tis") == "'tis"
    assert cell(None) == ""


@pytest.mark.django_db
class TestFind:
    def test_own_partners_and_public(self):
        ours = make_organisation()
        alice = make_user(role="analyst", organisation=ours)
        own, shared = make_insight(organisation=ours, visibility="own"), make_insight()
        other = make_insight(visibility="own")
        open_to_all = make_insight(visibility="public")
        assert set(queries.find(alice)) == {own, shared, open_to_all}
        assert set(queries.find(make_user())) == {open_to_all}
        with pytest.raises(Http404):
            queries.insight_for(alice, other.pk)

    def test_by_words_stems_and_slips(self):
        alice = make_user(role="reader")
        callers = make_insight(title="People hang up when 111 keeps them waiting", topics=["111"])
        make_insight(title="Parking at the hospital", learned="There are too few places.", topics=["parking"])
        assert list(queries.find(alice, "waits 111")) == [callers]
        assert list(queries.find(alice, "wating")) == [callers]
        assert not queries.find(alice, "nothing of the kind").exists()
        assert queries.find(alice, "\x00'; drop table --").count() == 0

    def test_by_group_place_topic_strength_and_organisation(self):
        alice, one = make_user(role="reader"), make_insight(strength="strong")
        make_insight(groups=["older"], places=["quayside"], topics=["falls"])
        for wanted in ({"group": "carers"}, {"place": "Millbeck"}, {"topic": "Caring"}, {"strength": "strong"},
                       {"organisation": one.organisation_id}):  # fmt: skip
            assert list(queries.find(alice, **wanted)) == [one]

    def test_known_on_each_topic(self):
        alice = make_user(role="reader")
        for number in range(3):
            make_insight(title=f"111 and the phone {number}", topics=["111"], groups=[])
        make_insight(title="Getting online", topics=["digital access"], groups=[])
        known = queries.known_on(alice, ["111", "digital access", "dentists"])
        assert [(one.topic, len(one.insights)) for one in known] == [("111", 3), ("digital access", 1)]


@pytest.mark.django_db
class TestKeep:
    def alice(self):
        organisation = make_organisation()
        return make_user(role="engagement_lead", organisation=organisation), organisation

    def words(self, **overrides):
        return {"title": "Evening clinics", "learned": "They help people who work.", "learned_on": datetime.date(2025, 1, 2),
                "topics": ["Clinics"], "groups": ["carers"], **overrides}  # fmt: skip

    def test_it_is_kept_changed_and_taken_out(self):
        alice, organisation = self.alice()
        insight = actions.keep(organisation, by=alice, **self.words())
        assert insight.topics == ["clinics"]
        actions.change(insight, by=alice, strength="strong")
        actions.take_out(insight, by=alice)
        assert not Insight.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [({"title": " "}, "Say in a title"), ({"learned_on": datetime.date(2999, 1, 1)}, "has not come yet"),
         ({"groups": ["martians"]}, "not a group"), ({"link": "javascript:alert(1)"}, "valid URL")],
    )  # fmt: skip
    def test_it_is_refused_with_a_reason(self, wrong, reason):
        alice, organisation = self.alice()
        with pytest.raises(Refused, match=reason):
            actions.keep(organisation, by=alice, **self.words(**wrong))
        assert not Insight.objects.exists()

    def test_the_same_twice_is_refused(self):
        alice, organisation = self.alice()
        actions.keep(organisation, by=alice, **self.words())
        with pytest.raises(Refused, match="already"):
            actions.keep(organisation, by=alice, **self.words())

    def test_bob_and_charlie_cannot(self):
        insight = make_insight()
        with pytest.raises(PermissionDenied):
            actions.change(insight, by=make_user(role="reader", organisation=insight.organisation), title="x")
        with pytest.raises(Http404):
            actions.take_out(insight, by=make_user(role="director"))

    def test_a_cited_one_stays(self):
        citation = make_citation()
        with pytest.raises(Refused, match="cited"):
            actions.take_out(citation.insight, by=citation.insight.written_by)


@pytest.mark.django_db
class TestBringIn:
    def test_a_table_comes_in_once(self):
        alice, organisation = TestKeep().alice()
        text = HEAD + "Calls,“We hung up”,2025-03-01,survey,Unpaid carers;older,Millbeck,111; phones,strong,\"1,200\",,https://a.example/x,,own\n"
        (one,) = actions.bring_in(organisation, content=text.encode(), by=alice)
        assert (one.groups, one.topics, one.people, one.visibility) == (["carers", "older"], ["111", "phones"], 1_200, "own")
        assert actions.bring_in(organisation, content=text.encode(), by=alice) == []
        assert Insight.objects.count() == 1

    @pytest.mark.parametrize(
        ("row", "reason"),
        [("A,b,yesterday,,,,,,,,,,", "Row 2: “yesterday” is not a date"), (",b,2025-01-01,,,,,,,,,,", "Row 2: title is empty"),
         ("A,b,2025-01-01,guess,,,,,,,,,", "is not a method"), ("A,b,2025-01-01,,martians,,,,,,,,", "is not a group"),
         ("A,b,2025-01-01,,,,,,few,,,,", "is not a number of people"), ("A,b,2025-01-01,,,,,,,,ftp:x,,", "must begin with https"),
         ("A,b,2999-01-01,,,,,,,,,,", "has not come yet"),
         ("A,b,2025-01-01,,,,,,,,,,\na,c,2025-01-01,,,,,,,,,,", "Row 3: it has the same title and date as row 2")],
    )  # fmt: skip
    def test_one_wrong_row_and_nothing_comes_in(self, row, reason):
        alice, organisation = TestKeep().alice()
        with pytest.raises(BadFile) as refused:
            actions.bring_in(organisation, content=f"{HEAD}{row}\nGood,one,2025-01-01,,,,,,,,,,\n".encode(), by=alice)
        assert reason in str(refused.value)
        assert not Insight.objects.exists()

    @pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\x00\x01", HEAD.encode(), b"PK\x03\x04\x00"])
    def test_what_is_no_table_is_refused(self, content):
        alice, organisation = TestKeep().alice()
        with pytest.raises(BadFile):
            actions.bring_in(organisation, content=content, by=alice)
