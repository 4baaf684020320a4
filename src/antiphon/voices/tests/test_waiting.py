"""A file on its way in: sealed, matched, taken by a worker, refused with reasons, forgotten."""

import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from antiphon.core.actors import Machine
from antiphon.core.problems import BadFile, Refused
from antiphon.engagement import actions as engagements
from antiphon.engagement.models import ChannelEntry
from antiphon.engagement.tests.factories import make_choice, make_open_engagement, make_twin
from antiphon.network.models import Membership
from antiphon.network.tests.factories import make_user
from antiphon.people import actions as people
from antiphon.voices import actions, queries, tasks
from antiphon.voices.models import About, Answer, ImportBatch, Response, SavedMatching, Voice, WaitingFile, WaitingPart
from antiphon.voices.tests.factories import make_waiting_file
from antiphon.voices.tests.sheets import ods, xlsx

pytestmark = pytest.mark.django_db
SECRET = "Nurse Winifred Oduya rang me."


@pytest.fixture
def engagement():
    return make_open_engagement(about_set="2026-1")


def stored(table: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"select string_agg(t::text, ' ') from {table} t")
        return (cursor.fetchone()[0] or "").encode()


def test_a_waiting_file_is_sealed_in_the_database_and_read_back_whole(engagement):
    content = ("text\n" + f"{SECRET}\n" * 100_000).encode()
    waiting = make_waiting_file(engagement=engagement, content=content)
    assert b"Winifred" not in stored("voices_waitingfile")
    assert b"57696e6966726564" not in stored("voices_waitingpart")  # the same word as the database writes bytes
    file = queries.opened(waiting)
    assert file.read() == content
    file.seek(WaitingPart.SIZE - 3)
    assert file.read(6) == content[WaitingPart.SIZE - 3 : WaitingPart.SIZE + 3]


def test_every_kind_of_row_is_taken_in_and_taken_out_again(engagement):
    choice = make_choice(engagement=engagement, kind="many")
    make_twin(engagement=engagement)
    by = make_user(role="engagement_lead", organisation=engagement.owner)
    text = (f"{engagement.questions.first().text},{choice.text},Age,Sex,e-mail,name,wants_reply,format\n"
            "Mornings.,By bus; By car,37,Female,ewa@example.org,Ewa Lis,yes,easy read\n,By bus,,,,,,\n")  # fmt: skip
    waiting = make_waiting_file(engagement=engagement, content=text.encode(), brought_by=by)
    batch = actions.take_file(waiting, by=by)
    assert (batch.rows, Response.objects.count(), Voice.objects.count(), Answer.objects.count()) == (2, 2, 1, 3)
    assert About.objects.get().said == {"age": "35_44", "sex": "female"}
    first = Response.objects.order_by("pk").first()
    assert (first.twin.format, first.entered_by, first.batch) == ("easy_read", by, batch)
    assert people.disclose(first.person, by=by).name == "Ewa Lis"
    actions.undo_import(batch, by=by)
    assert not any(model.objects.exists() for model in (Response, Voice, Answer, About))
    assert people.disclose(first.person, by=by).name == ""


@pytest.mark.parametrize("made", [xlsx, ods])
def test_the_one_step_door_takes_spreadsheets_too(engagement, made):
    data = made([["text", "date", "score"], ["Warm.", datetime.datetime(2026, 3, 27), 2], ["", "", 6]])
    batch = actions.import_file(engagement, file=io.BytesIO(data), name="comments.xlsx", by=Machine("test"))
    assert batch.rows == 2
    assert list(Response.objects.order_by("pk").values_list("said_on", "score")) == [
        (datetime.date(2026, 3, 27), 2), (timezone.localdate(), None)
    ]  # fmt: skip


