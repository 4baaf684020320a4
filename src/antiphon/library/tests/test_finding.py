"""The library's search: meanings of words, slips, what is in scope, and that what leaves is found no more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.library import actions, engine, finding, meanings
from antiphon.library.models import Passage, Word
from antiphon.library.tests.factories import make_glossary, make_insight, make_passage
from antiphon.network.tests.factories import make_organisation, make_user


def ways(typed, **options):
    return [[words for words, _ in group.ways] for group in meanings.read(typed, **options).groups]


class TestMeanings:
    def test_words_of_a_question_are_not_looked_for(self):
        assert ways("What do people say about parking?", same={}) == [["people"], ["say"], ["parking"]]

    def test_the_form_of_a_question_says_what_its_answer_is_called(self):
        groups = meanings.read("How many people are affected by asthma?", same={}).groups
        assert [(group.ways[0][0], group.aspect) for group in groups] == [("asthma", False), ("frequency", True)]

    def test_a_question_that_is_all_form_is_looked_for_as_it_stands(self):
        assert ways("treatment", same={}) == [["treatment"]]

    def test_other_words_for_the_same_and_names_of_several_words(self):
        assert "emergency department" in ways("A&E")[0]
        assert ways("general practice")[0][:2] == ["general practice", "gp"]
        assert meanings.meanings(["Red Book, child health record"]) == {
            "red book": ("child health record",), "child health record": ("red book",)
        }  # fmt: skip

    def test_slips_of_the_keyboard(self):
        assert meanings.edits("hopsital", "hospital") == meanings.edits("waitng", "waiting") == meanings.edits("a", "b") == 1
        near = [("waiting", "wait", 9), ("wanting", "want", 3)]
        assert meanings.slips("wating", near)[0] == ("waiting", 0.85)
        assert meanings.slips("111", [("112", "112", 1)]) == []
        assert meanings.slips("bus", [("bug", "bug", 1)]) == []

    def test_nothing_typed_asks_for_nothing(self):
        assert meanings.read("  ?!").groups == ()


@pytest.mark.django_db
class TestSearch:
    def find(self, user, typed, scope, **wanted):
        return finding.search(user, typed, scope=scope, wanted=finding.Wanted(**wanted))

    def ours(self):
        organisation = make_organisation()
        alice = make_user(role="analyst", organisation=organisation)
        return alice, organisation, engine.Scope([organisation.pk], [7], [7])

    def test_stems_accents_synonyms_slips_and_strokes(self):
        alice, organisation, scope = self.ours()
        make_insight(organisation=organisation, title="Waiting for the café at A&E", learned="Rings the bell/desk.", topics=[])
        make_insight(organisation=organisation, title="Parking", learned="There are too few places.", topics=[])
        for typed in ("waits", "cafe", "emergency department", "wiating", "desk", "what about the delays?"):
            found = self.find(alice, typed, scope)
            assert [one.title for one in found.passages] == ["Waiting for the café at A&E"], typed
            assert found.number == 1
        assert self.find(alice, "\x00'; drop table --", scope).number == 0
        assert self.find(alice, "it's !& | <-> (:*", scope).number == 0

    def test_the_rarer_word_the_title_and_words_side_by_side_weigh_more(self):
        alice, organisation, scope = self.ours()
        for number in range(12):
            make_passage(organisation=organisation, open_to="public", title=f"Clinics {number}", words="Clinics are far away.")
        rare = make_passage(organisation=organisation, open_to="public", title="Something", words="Clinics with a hoist.")
        assert self.find(alice, "clinics hoist", scope).passages[0] == rare
        near = make_passage(organisation=organisation, open_to="public", title="One", words="The bus stop moved. It is steep.")
        make_passage(organisation=organisation, open_to="public", title="Two",
                     words="The stop of the works was long ago, and so we took, as everyone here does, another bus.")  # fmt: skip
        assert self.find(alice, "bus stop", scope).passages[0] == near

    def test_what_others_keep_is_neither_counted_nor_ranked(self):
        alice, organisation, scope = self.ours()
        theirs = make_organisation()
        for number in range(30):
            make_passage(organisation=theirs, engagement=8, title=f"Hoists {number}", words="hoist hoist hoist")
        make_insight(organisation=theirs, visibility="own", title="Hoists of theirs", learned="Hoist.")
        assert self.find(alice, "hoist", scope) == finding.Found()
        own = make_passage(organisation=organisation, engagement=7, title="Ours", words="One hoist.")
        shared = make_insight(organisation=theirs, visibility="partners", title="Shared", learned="A hoist.")
        found = self.find(alice, "hoist", scope)
        assert {one.title for one in found.passages} == {own.title, shared.title}
        assert found.number == 2
        stranger = self.find(make_user(), "hoist", engine.Scope())
        assert (stranger.passages, stranger.number) == ([], 0)

    def test_comments_are_for_those_who_may_read_them(self):
        alice, organisation, _ = self.ours()
        make_passage(kind="voice", organisation=organisation, engagement=7, title="Q", words="The hoist broke.")
        assert self.find(alice, "hoist", engine.Scope([organisation.pk], [7], [])).number == 0
        assert self.find(alice, "hoist", engine.Scope([organisation.pk], [7], [7])).number == 1

    def test_the_filters(self):
        alice, organisation, scope = self.ours()
        one = make_insight(organisation=organisation, places=["millbeck"], topics=["falls"], groups=["older"], strength="strong",
                           learned_on="2025-03-01", title="Hoists help")  # fmt: skip
        make_insight(places=["quayside"], topics=["parking"], groups=["carers"], strength="weak", learned_on="2021-03-01",
                     title="Hoists cost")  # fmt: skip
        for wanted in ({"place": "Millbeck"}, {"topic": "Falls"}, {"group": "older"}, {"strength": "strong"},
                       {"since": finding.datetime.date(2024, 1, 1)}, {"organisation": organisation.pk}):  # fmt: skip
            assert [row.title for row in self.find(alice, "hoist", scope, **wanted).passages] == [one.title], wanted
            assert [row.title for row in self.find(alice, "", scope, **wanted).passages] == [one.title], wanted
        assert self.find(alice, "hoist", scope, until=finding.datetime.date(2020, 1, 1)).number == 0
        assert self.find(alice, "hoist", scope, kinds=["decision"]).number == 0

    def test_an_organisation_brings_its_own_words(self):
        alice, organisation, scope = self.ours()
        make_insight(organisation=organisation, title="The child health record", learned="It gets lost.")
        assert self.find(alice, "red book", scope).number == 0
        make_glossary(organisation=organisation)
        assert self.find(alice, "red book", scope).number == 1

    def test_what_leaves_takes_its_words_with_it(self):
        alice, organisation, scope = self.ours()
        keeper = make_user(role="engagement_lead", organisation=organisation)
        insight = make_insight(organisation=organisation, title="Hoists", learned="Zebedee waits.")
        make_insight(organisation=organisation, title="Waits", learned="They wait.")
        assert {"zebedee", "waits", "wait"} <= set(Word.objects.values_list("word", flat=True))
        actions.change(insight, by=keeper, learned="Somebody waits.")
        assert self.find(alice, "zebedee", scope).number == 0
        assert not Word.objects.filter(word="zebedee").exists()
        actions.take_out(insight, by=keeper)
        assert self.find(alice, "hoists", scope).number == 0
        assert "hoists" not in set(Word.objects.values_list("word", flat=True))
        assert {"waits", "wait"} <= set(Word.objects.values_list("word", flat=True))

    def test_counting_the_words(self):
        make_insight(title="Hoists", learned="Hoists help. Hoists cost."), make_insight(title="Hoists again", learned="No.")
        assert actions.count_words(by=actions.Machine("shelve")) == Word.objects.count()
        assert Word.objects.get(word="hoists").documents == 2
        Passage.objects.all().delete()
        assert Word.objects.count() == 0

    def test_the_number_of_queries_does_not_grow(self, django_assert_num_queries):
        alice, organisation, scope = self.ours()
        make_insight(organisation=organisation, title="Hoists")
        with CaptureQueriesContext(connection) as few:
            self.find(alice, "hoist helps", scope)
        for number in range(12):
            make_insight(organisation=organisation, title=f"Hoists {number}")
        with django_assert_num_queries(len(few)):
            assert len(self.find(alice, "hoist helps", scope).passages) == 13


@pytest.mark.django_db
def test_what_is_known_on_a_topic_is_about_it_and_not_merely_near():
    organisation = make_organisation()
    alice = make_user(role="analyst", organisation=organisation)
    decided = make_passage(kind="decision", organisation=organisation, engagement=7, title="Evening clinics in Millbeck",
                           words="We open on Tuesday evenings.")  # fmt: skip
    make_passage(kind="theme", organisation=organisation, engagement=7, title="Parking", words="Far from clinics.")
    scope = engine.Scope([organisation.pk], [7], [])
    known = finding.known_on(alice, ["evening clinics", "dentists"], scope=scope)
    assert [(topic, [one.title for one in passages]) for topic, passages in known] == [("evening clinics", [decided.title])]
    assert finding.known_on(alice, ["evening clinics"], scope=scope, but=7) == []
