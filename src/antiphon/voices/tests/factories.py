"""Responses and voices for tests. A voice is sealed unless told otherwise: `make_voice(status="clean")`."""

import datetime
import io
import itertools
from typing import Any

from django.utils import timezone

from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_choice, make_open_engagement
from antiphon.network.tests.factories import make_user
from antiphon.voices.actions import keep_file
from antiphon.voices.journeys import key_of
from antiphon.voices.models import (
    About,
    Answer,
    Channel,
    Difference,
    EntryBatch,
    FileOpening,
    GroupEvent,
    GroupRecord,
    ImportBatch,
    Opening,
    ReceivedMail,
    Response,
    Saved,
    SavedMatching,
    SecondKeying,
    Sheet,
    Upload,
    Voice,
    WaitingFile,
    WaitingPart,
    WordsBefore,
)

_number = itertools.count(1)
WORDS = "The waiting room was cold but the nurse was kind."


def make_response(*, engagement: Engagement | None = None, **overrides: Any) -> Response:
    """Return a response that came through the web form, without its voices."""
    fields = {"channel": Channel.WEB, "said_on": timezone.localdate(), **overrides}
    return Response.objects.create(engagement=engagement or make_open_engagement(), **fields)


def make_voice(
    *, engagement: Engagement | None = None, response: Response | None = None, words: str = "", status: str = "sealed",
    **overrides: Any,
) -> Voice:
    """Return one answer in someone's own words, with its response; clean words are given when it is clean."""
    channel = overrides.pop("channel", Channel.WEB)
    may_quote = overrides.pop("may_quote", False)
    place = overrides.pop("place", "")
    person = overrides.pop("person", None)
    response = response or make_response(
        engagement=engagement, channel=channel, may_quote=may_quote, place=place, person=person
    )
    words = words or f"{WORDS} ({next(_number)})"
    fields: dict[str, Any] = {"sealed_words": words, "status": status, **overrides}
    if status == Voice.Status.CLEAN:
        fields = {"clean_words": words, "made_safe_at": timezone.now(), **fields}
    if status == Voice.Status.NEEDS_EYES:
        fields = {"doubts": ["It may hold a name."], "made_safe_at": timezone.now(), **fields}
    if status == Voice.Status.WITHHELD:
        fields = {"withheld_because": "It names a person all through.", "made_safe_at": timezone.now(), **fields}
    question = fields.pop("question", None) or response.engagement.questions.first()
    return Voice.objects.create(response=response, engagement=response.engagement, question=question, **fields)


def make_batch(*, engagement: Engagement | None = None, **overrides: Any) -> ImportBatch:
    """Return one file of responses that was taken, without its rows."""
    engagement = engagement or make_open_engagement()
    fields = {"name": "comments.csv", "digest": f"{next(_number):064x}", "rows": 1, "taken_by": engagement.lead, **overrides}
    return ImportBatch.objects.create(engagement=engagement, **fields)


def make_opening(*, voice: Voice | None = None, **overrides: Any) -> Opening:
    """Return a line of the log: somebody opened sealed words."""
    fields = {"why": "The person asked us to find their comment.", **overrides}
    if "opened_by" not in fields:
        fields["opened_by"] = make_user(name="Guardian")
    return Opening.objects.create(voice=voice or make_voice(), **fields)


def make_answer(*, response: Response | None = None, **overrides: Any) -> Answer:
    """Return one option that was chosen."""
    response = response or make_response()
    question = overrides.pop("question", None) or make_choice(engagement=response.engagement)
    fields = {"option": "bus", **overrides}
    return Answer.objects.create(response=response, engagement=response.engagement, question=question, **fields)


def make_about(*, response: Response | None = None, **overrides: Any) -> About:
    """Return what somebody said of themselves: a woman of 35 to 44."""
    response = response or make_response()
    fields = {"set_version": "2026-1", "said": {"age": "35_44", "sex": "female"}, **overrides}
    return About.objects.create(response=response, engagement=response.engagement, **fields)


def make_upload(*, response: Response | None = None, **overrides: Any) -> Upload:
    """Return a small file that came with a response."""
    response = response or make_response()
    question = overrides.pop("question", None) or response.engagement.questions.first()
    fields = {"name": "letter.txt", "kind": "text/plain", "size": 5, "content": b"Hello", **overrides}
    return Upload.objects.create(response=response, engagement=response.engagement, question=question, **fields)


def make_entry_batch(*, engagement: Engagement | None = None, **overrides: Any) -> EntryBatch:
    """Return an open batch of paper sheets."""
    engagement = engagement or make_open_engagement()
    fields = {"name": f"Batch {next(_number)}", "opened_by": engagement.lead, "expected": 3, **overrides}
    return EntryBatch.objects.create(engagement=engagement, **fields)


