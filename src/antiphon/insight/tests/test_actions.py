import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.actors import Machine
from antiphon.core.problems import Refused
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.insight import actions, queries
from antiphon.insight.coders.base import Reading as Said
from antiphon.insight.coders.base import Suggestion as Suggested
from antiphon.insight.models import Code, CodeFrame, Gathering, MachineReading, Reading
from antiphon.insight.tests.factories import (
    code_of,
    make_clean_voice,
    make_coded_engagement,
    make_frame,
    make_frame_use,
    make_gathering,
    make_machine_reading,
    make_read_voice,
    make_reading,
    make_report,
    make_theme,
)
from antiphon.network.tests.factories import make_user
from antiphon.signoff.queries import signatures
from antiphon.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db
CODER = Machine("coder")


@pytest.fixture
def engagement():
    return make_coded_engagement()


@pytest.fixture
def alice(engagement):
    return make_user(name="Alice", role="engagement_lead", organisation=engagement.owner)


@pytest.fixture
def anna(engagement):
    return make_user(name="Anna", role="analyst", organisation=engagement.owner)


@pytest.fixture
def bob(engagement):
    return make_user(name="Bob", role="reader", organisation=engagement.owner)


@pytest.fixture
def charlie():
    return make_user(name="Charlie", role="engagement_lead")


def codes(engagement, *names):
    return [code_of(engagement, name) for name in names]


def test_load_frames_brings_the_shipped_codes_once():
    actions.load_frames(by=CODER)
    actions.load_frames(by=CODER)
    frame = CodeFrame.objects.get(name="patient_feedback")
    assert Code.objects.filter(frame=frame, retired_at=None).count() == 32


def test_load_frames_retires_a_code_that_the_frame_no_longer_has():
    frame = make_frame(name="patient_feedback", codes=("Carrier pigeons",))
    actions.load_frames(by=CODER)
    assert Code.objects.get(frame=frame, name="Carrier pigeons").retired_at is not None


def test_use_frame_loads_one_that_ships(engagement, alice):
    use = actions.use_frame(engagement, frame="patient_feedback", by=alice)
    assert use.frame.codes.count() == 32
    assert queries.frame_use(engagement).frame.name == "patient_feedback"


def test_use_frame_drops_the_suggestions_of_the_frame_before(engagement, alice):
    make_machine_reading(voice=make_clean_voice(engagement))
    actions.use_frame(engagement, frame=make_frame(), by=alice)
    assert not MachineReading.objects.exists()


def test_use_frame_cannot_change_once_a_voice_was_read(engagement, alice):
    make_read_voice(engagement, "Waiting")
    with pytest.raises(Refused, match="have been read"):
        actions.use_frame(engagement, frame=make_frame(), by=alice)


def test_use_frame_refuses_one_that_nobody_has(engagement, alice):
    with pytest.raises(Refused, match="Choose a list"):
        actions.use_frame(engagement, frame="horoscope", by=alice)


def test_add_local_code_is_for_this_engagement_alone(engagement, alice):
    code = actions.add_local_code(engagement, name=" No  phone ", meaning="Has none", by=alice)
    other = make_coded_engagement()
    assert code.name == "No phone"
    assert code in queries.codes_of(engagement)
    assert code not in queries.codes_of(other)


def test_add_local_code_refuses_a_name_that_is_there(engagement, alice):
    with pytest.raises(Refused, match="already"):
        actions.add_local_code(engagement, name="waiting", meaning="", by=alice)


def test_retire_code_takes_it_off_the_list_and_restore_brings_it_back(engagement, alice):
    code = actions.add_local_code(engagement, name="No phone", meaning="", by=alice)
    code = actions.retire_code(code, engagement=engagement, by=alice)
    assert code not in queries.codes_of(engagement)
    actions.restore_code(code, engagement=engagement, by=alice)
    assert code in queries.codes_of(engagement)


def test_retire_code_leaves_the_shared_list_and_other_engagements_as_they_are(engagement, alice):
    shared = code_of(engagement, "Waiting")
    other = make_open_engagement()
    make_frame_use(engagement=other, frame=shared.frame)
    own = actions.retire_code(shared, engagement=engagement, by=alice)
    assert own.copy_of == shared
    assert not queries.codes_of(engagement).filter(name="Waiting").exists()
    assert shared in queries.codes_of(other)
    assert own not in queries.codes_of(other)


