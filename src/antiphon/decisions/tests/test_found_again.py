"""What every room keeps is found in the library by those who may see it, and by nobody a moment longer."""

import pytest
from django.db import connection

from antiphon.core.actors import Visitor
from antiphon.decisions.tests.factories import (
    make_answer,
    make_decided_engagement,
    make_decision,
    make_follow_up,
    make_theme_with_voice,
)
from antiphon.engagement import asks
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_engagement, make_open_engagement, make_partner, make_question, make_session
from antiphon.insight import actions as insight
from antiphon.insight.tests.factories import make_clean_voice, make_report, make_theme
from antiphon.library import finding
from antiphon.library.models import Passage, Waiting, Word
from antiphon.library.tasks import count_words_waiting, shelve_waiting
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.voices import actions as voices
from antiphon.voices.deidentification import deidentify
from antiphon.voices.models import Voice
from antiphon.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db


def found(user, words, **wanted):
    return finding.search(user, words, scope=asks.scope_of(user), wanted=finding.Wanted(**wanted))


def titles(user, words, **wanted):
    return [one.title for one in found(user, words, **wanted).passages]


def kinds(user, words):
    return sorted(one.kind for one in found(user, words).passages)


class TestComments:
    def heard(self, words="The zimmer frame squeaks on the ramp."):
        engagement = make_open_engagement()
        voice = make_clean_voice(engagement, clean_words=words)
        shelve_waiting()
        return engagement, voice

    def test_clean_words_are_found_by_those_who_may_read_comments(self):
        engagement, voice = self.heard()
        reader = make_user(role="reader", organisation=engagement.owner)
        partner = make_partner(engagement=engagement, way="reads")
        analyst = make_user(role="analyst", organisation=partner.organisation)
        assert [one.key for one in found(engagement.lead, "zimmer").passages] == [voice.pk]
        assert found(analyst, "zimmer").number == 1
        for other in (reader, make_user(role="administrator", organisation=engagement.owner), make_user(),
                      make_user(role="director", organisation=make_organisation())):  # fmt: skip
            assert (found(other, "zimmer").passages, found(other, "zimmer").number) == ([], 0)

    def test_only_clean_words_are_ever_on_the_shelf(self):
        engagement = make_open_engagement()
        voice = make_voice(engagement=engagement, status="sealed", clean_words="", sealed_words="Zebedee of 1 High Street")
        shelve_waiting()
        assert not Passage.objects.filter(kind="voice").exists()
        safe = deidentify("The zimmer frame squeaks.")
        voices.make_safe(voice, safe=safe, by=voices.safe.Machine("test"))
        assert not found(engagement.lead, "zimmer").number  # a minute later at the most
        shelve_waiting()
        assert found(engagement.lead, "zimmer").number == 1
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from library_passage where words like '%Zebedee%'")
            assert cursor.fetchone() == (0,)

    def test_erased_words_are_gone_at_once_from_the_passages_and_from_the_words(self):
        engagement, voice = self.heard()
        assert Word.objects.filter(word="zimmer").exists()
        voices.erase(voice.response, why="asked", by=Visitor())
        assert not Passage.objects.filter(kind="voice").exists()
        assert not Word.objects.filter(word__in=["zimmer", "squeaks"]).exists()
        assert found(engagement.lead, "zimmer").number == 0

    def test_words_that_wait_for_the_shelf_and_are_erased_never_come_there(self):
        engagement = make_open_engagement()
        voice = make_clean_voice(engagement, clean_words="The zimmer squeaks.")
        assert Waiting.objects.filter(kind="voice", key=voice.pk).exists()
        voices.erase(voice.response, why="asked", by=Visitor())
        shelve_waiting()
        assert not Passage.objects.filter(kind="voice").exists()

    def test_more_hidden_kept_back_held_for_harm_and_taken_out(self):
        engagement, voice = self.heard()
        lead, guardian = engagement.lead, make_user(role="guardian", organisation=engagement.owner)
        voices.look(voice, decision="clean", hide=["zimmer"], by=guardian)
        assert found(lead, "zimmer").number == 0
        assert not Word.objects.filter(word="zimmer").exists()
        shelve_waiting()
        assert found(lead, "squeaks").number == 1
        voices.look(voice, decision="withheld", because="It points at a person.", by=guardian)
        assert found(lead, "squeaks").number == 0
        engagement, voice = self.heard("The ladder wobbles.")
        voices.hold_for_harm(voice, harm=["abuse"], by=engagement.lead)
        assert found(engagement.lead, "ladder").number == 0
        engagement, voice = self.heard("The gutter drips.")
        Voice.objects.filter(pk=voice.pk).delete()
        assert found(engagement.lead, "gutter").number == 0

    def test_the_word_list_is_counted_at_night(self):
        self.heard()
        assert count_words_waiting() == Word.objects.count() > 0