def make_sheet(*, batch: EntryBatch | None = None, **overrides: Any) -> Sheet:
    """Return one keyed sheet of a batch, with its response and voice."""
    batch = batch or make_entry_batch()
    response = overrides.pop("response", None) or make_voice(engagement=batch.engagement, channel=Channel.PAPER).response
    fields = {"number": batch.sheets.count() + 1, "keyed_by": batch.opened_by, "keyed": "{}", **overrides}
    return Sheet.objects.create(engagement=batch.engagement, batch=batch, response=response, **fields)


def make_second_keying(*, sheet: Sheet | None = None, **overrides: Any) -> SecondKeying:
    """Return the same sheet keyed by somebody else."""
    fields = {"keyed": "{}", "fields": 4, **overrides}
    if "keyed_by" not in fields:
        fields["keyed_by"] = make_user(name="Second")
    return SecondKeying.objects.create(sheet=sheet or make_sheet(), **fields)


def make_difference(*, keying: SecondKeying | None = None, **overrides: Any) -> Difference:
    """Return a field that two people keyed differently, which nobody has settled."""
    return Difference.objects.create(keying=keying or make_second_keying(), **{"field": "score", **overrides})


def make_group_record(*, response: Response | None = None, **overrides: Any) -> GroupRecord:
    """Return the record of a group of 40 people who spoke together."""
    if response is None:
        response = make_response(speaks_as="group", speaks_for=40, place="Riverside", channel=Channel.EVENT)
        make_voice(response=response, status=overrides.pop("status", "sealed"))
    fields = {"group": "Riverside women’s group", "code_key": f"{next(_number):064x}", **overrides}
    return GroupRecord.objects.create(engagement=response.engagement, response=response, **fields)


def make_words_before(*, voice: Voice | None = None, **overrides: Any) -> WordsBefore:
    """Return the words of a voice before the group corrected them."""
    fields = {"version": 1, "sealed_words": WORDS, "who": "group", **overrides}
    return WordsBefore.objects.create(voice=voice or make_voice(), **fields)


def make_group_event(*, record: GroupRecord | None = None, **overrides: Any) -> GroupEvent:
    """Return a line of a group's log: it corrected its words."""
    return GroupEvent.objects.create(record=record or make_group_record(), **{"what": "corrected", **overrides})


def make_received_mail(*, engagement: Engagement | None = None, **overrides: Any) -> ReceivedMail:
    """Return an e-mail that waits for a person."""
    fields = {"message_key": f"{next(_number):064x}", "status": "waiting", "why": "It came too late.", "text": WORDS,
              "said_on": timezone.localdate(), **overrides}  # fmt: skip
    return ReceivedMail.objects.create(engagement=engagement or make_open_engagement(), **fields)
def make_waiting_file(
    *, engagement: Engagement | None = None, content: bytes = b"text\nWarm.\n", **overrides: Any
) -> WaitingFile:
    """Return a file that waits to be taken, sealed, with its columns guessed; fields given are set afterwards."""
    engagement = engagement or make_open_engagement()
    by = overrides.pop("brought_by", None) or make_user(role="engagement_lead", organisation=engagement.owner)
    waiting = keep_file(engagement, file=io.BytesIO(content), name="comments.csv", by=by)
    for name, value in overrides.items():
        setattr(waiting, name, value)
    waiting.save()
    return waiting


def make_waiting_part(**overrides: Any) -> WaitingPart:
    """Return one more part of a waiting file."""
    fields = {"number": next(_number) + 100, "content": b"Warm.", **overrides}
    return WaitingPart.objects.create(file=fields.pop("file", None) or make_waiting_file(), **fields)


def make_saved_matching(*, engagement: Engagement | None = None, **overrides: Any) -> SavedMatching:
    """Return what the columns of some file became."""
    fields = {"fingerprint": f"{next(_number):064x}", **overrides}
    return SavedMatching.objects.create(engagement=engagement or make_open_engagement(), **fields)




def make_saved(*, engagement: Engagement | None = None, **overrides: Any) -> Saved:
    """Return answers that somebody saved and can come back to with the code SAVE-0000-0000-0000, for a month."""
    fields = {"key": key_of("SAVE-0000-0000-0000"), "answers": '{"answers": {}}',
              "ends_at": timezone.now() + datetime.timedelta(days=30), **overrides}  # fmt: skip
    return Saved.objects.create(engagement=engagement or make_open_engagement(), **fields)


def make_file_opening(*, upload: Upload | None = None, **overrides: Any) -> FileOpening:
    """Return the record that somebody opened a file."""
    fields = {"opened_by": overrides.pop("opened_by", None) or make_user(name="Guardian"), "why": "It was in doubt.", **overrides}
    return FileOpening.objects.create(upload=upload or make_upload(), **fields)