def said(*pairs, stance="negative", sure=False):
    return Said(tuple(Suggested(name, confidence) for name, confidence in pairs), stance, 0.8, sure)


def test_suggest_codes_keeps_suggestions_and_makes_no_decision(engagement):
    voice = make_clean_voice(engagement)
    actions.suggest_codes(
        engagement, readings={voice.pk: said(("Waiting", 0.9), ("Parking", 0.6))}, coder="quick", version="1", by=CODER
    )
    machine = MachineReading.objects.get(voice=voice)
    assert [(one.code.name, one.confidence) for one in machine.suggestions.all()] == [("Waiting", 0.9), ("Parking", 0.6)]
    assert not Reading.objects.exists()


def test_suggest_codes_twice_keeps_the_first(engagement):
    voice = make_clean_voice(engagement)
    for name in ("Waiting", "Parking"):
        actions.suggest_codes(engagement, readings={voice.pk: said((name, 0.9))}, coder="quick", version="1", by=CODER)
    assert [one.code.name for one in MachineReading.objects.get().suggestions.all()] == ["Waiting"]


def test_suggest_codes_leaves_sealed_voices_and_unknown_codes_alone(engagement):
    sealed, clean = make_voice(engagement=engagement), make_clean_voice(engagement)
    readings = {sealed.pk: said(("Waiting", 0.9)), clean.pk: said(("Dragons", 0.9))}
    assert actions.suggest_codes(engagement, readings=readings, coder="quick", version="1", by=CODER) == 1
    assert not MachineReading.objects.get().suggestions.exists()


def test_confirm_keeps_codes_stance_and_a_line_on_the_trail(engagement, alice):
    voice = make_clean_voice(engagement)
    reading = actions.confirm(voice, codes=codes(engagement, "Waiting"), stance="mixed", by=alice)
    assert [code.name for code in reading.codes.all()] == ["Waiting"]
    assert (reading.stance, reading.settles, reading.in_bulk) == ("mixed", True, False)
    assert trail.of(voice).get().verb == "confirm"


def test_confirm_keeps_a_reading_with_no_code(engagement, alice):
    reading = actions.confirm(make_clean_voice(engagement), codes=[], stance="unclear", by=alice)
    assert reading.codes.count() == 0


def test_confirm_a_change_of_mind_supersedes_and_still_settles(engagement, alice):
    voice = make_clean_voice(engagement)
    first = actions.confirm(voice, codes=codes(engagement, "Waiting"), stance="negative", by=alice)
    second = actions.confirm(voice, codes=codes(engagement, "Parking"), stance="negative", by=alice)
    first.refresh_from_db()
    assert first.superseded_at is not None
    assert list(Reading.objects.current()) == [second]
    assert second.settles


def test_confirm_the_same_again_writes_nothing(engagement, alice):
    voice = make_clean_voice(engagement)
    first = actions.confirm(voice, codes=codes(engagement, "Waiting"), stance="negative", by=alice)
    again = actions.confirm(voice, codes=codes(engagement, "Waiting"), stance="negative", by=alice)
    assert first == again
    assert Reading.objects.count() == 1


def test_confirm_by_a_second_reader_does_not_settle(engagement, alice, anna):
    voice = make_clean_voice(engagement)
    first = actions.confirm(voice, codes=codes(engagement, "Waiting"), stance="negative", by=alice)
    second = actions.confirm(voice, codes=codes(engagement, "Parking"), stance="negative", by=anna)
    assert (first.settles, second.settles) == (True, False)
    assert Reading.objects.current().count() == 2


def test_confirm_with_settle_makes_theirs_the_one_that_counts(engagement, alice, anna):
    voice = make_clean_voice(engagement)
    first = actions.confirm(voice, codes=codes(engagement, "Waiting"), stance="negative", by=alice)
    second = actions.confirm(voice, codes=codes(engagement, "Parking"), stance="negative", by=anna, settle=True)
    first.refresh_from_db()
    assert (first.settles, second.settles) == (False, True)
    assert first.superseded_at is None


