"""Taking in what people say, making it safe, looking, opening, files."""

import datetime
import gzip
import io
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.utils import timezone

from antiphon.core.actors import Machine, Visitor
from antiphon.core.problems import BadFile, Refused
from antiphon.engagement.tests.factories import (
    make_closing_engagement,
    make_engagement,
    make_open_engagement,
    make_question,
)
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.voices import actions, queries
from antiphon.voices.deidentification import deidentify
from antiphon.voices.models import ImportBatch, Opening, Response, Voice
from antiphon.voices.rules import LONGEST
from antiphon.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db
ROBOT = Machine("test")


@pytest.fixture
def engagement():
    return make_open_engagement(owner=make_organisation())


@pytest.fixture
def lead(engagement):
    return make_user(role="engagement_lead", organisation=engagement.owner)


def said(engagement, **changes):
    fields = {"answers": {engagement.questions.first().pk: "Warm and kind."}, "channel": "web",
              "said_on": timezone.localdate(), "by": Visitor(), **changes}  # fmt: skip
    return actions.receive(engagement, **fields)


def take(engagement, text: str | bytes, by=ROBOT, name="comments.csv", **more) -> ImportBatch:
    data = text.encode() if isinstance(text, str) else text
    return actions.import_file(engagement, file=io.BytesIO(data), name=name, by=by, **more)


# --- Receive --------------------------------------------------------------------------------------------------


def test_receive_seals_the_words_in_the_database(engagement):
    response = said(engagement)
    with connection.cursor() as cursor:
        cursor.execute("select sealed_words, clean_words from voices_voice where response_id = %s", [response.pk])
        sealed, clean = cursor.fetchone()
    assert "Warm" not in sealed
    assert clean == ""
    assert response.voices.get().sealed_words == "Warm and kind."


def test_receive_keeps_who_said_it_apart(engagement):
    response = said(engagement, name="Ewa Lis", email="ewa@example.org", wants_reply=True)
    assert response.person
    assert queries.contributors_to_tell(engagement) == [response.person]
    assert said(engagement).person is None


def test_receive_of_the_same_form_twice_is_one_response(engagement):
    form = uuid.uuid4()
    assert said(engagement, submission=form) == said(engagement, submission=form)
    assert Response.objects.count() == 1


def test_receive_of_a_score_alone_has_no_voice(engagement):
    response = said(engagement, answers={}, score=2)
    assert (response.score, response.voices.count()) == (2, 0)


def test_receive_takes_an_answer_to_each_question(engagement):
    second = make_question(engagement=engagement)
    response = said(engagement, answers={engagement.questions.first().pk: "One.", second.pk: " \r\n"})
    assert [voice.sealed_words for voice in response.voices.all()] == ["One."]


@pytest.mark.parametrize("make", [make_engagement, make_closing_engagement])
def test_receive_from_a_visitor_only_while_it_is_open(make):
    with pytest.raises(Refused):
        said(make())


def test_receive_on_paper_after_the_last_day_by_staff(lead):
    late = make_closing_engagement(owner=lead.memberships.get().organisation)
    assert said(late, channel="paper", by=lead).channel == "paper"


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"answers": {}}, "at least one question"), ({"score": 6}, "1 (very good)"), ({"channel": "pigeon"}, "how this reached"),
     ({"said_on": datetime.date(2999, 1, 1)}, "in the past"), ({"wants_reply": True}, "enter your e-mail"),
     ({"email": "not an address"}, "email address"), ({"place": "x" * 101}, "100 characters"),
     ({"answers": {0: "Hello."}}, "Load the form again")],
)  # fmt: skip
def test_receive_refuses_with_what_to_do(engagement, changes, words):
    with pytest.raises(Refused) as error:
        said(engagement, **changes)
    assert words in " ".join(error.value.reasons)
    assert not Response.objects.exists()


def test_receive_refuses_an_answer_that_is_too_long(engagement):
    with pytest.raises(Refused):
        said(engagement, answers={engagement.questions.first().pk: "x" * (LONGEST + 1)})


def test_receive_by_someone_who_may_not(engagement):
    with pytest.raises(PermissionDenied):
        said(engagement, by=make_user(role="reader", organisation=engagement.owner))
    with pytest.raises(Http404):
        said(engagement, by=make_user(role="engagement_lead"))


