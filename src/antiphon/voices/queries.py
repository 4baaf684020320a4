"""Reads of what people told us: worklists, counts, one voice, the receipt."""

import io
import uuid
from collections.abc import Iterable
from typing import IO, Any

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.http import Http404

from antiphon.core import receipts
from antiphon.core.suppression import Shown, shown
from antiphon.engagement.about import AboutSet, about_set
from antiphon.engagement.models import Engagement, Question, Twin
from antiphon.network.access import Shared, may
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.voices import rules
from antiphon.voices.deidentification import deidentify
from antiphon.voices.models import (
    About,
    Channel,
    FileOpening,
    ImportBatch,
    Opening,
    Response,
    SavedMatching,
    Standing,
    Upload,
    Voice,
    WaitingFile,
    WaitingPart,
)


def ready_to_make_safe() -> "QuerySet[Voice]":
    """Return the voices whose words are still as they came, oldest first."""
    found: QuerySet[Voice] = Voice.objects.sealed().order_by("pk")
    return found


def needing_eyes(user: User, engagement: Engagement | None = None) -> "QuerySet[Voice]":
    """Return the voices that a person must look at, among those where this person may."""
    theirs = Engagement.objects.where_may(user, Permission.VOICE_MAKE_SAFE)
    found: QuerySet[Voice] = Voice.objects.needing_eyes().filter(engagement__in=theirs)
    if engagement is not None:
        found = found.filter(engagement=engagement)
    return found.select_related("engagement", "question", "response").defer("sealed_words").order_by("pk")


def by_urgency(waiting: "QuerySet[Voice]") -> "QuerySet[Voice]":
    """Return the voices that wait with what may be harm first, then what may name people, then the rest; `rank` 0 to 3."""
    signs = Q(doubts__regex="May (be|touch)|Reads like")
    return waiting.annotate(rank=Case(
        When(~Q(harm=[]), then=0), When(signs, then=1), When(doubts__icontains="name", then=2), default=3,
        output_field=models.SmallIntegerField(),
    )).order_by("rank", "pk")  # fmt: skip


def waiting_for_eyes(user: User) -> list[tuple[Engagement, int]]:
    """Return how many voices this person could make safe, by engagement. Two queries."""
    numbers = dict(needing_eyes(user).order_by().values_list("engagement").annotate(n=Count("pk")))
    return [(engagement, numbers[engagement.pk]) for engagement in Engagement.objects.filter(pk__in=numbers).order_by("title")]


def ready_to_code() -> "QuerySet[Voice]":
    """Return the voices whose words are safe to read, oldest first. Withheld and waiting ones are never among them."""
    found: QuerySet[Voice] = Voice.objects.clean_only().select_related("engagement", "question", "response").order_by("pk")
    return found


def counted_responses(engagement: Engagement, *, with_flagged: bool | None = None) -> "QuerySet[Response]":
    """Return the responses of an engagement that figures count.

    As people have settled it (the default): all but those that a person kept aside; what is only flagged still counts.
    For the line that shows what difference it makes: `True` gives every response, those kept aside too; `False` leaves
    out all that is flagged or kept aside.
    """
    found = Response.objects.filter(engagement=engagement)
    if with_flagged is None:
        return found.exclude(standing=Standing.ASIDE)
    return found if with_flagged else found.filter(standing=Standing.COUNTED)


def counts(engagement: Engagement) -> dict[str, dict[str, int]]:
    """Return how many there are: `total` (responses, voices), `status` of voices, `channel` of responses. One query."""
    statuses = {status: Count("voices", filter=Q(voices__status=status)) for status in Voice.Status.values}
    rows = list(
        Response.objects.filter(engagement=engagement).order_by().values("channel")
        .annotate(responses=Count("pk", distinct=True), **statuses)
    )  # fmt: skip
    status = {name: sum(row[name] for row in rows) for name in statuses}
    by_channel = {row["channel"]: row["responses"] for row in rows}
    return {
        "total": {"responses": sum(by_channel.values()), "voices": sum(status.values())},
        "status": status,
        "channel": {channel: by_channel.get(channel, 0) for channel in Channel.values},
        **{f"channel:{row['channel']}": {name: row[name] for name in statuses} for row in rows},
    }