def test_confirm_after_another_settled_does_not_take_it_back(engagement, alice, anna):
    voice = make_clean_voice(engagement)
    actions.confirm(voice, codes=codes(engagement, "Waiting"), stance="negative", by=alice)
    actions.confirm(voice, codes=codes(engagement, "Parking"), stance="negative", by=anna, settle=True)
    changed = actions.confirm(voice, codes=codes(engagement, "Staff"), stance="negative", by=alice)
    assert not changed.settles


def test_confirm_refuses_sealed_words_foreign_codes_and_no_stance(engagement, alice):
    voice = make_clean_voice(engagement)
    with pytest.raises(Refused, match="made safe"):
        actions.confirm(make_voice(engagement=engagement), codes=[], stance="negative", by=alice)
    with pytest.raises(Refused, match="no longer used"):
        actions.confirm(voice, codes=codes(make_coded_engagement(), "Waiting"), stance="negative", by=alice)
    with pytest.raises(Refused, match="how the person feels"):
        actions.confirm(voice, codes=[], stance="furious", by=alice)


def test_confirm_keeps_a_retired_code_that_the_voice_has(engagement, alice):
    voice = make_clean_voice(engagement)
    code = actions.add_local_code(engagement, name="No phone", meaning="", by=alice)
    actions.confirm(voice, codes=[code], stance="negative", by=alice)
    actions.retire_code(code, engagement=engagement, by=alice)
    assert actions.confirm(voice, codes=[code], stance="mixed", by=alice).stance == "mixed"


def test_confirm_is_for_those_who_may(engagement, bob, charlie):
    voice = make_clean_voice(engagement)
    with pytest.raises(PermissionDenied):
        actions.confirm(voice, codes=[], stance="negative", by=bob)
    with pytest.raises(Http404):
        actions.confirm(voice, codes=[], stance="negative", by=charlie)


def test_confirm_refuses_when_the_engagement_is_closed(engagement, alice):
    voice = make_clean_voice(engagement)
    engagement.closed_at = timezone.now()
    engagement.save()
    with pytest.raises(Refused, match="closed"):
        actions.confirm(voice, codes=[], stance="negative", by=alice)


def test_confirm_sure_takes_the_sure_ones_that_nobody_read(engagement, alice):
    sure = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.95, "Staff": 0.85}, sure=True)
    make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.95, "Staff": 0.5}, sure=True)
    make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.95}, sure=False)
    make_machine_reading(voice=make_clean_voice(engagement), codes={}, sure=True)
    make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.95}, stance_confidence=0.6, sure=True)
    read = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.95}, sure=True)
    make_reading(voice=read.voice)
    assert actions.confirm_sure(engagement, at_least=0.8, by=alice) == 1
    reading = Reading.objects.get(in_bulk=True)
    assert reading.voice_id == sure.voice_id
    assert sorted(code.name for code in reading.codes.all()) == ["Staff", "Waiting"]
    assert actions.confirm_sure(engagement, at_least=0.8, by=alice) == 0


def test_confirm_sure_refuses_a_limit_that_is_a_coin_toss(engagement, alice):
    with pytest.raises(Refused, match="50%"):
        actions.confirm_sure(engagement, at_least=0.3, by=alice)


def test_write_theme_gathers_by_its_codes(engagement, alice):
    inside = make_read_voice(engagement, "Waiting", "Staff", stance="mixed")
    make_read_voice(engagement, "Parking")
    theme = actions.write_theme(engagement, name="Long waits", codes=codes(engagement, "Waiting"), by=alice)
    assert [(row.voice_id, row.stance) for row in theme.gatherings.all()] == [(inside.pk, "mixed")]
    assert actions.write_theme(engagement, name="Cars", by=alice).place == theme.place + 1


def test_write_theme_refuses_no_name_and_one_that_is_taken(engagement, alice):
    with pytest.raises(Refused, match="Enter a name"):
        actions.write_theme(engagement, name="  ", by=alice)
    actions.write_theme(engagement, name="Long waits", by=alice)
    with pytest.raises(Refused, match="already"):
        actions.write_theme(engagement, name="long waits", by=alice)


def test_write_theme_is_for_those_who_may(engagement, bob, charlie):
    with pytest.raises(PermissionDenied):
        actions.write_theme(engagement, name="Long waits", by=bob)
    with pytest.raises(Http404):
        actions.write_theme(engagement, name="Long waits", by=charlie)