# --- Make safe ------------------------------------------------------------------------------------------------


def test_make_safe_masks_what_is_sure(engagement):
    voice = make_voice(engagement=engagement, words="Ring 07700 900123 please.")
    safe = actions.make_safe(voice, safe=deidentify(voice.sealed_words), by=ROBOT)
    assert (safe.status, safe.clean_words) == ("clean", "Ring [phone number] please.")
    assert safe.found[0]["kind"] == "phone"


def test_make_safe_waits_for_eyes_when_someone_may_be_at_risk(engagement):
    voice = make_voice(engagement=engagement, words="Warm and kind.")
    safe = actions.make_safe(voice, safe=deidentify("Warm and kind."), harm=["May be about abuse"], by=ROBOT)
    assert (safe.status, safe.clean_words, safe.doubts) == ("needs_eyes", "", ["May be about abuse"])


def test_make_safe_leaves_a_voice_that_somebody_looked_at(engagement):
    voice = make_voice(engagement=engagement, status="withheld")
    assert actions.make_safe(voice, safe=deidentify("Other."), by=ROBOT).status == "withheld"


# --- Look -----------------------------------------------------------------------------------------------------


@pytest.fixture
def doubtful(engagement):
    return make_voice(engagement=engagement, status="needs_eyes", words="The driver rang 07700 900123 and was rude.")


def test_look_confirms_the_masked_words(doubtful, lead):
    assert actions.look(doubtful, decision="clean", by=lead).clean_words == "The driver rang [phone number] and was rude."


def test_look_may_hide_more_in_either_way(doubtful, lead):
    actions.look(doubtful, decision="clean", words="The [hidden] rang [phone number] and was rude.", by=lead)
    assert actions.look(doubtful, decision="clean", hide=["was  RUDE"], by=lead).clean_words == (
        "The [hidden] rang [phone number] and [hidden]."
    )


@pytest.mark.parametrize(
    "words", ["The driver rang 07700 900123 and was rude.", "The driver rang [phone number] and was kind.", "Something else.", ""]
)
def test_look_never_adds_or_changes_a_word(doubtful, lead, words):
    with pytest.raises(Refused):
        actions.look(doubtful, decision="clean", words=words, by=lead)
    doubtful.refresh_from_db()
    assert doubtful.status == "needs_eyes"


def test_look_withholds_with_a_reason(doubtful, lead):
    with pytest.raises(Refused):
        actions.look(doubtful, decision="withheld", by=lead)
    kept = actions.look(doubtful, decision="withheld", because="It names people.", by=lead)
    assert (kept.status, kept.clean_words, kept.withheld_because) == ("withheld", "", "It names people.")
    assert kept not in queries.ready_to_code()


def test_look_waits_for_the_search(engagement, lead):
    with pytest.raises(Refused):
        actions.look(make_voice(engagement=engagement), decision="clean", by=lead)


def test_look_wants_a_decision_that_exists(doubtful, lead):
    with pytest.raises(Refused):
        actions.look(doubtful, decision="sealed", by=lead)


def test_look_by_someone_who_may_not(doubtful, engagement):
    with pytest.raises(PermissionDenied):
        actions.look(doubtful, decision="clean", by=make_user(role="analyst", organisation=engagement.owner))


# --- Open -----------------------------------------------------------------------------------------------------


def test_open_sealed_is_logged_with_who_and_why(engagement):
    voice = make_voice(engagement=engagement, words="Ewa was kind.")
    guardian = make_user(role="guardian", organisation=engagement.owner)
    assert actions.open_sealed(voice, why="A request for a copy.", by=guardian) == "Ewa was kind."
    opening = Opening.objects.get()
    assert (opening.opened_by, opening.why) == (guardian, "A request for a copy.")


def test_open_sealed_without_a_reason_stays_sealed(engagement):
    guardian = make_user(role="guardian", organisation=engagement.owner)
    with pytest.raises(Refused):
        actions.open_sealed(make_voice(engagement=engagement), why=" ", by=guardian)
    assert not Opening.objects.exists()


@pytest.mark.parametrize("role", ["analyst", "director", "reader", "administrator"])
def test_open_sealed_by_a_role_that_may_not(engagement, role):
    someone = make_user(role=role, organisation=engagement.owner)
    with pytest.raises(PermissionDenied):
        actions.open_sealed(make_voice(engagement=engagement), why="Curious.", by=someone)