def voices_of(engagement: Engagement, *, status: str = "", channel: str = "") -> "QuerySet[Voice]":
    """Return the voices of an engagement, newest first, perhaps of one status or channel. The sealed words stay behind."""
    found: QuerySet[Voice] = Voice.objects.filter(engagement=engagement)
    if status:
        found = found.filter(status=status)
    if channel:
        found = found.filter(response__channel=channel)
    return found.select_related("question", "response").defer("sealed_words").order_by("-pk")


def voice_in(engagement: Engagement, pk: int) -> Voice:
    """Return one voice of an engagement, or 404. The sealed words stay behind."""
    found: Voice | None = (
        Voice.objects.filter(engagement=engagement, pk=pk)
        .select_related("question", "response", "response__batch", "engagement", "looked_at_by").defer("sealed_words").first()
    )  # fmt: skip
    if found is None:
        raise Http404
    return found


def to_look_at(voice: Voice) -> list[rules.Piece]:
    """Return the words as somebody who may make them safe sees them: masked, with what is in doubt marked.

    What is surely a personal detail stays hidden even here; opening the sealed words is another thing, and is logged.
    """
    if voice.clean_words:
        return rules.masked_pieces(voice.clean_words)
    try:
        words = voice.sealed_words
    except ValueError:  # no key opens them; the doubts of the voice say so
        return []
    return rules.pieces(words, [(one.start, one.end, str(one.kind), one.sure) for one in deidentify(words).found])


def next_to_look_at(user: User, engagement: Engagement, *, after: int = 0) -> Voice | None:
    """Return the next voice of an engagement that needs this person's eyes, going round to the first one."""
    waiting = needing_eyes(user, engagement).filter(Q(harm=[]) | Q(harm_settled_at__isnull=False))  # the others wait elsewhere
    return waiting.filter(pk__gt=after).first() or waiting.exclude(pk=after).first()


def openings_of(voice: Voice) -> "QuerySet[Opening]":
    """Return who opened the sealed words, newest first."""
    return voice.openings.select_related("opened_by").order_by("-made_at")


def imports_of(engagement: Engagement) -> "QuerySet[ImportBatch]":
    """Return the files that brought responses, newest first, with how many voices each holds."""
    return (
        ImportBatch.objects.filter(engagement=engagement).select_related("taken_by", "undone_by")
        .annotate(voices=Count("responses__voices")).order_by("-made_at")
    )  # fmt: skip


def import_in(engagement: Engagement, pk: int) -> ImportBatch:
    """Return one import of an engagement, or 404."""
    found = imports_of(engagement).select_related("engagement").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def import_of(engagement: Engagement, digest: str) -> ImportBatch | None:
    """Return the import that a file is in by, if it was taken and not taken out again."""
    return ImportBatch.objects.filter(engagement=engagement, digest=digest, undone_at__isnull=True).first()


def about_asked(engagement: Engagement) -> AboutSet | None:
    """Return the questions about the person that the engagement asks, or None."""
    return about_set(engagement.about_set) if engagement.about_set else None


def named_twins(twins: Iterable[Twin]) -> dict[str, int]:
    """Return the id of each version by the name that a file may give it: its format, or its language."""
    return {
        f"language:{twin.language}" if twin.format == Twin.Format.LANGUAGE else str(twin.format): twin.pk for twin in twins
    }


def twins_of(engagement: Engagement) -> "QuerySet[Twin]":
    """Return the versions of an engagement in other formats and languages."""
    return Twin.objects.filter(engagement=engagement)


def waiting_file_in(engagement: Engagement, pk: int, *, of: User) -> WaitingFile:
    """Return one file on its way in, or 404: only the person who sent it sees what is in it."""
    every = WaitingFile.objects.select_related("engagement", "brought_by", "batch")
    found = every.filter(engagement=engagement, pk=pk, brought_by=of).first()
    if found is None:
        raise Http404
    return found


def waiting_files(engagement: Engagement, *, of: User) -> "QuerySet[WaitingFile]":
    """Return this person's files that wait or were refused, newest first, without their content."""
    found = WaitingFile.objects.filter(engagement=engagement, brought_by=of).exclude(status=WaitingFile.Status.TAKEN)
    return found.defer("head", "report")