def test_change_theme_gathers_again(engagement, alice):
    make_read_voice(engagement, "Waiting")
    parking = make_read_voice(engagement, "Parking")
    theme = actions.write_theme(engagement, name="Waits", codes=codes(engagement, "Waiting"), by=alice)
    actions.change_theme(theme, name="Cars", description="Where to park", codes=codes(engagement, "Parking"),
                         minority=True, strength="Few", by=alice)  # fmt: skip
    assert [row.voice_id for row in theme.gatherings.all()] == [parking.pk]


def test_gather_counts_readings_that_settle_and_are_current(engagement, alice, anna):
    voice = make_clean_voice(engagement)
    theme = make_theme(engagement=engagement, codes=("Waiting",))
    actions.confirm(voice, codes=codes(engagement, "Waiting"), stance="negative", by=alice)
    assert actions.gather(theme, by=alice) == 1
    actions.confirm(voice, codes=codes(engagement, "Parking"), stance="negative", by=anna)
    assert actions.gather(theme, by=alice) == 1
    actions.confirm(voice, codes=codes(engagement, "Staff"), stance="negative", by=alice)
    assert actions.gather(theme, by=alice) == 0
    assert not theme.gatherings.exists()


def test_gather_twice_changes_nothing(engagement, alice):
    make_read_voice(engagement, "Waiting")
    theme = make_theme(engagement=engagement, codes=("Waiting",))
    actions.gather(theme, by=alice)
    before = list(theme.gatherings.values())
    lines = trail.of(theme).count()
    actions.gather(theme, by=alice)
    assert list(theme.gatherings.values()) == before
    assert trail.of(theme).count() == lines


def test_gather_brings_the_stance_up_to_date(engagement, alice):
    voice = make_clean_voice(engagement)
    actions.confirm(voice, codes=codes(engagement, "Waiting"), stance="negative", by=alice)
    theme = actions.write_theme(engagement, name="Waits", codes=codes(engagement, "Waiting"), by=alice)
    actions.confirm(voice, codes=codes(engagement, "Waiting"), stance="positive", by=alice)
    actions.gather(theme, by=alice)
    assert theme.gatherings.get().stance == "positive"


def test_gather_keeps_what_was_added_by_hand(engagement, alice):
    theme = make_theme(engagement=engagement, codes=("Waiting",))
    voice = make_clean_voice(engagement)
    actions.add_voice(theme, voice=voice, stance="mixed", by=alice)
    assert actions.gather(theme, by=alice) == 1
    assert theme.gatherings.get().stance == "mixed"


def test_gather_marks_a_quote_that_left_and_takes_it_off_the_public_page(engagement, alice):
    voice = make_clean_voice(engagement, may_quote=True)
    actions.confirm(voice, codes=codes(engagement, "Waiting"), stance="negative", by=alice)
    theme = actions.write_theme(engagement, name="Waits", codes=codes(engagement, "Waiting"), by=alice)
    actions.quote(theme, voice=voice, by=alice)
    actions.approve_quote(theme, voice=voice, by=engagement.lead)
    actions.confirm(voice, codes=codes(engagement, "Parking"), stance="negative", by=alice)
    assert actions.gather(theme, by=alice) == 0
    row = theme.gatherings.get()
    assert (row.quoted, row.left_at is not None) == (True, True)
    assert not queries.quotes(theme).exists()
    actions.confirm(voice, codes=codes(engagement, "Waiting"), stance="negative", by=alice)
    assert actions.gather(theme, by=alice) == 1
    assert queries.quotes(theme).count() == 1


def test_unquote_lets_a_voice_that_left_go(engagement, alice):
    theme = make_theme(engagement=engagement, codes=("Waiting",))
    row = make_gathering(theme=theme, quoted=True, quoted_by=alice, left_at=timezone.now())
    actions.unquote(theme, voice=row.voice, by=alice)
    assert not theme.gatherings.exists()


def test_add_voice_refuses_one_of_another_engagement(engagement, alice):
    with pytest.raises(Refused, match="another engagement"):
        actions.add_voice(make_theme(engagement=engagement), voice=make_clean_voice(make_coded_engagement()),
                          stance="mixed", by=alice)  # fmt: skip