# --- Files ----------------------------------------------------------------------------------------------------


def test_import_takes_every_column(engagement):
    second = make_question(engagement=engagement, text="And where?")
    batch = take(engagement, (
        "text,date,score,place,channel,name,email,wants_reply,may_quote,question\n"
        '"=SUM(A1)\nwarm, kind",27/03/2026,2,Millbeck,paper,Ewa,ewa@example.org,yes,yes,and  where?\n'
    ))  # fmt: skip
    response = batch.responses.get()
    voice = response.voices.get()
    assert (voice.sealed_words, voice.question) == ("=SUM(A1)\nwarm, kind", second)
    assert (response.score, response.place, response.channel, response.may_quote) == (2, "Millbeck", "paper", True)
    assert (str(response.said_on), bool(response.person), batch.rows) == ("2026-03-27", True, 1)


def test_import_reads_a_packed_file(engagement):
    assert take(engagement, gzip.compress(b"text\nWarm.\n"), name="c.csv.gz").rows == 1


def test_import_of_a_file_with_one_bad_row_takes_nothing(engagement):
    with pytest.raises(BadFile) as error:
        take(engagement, "text,score,email\nWarm.,1,\nCold.,11,nobody\n,,a@example.org\n")
    assert [number for number, _ in error.value.rows] == [3, 3, 4]
    assert error.value.accepted == 1
    assert not Response.objects.exists()
    assert not ImportBatch.objects.exists()


def test_import_of_a_heading_alone_is_refused(engagement):
    with pytest.raises(BadFile):
        take(engagement, "text\n")


def test_import_twice_is_refused_or_passed_over(engagement):
    batch = take(engagement, "text\nWarm.\n")
    with pytest.raises(Refused) as error:
        take(engagement, "text\nWarm.\n", name="other.csv")
    assert "already in" in error.value.reasons[0]
    assert take(engagement, "text\nWarm.\n", if_new=True) == batch
    assert Response.objects.count() == 1


def test_import_of_a_question_that_is_not_asked_goes_to_the_first_with_a_note(engagement):
    batch = take(engagement, "text,question\nWarm.,What was good?\n")
    assert batch.responses.get().voices.get().question == engagement.questions.first()
    assert "does not have" in batch.notes[-1]


def test_import_needs_a_question_to_answer():
    with pytest.raises(Refused):
        take(make_open_engagement(question=False), "text\nWarm.\n")


def test_import_by_someone_who_may_not(engagement):
    with pytest.raises(PermissionDenied):
        take(engagement, "text\nWarm.\n", by=make_user(role="reader", organisation=engagement.owner))


def test_undo_takes_out_the_words_and_who_said_them(engagement, lead):
    batch = take(engagement, "text,email\nWarm.,ewa@example.org\n", by=lead)
    Voice.objects.get()
    undone = actions.undo_import(batch, by=lead)
    assert undone.undone_by == lead
    assert not Response.objects.exists()
    assert take(engagement, "text,email\nWarm.,ewa@example.org\n", by=lead).rows == 1


def test_undo_is_refused_twice_and_once_people_worked_on_it(engagement, lead):
    first, second = take(engagement, "text\nWarm.\n"), take(engagement, "text\nCold.\n")
    Opening.objects.create(voice=Voice.objects.get(response__batch=first), opened_by=lead, why="Asked.")
    with pytest.raises(Refused):
        actions.undo_import(first, by=lead)
    actions.undo_import(second, by=lead)
    with pytest.raises(Refused):
        actions.undo_import(second, by=lead)
    assert Voice.objects.count() == 1


def test_undo_is_refused_once_somebody_looked(engagement, lead):
    batch = take(engagement, "text\nWarm.\n")
    voice = Voice.objects.get()
    actions.make_safe(voice, safe=deidentify("Warm."), by=ROBOT)
    actions.look(voice, decision="clean", by=lead)
    assert queries.worked_on(batch)


def test_a_whole_postcode_is_cut_to_its_first_half_at_every_door(engagement):
    said(engagement, place="Millbeck, AV1 2cd")
    take(engagement, "text,place\nThe ward was cold,zz99 9zz\n")
    assert list(Response.objects.order_by("pk").values_list("place", flat=True)) == ["Millbeck, AV1", "ZZ99"]