def test_answers_of_the_public_come_in_while_a_file_is_taken(engagement):
    """The engagement is held against a second taking, and not against a new response."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    sql = str(type(engagement).objects.select_for_update(no_key=True).filter(pk=engagement.pk).query)
    assert "FOR NO KEY UPDATE" in sql


def test_a_worker_takes_what_was_queued_and_keeps_why_it_could_not(engagement):
    good = make_waiting_file(engagement=engagement)
    bad = make_waiting_file(engagement=engagement, content=b"text,date\nWarm.,soon\n")
    for waiting in (good, bad):
        actions.queue_file(waiting, by=waiting.brought_by)
    assert tasks.take_files() == 2
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.status, good.batch.rows, good.tries) == ("taken", 1, 1)
    assert (bad.status, "soon" in bad.report, bad.parts.count()) == ("refused", True, 1)
    assert Response.objects.count() == 1
    assert tasks.take_files() == 0


def test_a_file_that_broke_off_three_times_is_not_begun_again(engagement):
    waiting = make_waiting_file(engagement=engagement, status=WaitingFile.Status.READING, tries=3)
    assert tasks.take_files() == 1
    waiting.refresh_from_db()
    assert (waiting.status, "broken off three times" in waiting.report) == ("refused", True)
    actions.queue_file(waiting, by=waiting.brought_by)
    tasks.take_files()
    assert Response.objects.count() == 1


def test_a_file_of_somebody_who_lost_their_role_is_not_taken(engagement):
    waiting = make_waiting_file(engagement=engagement)
    actions.queue_file(waiting, by=waiting.brought_by)
    Membership.objects.filter(user=waiting.brought_by).delete()
    tasks.take_files()
    waiting.refresh_from_db()
    assert (waiting.status, "may no longer" in waiting.report) == ("refused", True)


def test_a_file_that_is_being_taken_is_not_changed_or_thrown_away(engagement):
    waiting = make_waiting_file(engagement=engagement, status=WaitingFile.Status.READING)
    for attempt in (actions.drop_file, actions.queue_file, actions.guess_again):
        with pytest.raises(Refused, match="being taken in now"):
            attempt(waiting, by=waiting.brought_by)


def test_a_file_is_taken_once(engagement):
    waiting = make_waiting_file(engagement=engagement)
    actions.take_file(waiting, by=waiting.brought_by)
    with pytest.raises(Refused, match="taken or thrown away already"):
        actions.take_file(waiting, by=waiting.brought_by)
    other = make_waiting_file(engagement=engagement, content=b"text\nCold.\n")
    WaitingFile.objects.filter(pk=other.pk).update(digest=ImportBatch.objects.get().digest)
    with pytest.raises(Refused, match="already in"):
        actions.take_file(other, by=other.brought_by)


def test_files_that_nobody_took_are_forgotten_and_lines_of_those_taken_after_a_week(engagement):
    waiting, taken = make_waiting_file(engagement=engagement), make_waiting_file(engagement=engagement, content=b"text\nA.\n")
    actions.take_file(taken, by=taken.brought_by)
    assert tasks.forget_files() == 0
    WaitingFile.objects.filter(pk=waiting.pk).update(expires_at=timezone.now())
    assert tasks.forget_files() == 1
    assert list(WaitingFile.objects.all()) == [taken]
    assert WaitingPart.objects.count() == 0


def test_the_door_is_closed_when_the_channel_is_off(engagement):
    admin = make_user(role="administrator", organisation=engagement.owner)
    engagements.begin_register(engagement.owner, by=admin)
    engagements.disable_channel(ChannelEntry.objects.get(channel="file"), by=admin)
    with pytest.raises(Refused, match="switched off"):
        make_waiting_file(engagement=engagement)
    with pytest.raises(Refused, match="switched off"):
        actions.import_file(engagement, file=io.BytesIO(b"text\nWarm.\n"), name="a.csv", by=Machine("test"))


def test_a_reader_may_not_send_a_file(engagement):
    reader = make_user(role="reader", organisation=engagement.owner)
    with pytest.raises(PermissionDenied):
        actions.keep_file(engagement, file=io.BytesIO(b"text\nWarm.\n"), name="a.csv", by=reader)


def test_what_the_columns_became_is_kept_for_the_next_file_of_that_shape_alone(engagement):
    waiting = make_waiting_file(engagement=engagement, content=b"text,Where\nWarm.,Vale\n")
    actions.match_columns(waiting, uses=[f"q:{engagement.questions.first().series}", "place"], by=waiting.brought_by)
    actions.take_file(waiting, by=waiting.brought_by)
    assert SavedMatching.objects.count() == 1
    same = make_waiting_file(engagement=engagement, content=b"text,Where\nCold.,Quay\n")
    assert same.matching["uses"][1] == "place"
    assert make_waiting_file(engagement=engagement, content=b"text,Ward\nCold.,Quay\n").matching["uses"][1] == ""


def test_a_matching_is_refused_with_everything_that_is_wrong(engagement):
    waiting = make_waiting_file(engagement=engagement, content=b"text,Where\nWarm.,Vale\n")
    with pytest.raises(Refused, match="No column is an answer"):
        actions.match_columns(waiting, uses=["", "place"], by=waiting.brought_by)
    with pytest.raises(Refused, match="Load the page again"):
        actions.match_columns(waiting, uses=["text"], by=waiting.brought_by)
    with pytest.raises(Refused, match="no longer asks"):
        actions.match_columns(waiting, uses=["q:00000000-0000-0000-0000-000000000000", ""], by=waiting.brought_by)


def test_a_file_of_headings_alone_is_refused_when_it_is_taken(engagement):
    waiting = make_waiting_file(engagement=engagement, content=b"text,Where\n")
    with pytest.raises(BadFile, match="no rows below it"):
        actions.take_file(waiting, by=waiting.brought_by)
    assert not ImportBatch.objects.exists()