def test_remove_voice_undoes_adding_by_hand_only(engagement, alice):
    theme = make_theme(engagement=engagement, codes=("Waiting",))
    by_code, by_hand = make_read_voice(engagement, "Waiting"), make_clean_voice(engagement)
    actions.gather(theme, by=alice)
    actions.add_voice(theme, voice=by_hand, stance="mixed", by=alice)
    actions.remove_voice(theme, voice=by_hand, by=alice)
    assert [row.voice_id for row in theme.gatherings.all()] == [by_code.pk]
    with pytest.raises(Refused, match="because of its codes"):
        actions.remove_voice(theme, voice=by_code, by=alice)


def test_move_theme_changes_places(engagement, alice):
    first, second, third = (make_theme(engagement=engagement) for _ in range(3))
    actions.move_theme(third, way="up", by=alice)
    assert [one.theme for one in queries.themes_of(engagement)] == [first, third, second]
    actions.move_theme(first, way="up", by=alice)
    assert next(one.theme for one in queries.themes_of(engagement)) == first


def test_merge_brings_voices_codes_hands_and_quotes_and_keeps_the_rows(engagement, alice):
    by_code = make_read_voice(engagement, "Parking", may_quote=True)
    by_hand = make_clean_voice(engagement)
    theme = actions.write_theme(engagement, name="Cars", codes=codes(engagement, "Parking"), by=alice)
    actions.add_voice(theme, voice=by_hand, stance="mixed", by=alice)
    actions.quote(theme, voice=by_code, by=alice)
    into = actions.write_theme(engagement, name="Getting here", codes=codes(engagement, "Waiting"), by=alice)
    actions.merge(theme, into=into, note="They say the same.", by=alice)
    assert {(row.voice_id, row.by_hand, row.quoted) for row in into.gatherings.all()} == {
        (by_code.pk, False, True), (by_hand.pk, True, False),
    }  # fmt: skip
    assert theme.gatherings.count() == 2
    assert actions.gather(into, by=alice) == 2
    assert [one.theme for one in queries.themes_of(engagement)] == [into]


def test_unmerge_gives_everything_back(engagement, alice):
    by_code, own = make_read_voice(engagement, "Parking", may_quote=True), make_read_voice(engagement, "Waiting")
    theme = actions.write_theme(engagement, name="Cars", codes=codes(engagement, "Parking"), by=alice)
    actions.add_voice(theme, voice=make_clean_voice(engagement), stance="mixed", by=alice)
    actions.quote(theme, voice=by_code, by=alice)
    actions.approve_quote(theme, voice=by_code, by=engagement.lead)
    into = actions.write_theme(engagement, name="Waits", codes=codes(engagement, "Waiting"), by=alice)
    actions.merge(theme, into=into, note="They say the same.", by=alice)
    actions.unmerge(theme, by=alice)
    assert [row.voice_id for row in into.gatherings.all()] == [own.pk]
    assert theme.gatherings.count() == 2
    assert queries.quotes(theme).count() == 1
    assert len(queries.themes_of(engagement)) == 2


def test_merge_wants_a_note_and_for_a_minority_a_sentence(engagement, alice):
    theme, into = make_theme(engagement=engagement), make_theme(engagement=engagement)
    few = make_theme(engagement=engagement, minority=True)
    with pytest.raises(Refused, match="Say why"):
        actions.merge(theme, into=into, note=" ", by=alice)
    with pytest.raises(Refused, match="full sentence"):
        actions.merge(few, into=into, note="Too small", by=alice)
    actions.merge(few, into=into, note="The group asked us to put both together.", by=alice)
    few.refresh_from_db()
    assert few.merged_into == into


def test_merge_refuses_itself_and_a_theme_that_is_gone(engagement, alice):
    theme, into, third = (make_theme(engagement=engagement) for _ in range(3))
    with pytest.raises(Refused, match="another theme"):
        actions.merge(theme, into=theme, note="Why", by=alice)
    actions.merge(theme, into=into, note="Why", by=alice)
    with pytest.raises(Refused, match="Choose one that stands"):
        actions.merge(third, into=theme, note="Why", by=alice)
    with pytest.raises(Refused, match="another theme"):
        actions.merge(third, into=make_theme(), note="Why", by=alice)


def test_unmerge_in_the_middle_of_a_chain_wants_the_later_one_undone_first(engagement, alice):
    one, two, three = (make_theme(engagement=engagement) for _ in range(3))
    actions.merge(one, into=two, note="Why", by=alice)
    actions.merge(two, into=three, note="Why", by=alice)
    with pytest.raises(Refused, match="Undo that merge first"):
        actions.unmerge(one, by=alice)