class TestWhatWeWrite:
    def test_themes_change_their_names_are_merged_and_part_again(self):
        theme = make_theme(name="Bus times", description="Buses stop at six.")
        lead = theme.engagement.lead
        other = make_theme(engagement=theme.engagement, name="Getting there", description="It is far.")
        assert titles(lead, "buses", kinds=["theme"]) == ["Bus times"]
        insight.change_theme(theme, name="The last tram", description="Trams stop at six.", codes=[], minority=False, strength="",
                             by=lead)  # fmt: skip
        assert titles(lead, "bus", kinds=["theme"]) == []
        insight.merge(theme, into=other, note="The same.", by=lead)
        assert titles(lead, "tram", kinds=["theme"]) == []
        insight.unmerge(theme, by=lead)
        assert titles(lead, "tram", kinds=["theme"]) == ["The last tram"]

    def test_drafts_are_for_their_own_people_and_what_is_published_for_everyone(self):
        stranger = make_user(role="reader", organisation=make_organisation())
        draft = make_engagement(title="A hydrotherapy pool", purpose="To plan it.")
        make_question(engagement=draft, text="Would you swim?", place=2)
        make_decision(title="The hydrotherapy pool", question="Build it?")
        make_report(summary="People want a hydrotherapy pool.")
        assert kinds(draft.lead, "swim") == ["asked"]
        assert found(stranger, "hydrotherapy").number == 0
        open_to_all = make_decided_engagement(themes=1, closed=True)
        Engagement.objects.filter(pk=open_to_all.pk).update(title="Hydrotherapy for all")
        assert "asked" in kinds(stranger, "hydrotherapy")
        assert {"decision", "answer"} <= {one.kind for one in found(stranger, "").passages}

    def test_notes_of_a_roundtable_are_a_source_with_how_many_were_there(self):
        session = make_session(kind="roundtable", title="On dementia", notes="Carers asked for respite at night.", people=9)
        lead = session.engagement.lead
        (one,) = found(lead, "respite carers").passages
        assert (one.kind, one.people, one.method) == ("notes", 9, "roundtable")
        assert found(make_user(role="director", organisation=make_organisation()), "respite").number == 0

    def test_answers_and_what_became_of_them_follow_the_name_of_their_theme(self):
        engagement = make_open_engagement()
        theme = make_theme_with_voice(engagement=engagement)
        answer = make_answer(theme=theme, kind="will", words="We will open a hatch.", by_when="2030-01-01")
        make_follow_up(answer=answer, words="The hatch is open.")
        assert kinds(engagement.lead, "hatch") == ["answer", "follow_up"]
        theme.name = "Windows"
        theme.save()
        assert {one.title for one in found(engagement.lead, "hatch").passages} == {"Windows"}

    def test_what_an_engagement_says_of_itself_stands_on_all_that_came_of_it(self):
        theme = make_theme(name="Ramps")
        engagement = theme.engagement
        assert titles(engagement.lead, "ramps", place="Millbeck") == []
        engagement.places, engagement.groups, engagement.topics = ["Millbeck"], ["deaf"], ["Access"]
        engagement.save()
        for wanted in ({"place": "millbeck"}, {"group": "deaf"}, {"topic": "access"}):
            assert titles(engagement.lead, "ramps", **wanted) == ["Ramps"]


def test_an_earlier_decision_is_known_before_anyone_asks_again():
    engagement = make_decided_engagement(themes=1, closed=True)
    decision = Passage.objects.get(kind="decision", engagement=engagement.pk)
    Passage.objects.filter(pk=decision.pk).update(title="Evening clinics for carers")
    alice = make_user(role="engagement_lead", organisation=make_organisation())
    known = asks.already_asked(alice, ["evening clinics"])
    assert known[0].answers[0].pk == decision.pk