def files_to_take() -> "QuerySet[WaitingFile]":
    """Return the files that wait for their turn, or of which the reading was broken off; the oldest first."""
    states = [WaitingFile.Status.QUEUED, WaitingFile.Status.READING]
    return WaitingFile.objects.filter(status__in=states).select_related("engagement", "brought_by").order_by("pk")


def files_of(user: User) -> "QuerySet[WaitingFile]":
    """Return the files that this person sent and that are not done with: theirs to take, to mend, or to look at."""
    where = Engagement.objects.where_may(user, Permission.VOICE_IMPORT)
    found = WaitingFile.objects.filter(brought_by=user, engagement__in=where)
    told = found.exclude(status=WaitingFile.Status.TAKEN, began_at__isnull=True)  # taken while they looked on: they know
    return told.select_related("engagement", "batch").defer("head", "report")


def saved_matching(engagement: Engagement, fingerprint: str) -> dict[str, Any] | None:
    """Return what the columns of a file with these headings became the last time, or None."""
    found = SavedMatching.objects.filter(engagement=engagement, fingerprint=fingerprint).values_list("matching", flat=True)
    return found.first()


def opened(waiting: WaitingFile) -> IO[bytes]:
    """Return the bytes of a waiting file, unsealed piece by piece as they are read."""
    return io.BufferedReader(_Unsealed(waiting), buffer_size=WaitingPart.SIZE)