def test_quote_wants_consent_and_membership(engagement, alice):
    theme = make_theme(engagement=engagement)
    row = make_gathering(theme=theme)
    with pytest.raises(Refused, match="did not agree"):
        actions.quote(theme, voice=row.voice, by=alice)
    with pytest.raises(Refused, match="not in the theme"):
        actions.quote(theme, voice=make_clean_voice(engagement, may_quote=True), by=alice)


def test_quote_leaves_the_public_page_when_consent_is_withdrawn(engagement, alice):
    theme = make_theme(engagement=engagement)
    row = make_gathering(theme=theme, voice=make_clean_voice(engagement, may_quote=True))
    actions.quote(theme, voice=row.voice, by=alice)
    actions.approve_quote(theme, voice=row.voice, by=engagement.lead)
    assert queries.quotes(theme).count() == 1
    row.voice.response.may_quote = False
    row.voice.response.save()
    assert not queries.quotes(theme).exists()


def test_publish_report_is_signed_by_someone_who_wrote_none_of_it(engagement, alice, anna):
    report = actions.write_report(engagement, summary="People wait.", limits="Few were young.", by=anna)
    make_theme(engagement=engagement)
    actions.write_report(engagement, summary="People wait too long.", limits="Few were young.", by=alice)
    with pytest.raises(Refused, match="another person"):
        actions.publish_report(report, on=timezone.localdate(), by=alice)
    lead = make_user(name="Lead", role="director", organisation=engagement.owner)
    published = actions.publish_report(report, on=timezone.localdate(), by=lead)
    assert published.published_on == timezone.localdate()
    assert "People wait too long." in signatures(report).get().words
    assert queries.approved_by(published) == lead


def test_publish_report_says_what_is_missing(engagement, alice):
    report = make_report(engagement=engagement, summary="", limits="")
    with pytest.raises(Refused) as refused:
        actions.publish_report(report, on=timezone.localdate(), by=alice)
    assert len(refused.value.reasons) == 3


def test_publish_report_is_not_ahead_of_the_day(engagement, alice):
    report = make_report(engagement=engagement)
    with pytest.raises(Refused, match="on the day"):
        actions.publish_report(report, on=timezone.localdate() + datetime.timedelta(days=1), by=alice)


def test_publish_report_is_for_those_who_approve(engagement, anna):
    with pytest.raises(PermissionDenied):
        actions.publish_report(make_report(engagement=engagement), on=timezone.localdate(), by=anna)


def test_write_report_refuses_once_published_until_it_is_taken_back(engagement, alice, anna):
    make_theme(engagement=engagement)
    report = actions.write_report(engagement, summary="People wait.", limits="Few were young.", by=anna)
    report = actions.publish_report(report, on=timezone.localdate(), by=alice)
    with pytest.raises(Refused, match="Take it back"):
        actions.write_report(engagement, summary="New", limits="New", by=anna)
    with pytest.raises(Refused, match="Say why"):
        actions.take_back_report(report, why="", by=alice)
    actions.take_back_report(report, why="A theme was missing.", by=alice)
    assert actions.write_report(engagement, summary="New", limits="New", by=anna).published_on is None
    assert signatures(report, purpose="take back").get().words == "A theme was missing."


def test_changed_since_signed_notices_new_figures(engagement, alice, anna):
    make_theme(engagement=engagement)
    report = actions.write_report(engagement, summary="People wait.", limits="Few were young.", by=anna)
    report = actions.publish_report(report, on=timezone.localdate(), by=alice)
    assert not queries.changed_since_signed(report)
    make_theme(engagement=engagement)
    assert queries.changed_since_signed(report)


def test_gathering_of_a_withheld_voice_does_not_count(engagement, alice):
    voice = make_read_voice(engagement, "Waiting")
    theme = actions.write_theme(engagement, name="Waits", codes=codes(engagement, "Waiting"), by=alice)
    voice.status, voice.clean_words, voice.withheld_because = "withheld", "", "The person asked us to."
    voice.save()
    assert queries.count_of(theme).voices == 0
    actions.gather(theme, by=alice)
    assert not Gathering.objects.exists()