class _Unsealed(io.RawIOBase):
    """A file in sealed parts of one size, read as one."""

    def __init__(self, waiting: WaitingFile) -> None:
        self._file, self._size, self._at = waiting.pk, waiting.size, 0
        self._part: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = max(0, (0, self._at, self._size)[whence] + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        number, start = divmod(self._at, WaitingPart.SIZE)
        if self._at >= self._size:
            return 0
        if number != self._part[0]:
            content = WaitingPart.objects.filter(file=self._file, number=number).values_list("content", flat=True).get()
            self._part = (number, content)
        piece = self._part[1][start : start + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def worked_on(batch: ImportBatch) -> bool:
    """Return whether a person has done work on a voice of the import: looked, opened, read it, put it in a theme.

    Rooms above keep rows about voices that this room does not know by name. A row that names an account is the
    work of a person, so any such row counts; what a machine wrote does not. One query for each kind of row.
    """
    return worked_on_any(Voice.objects.filter(response__batch=batch))


def worked_on_any(voices: "QuerySet[Voice]") -> bool:
    """Return whether a person has done work on any of these voices: see `worked_on`."""
    if voices.filter(looked_at_by__isnull=False).exists():
        return True
    for relation in Voice._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.related_model is Voice:
            continue
        model: Any = relation.related_model
        persons = any(field.related_model is User for field in model._meta.fields if field.is_relation)
        if persons and model._base_manager.filter(**{f"{relation.field.name}__in": voices}).exists():
            return True
    return False


def receipt(code: str) -> Response | None:
    """Return the response that a receipt code stands for, however it was typed, or None."""
    read = receipts.read(code)
    if read is None:
        return None
    return Response.objects.select_related("engagement", "engagement__owner").filter(receipt=read).first()


def receipt_in(engagement: Engagement, code: str) -> Response | None:
    """Return the response of an engagement that a receipt code stands for, or None: another engagement's is not told."""
    found = receipt(code)
    return found if found and found.engagement_id == engagement.pk else None


def may_open(user: User, thing: Shared) -> bool:
    """Return whether the person may open words as they came."""
    return may(user, Permission.VOICE_UNSEAL, on=thing) or may(user, Permission.VOICE_MAKE_SAFE, on=thing)


def words_still_there(engagements: Iterable[Engagement]) -> "QuerySet[Response]":
    """Return the responses of these engagements whose words are still there."""
    return Response.objects.filter(engagement__in=list(engagements), erased_at__isnull=True).order_by("pk")


def persons_still_known(engagements: Iterable[Engagement]) -> "QuerySet[Response]":
    """Return the responses of these engagements whose person is still known."""
    return Response.objects.filter(engagement__in=list(engagements), person__isnull=False).order_by("pk")


def voices_in(response: Response) -> "QuerySet[Voice]":
    """Return the voices of one response in the order of the questions. The sealed words stay behind."""
    return response.voices.select_related("question").defer("sealed_words").order_by("question__place")


def answers_in_words(response: Response) -> list[tuple[str, str]]:
    """Return what was answered without words, as (question, answer) pairs in the order of the questions. One query."""
    found: dict[Question, list[str]] = {}
    for answer in response.answers.select_related("question").order_by("question__place", "number", "pk"):
        texts = {one["key"]: one["text"] for one in [*answer.question.options, *answer.question.rows]}
        said = texts.get(answer.option, answer.option) or answer.text or str(answer.number)
        rank = f"{answer.number}. " if answer.option and answer.number is not None else ""
        row = f"{texts.get(answer.row, answer.row)}: " if answer.row else ""
        found.setdefault(answer.question, []).append(f"{row}{rank}{said}")
    return [(question.text, "; ".join(parts)) for question, parts in found.items()]


def contributors_to_tell(engagement: Engagement) -> list[uuid.UUID]:
    """Return the tokens of those who left their name or address with a response of this engagement."""
    found: Iterable[uuid.UUID] = (
        Response.objects.filter(engagement=engagement, person__isnull=False).order_by("pk").values_list("person", flat=True)
    )
    return list(dict.fromkeys(found))


def engagements_with_sealed() -> "QuerySet[Engagement]":
    """Return the engagements that hold words which were not yet made safe."""
    found: QuerySet[Engagement] = Engagement.objects.filter(Exists(Voice.objects.sealed().filter(engagement=OuterRef("pk"))))
    return found


def uploads_of(engagement: Engagement) -> "QuerySet[Upload]":
    """Return the files that came with responses, newest first. What is in them stays behind."""
    found = Upload.objects.filter(engagement=engagement, response__isnull=False)
    return found.select_related("question", "response").defer("content").annotate(opened=Count("openings")).order_by("-pk")


def upload_in(engagement: Engagement, pk: int) -> Upload:
    """Return one file of an engagement, or 404. What is in it stays behind."""
    found = uploads_of(engagement).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.engagement = engagement
    return found


def file_openings_of(upload: Upload) -> "QuerySet[FileOpening]":
    """Return who opened a file, newest first."""
    return upload.openings.select_related("opened_by")


def answers_to(engagements: Iterable[int]) -> dict[int, Shown]:
    """Return how many people answered each of these engagements, small numbers hidden. One query."""
    rows = Response.objects.filter(engagement__in=list(engagements)).order_by().values_list("engagement").annotate(Count("pk"))
    return {engagement: shown(number) for engagement, number in rows}


def abouts_of(responses: Iterable[int]) -> int:
    """Return how many of these responses say something of the person."""
    return About.objects.filter(response__in=list(responses)).count()


def files_still_there(responses: Iterable[int]) -> int:
    """Return how many files of these responses are still there."""
    return Upload.objects.filter(response__in=list(responses), erased_at__isnull=True).count()


def ticked_by(response: Response) -> list[tuple[str, str]]:
    """Return the closed answers of a response in words: the question, perhaps with its row, and what was chosen."""
    found = []
    for answer in response.answers.select_related("question").order_by("question__place", "pk"):
        asked = answer.question.asked()
        options = {one.key: one.text for one in asked.options}
        rows = {one.key: one.text for one in asked.rows}
        said = [options.get(answer.option, answer.option), "" if answer.number is None else str(answer.number), answer.text]
        row = rows.get(answer.row, answer.row)
        found.append((f"{asked.text}{f' ({row})' if row else ''}", ": ".join(part for part in said if part)))
    return found


def said_of_self(response: Response) -> list[tuple[str, str]]:
    """Return what somebody said of themselves, in the words of the questions."""
    about = About.objects.filter(response=response).first()
    if about is None:
        return []
    found = []
    for one in about_set(about.set_version).characteristics:
        said = about.said.get(one.key)
        keys = said if isinstance(said, list) else [said] if said else []
        names = {category.key: category.text for category in one.categories}
        if keys:
            found.append((one.text, ", ".join(names.get(key, str(key)) for key in keys)))
    return found
