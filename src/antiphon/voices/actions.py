"""Writes of what people told us: take it in, make it safe, look at what is in doubt, open what is sealed."""

import datetime
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from django.db import IntegrityError, transaction
from django.utils import timezone

from antiphon.core import nudges, trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine, Visitor
from antiphon.core.problems import BadFile, Refused
from antiphon.delivery import actions as delivery
from antiphon.engagement.models import Engagement, Question
from antiphon.engagement.rules import Phase
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.people import actions as people
from antiphon.voices import queries, rules
from antiphon.voices.deidentification import Safe, deidentify
from antiphon.voices.doors import csv_file
from antiphon.voices.models import Because, Channel, ImportBatch, Opening, Response, Voice

MAKE_SAFE = "antiphon.voices.tasks.deidentify_waiting"
SETTLED = ["found", "doubts", "made_safe_at", "status", "clean_words"]
UNREADABLE = "The words cannot be opened with the keys of this service. Tell whoever runs it."
FOR_THEM = "A copy for the person who said it"
ERASED = "These words were erased. Nobody can bring them back."
BLANK = {"sealed_words": "", "clean_words": "", "found": [], "doubts": [], "withheld_because": ""}
AT_ONCE = 500  # rows written in one go while a file is taken


@action
def receive(
    engagement: Engagement, *, answers: Mapping[int, str], channel: str, said_on: datetime.date, by: Actor,
    score: int | None = None, place: str = "", name: str = "", email: str = "", wants_reply: bool = False,
    may_quote: bool = False, submission: uuid.UUID | None = None, batch: ImportBatch | None = None,
) -> Response:
    """Take in what one person said. Who they are stays behind a token; their words arrive sealed.

    A form that is sent twice (the same `submission`) is one response. A visitor may speak while it is open.
    """
    _may_take_in(engagement, by)
    if submission and (known := Response.objects.filter(submission=submission, engagement=engagement).first()):
        return known
    words = _words(engagement, answers)
    _check(words, channel=channel, said_on=said_on, score=score, place=place, email=email, wants_reply=wants_reply)
    response = Response(
        engagement=engagement, channel=channel, said_on=said_on, score=score, place=rules.place_to_keep(place),
        may_quote=may_quote, submission=submission, batch=batch,
    )
    try:
        with transaction.atomic():
            response.save()
    except IntegrityError:  # the same form, sent twice at the same moment
        known = Response.objects.filter(submission=submission, engagement=engagement).first() if submission else None
        if known is None:
            raise
        return known
    if name.strip() or email.strip():
        response.person = people.remember(name=name, email=email, wants_reply=wants_reply, by=by)
        response.save(update_fields=["person"])
    for question, text in words.items():
        Voice.objects.create(response=response, engagement=engagement, question=question, sealed_words=text)
    trail.leave("receive", response, by=by, channel=channel, voices=len(words))
    nudges.nudge(MAKE_SAFE)
    return response


@action
def make_safe(voice: Voice, *, safe: Safe, by: Actor, harm: Sequence[str] = ()) -> Voice:
    """Write what the search for personal details found: the words are clean, or wait for human eyes.

    `harm` says why a person must read it first, in plain words. A voice that is no longer sealed stays as it is.
    """
    voice = _locked(voice)
    if voice.status != Voice.Status.SEALED:
        return voice
    _settle(voice, safe, harm)
    voice.save(update_fields=SETTLED)
    trail.leave("make safe", voice, by=by, status=voice.status, found=len(voice.found))
    return voice


@action
def make_all_safe(engagement: Engagement, *, outcomes: Sequence[tuple[Voice, Safe, Sequence[str]]], by: Machine) -> None:
    """Do `make_safe` for many voices of an engagement that the caller has claimed: one write, one line on the trail."""
    sealed = [(voice, safe, harm) for voice, safe, harm in outcomes if voice.status == Voice.Status.SEALED]
    for voice, safe, harm in sealed:
        _settle(voice, safe, harm)
    Voice.objects.bulk_update([voice for voice, _, _ in sealed], SETTLED)
    waiting = [voice.pk for voice, _, _ in sealed if voice.status == Voice.Status.NEEDS_EYES]
    trail.leave("make safe", engagement, by=by, voices=[voice.pk for voice, _, _ in sealed], needs_eyes=waiting)


@action
def set_aside(voice: Voice, *, doubt: str, by: Machine) -> Voice:
    """Put a voice that could not be searched before human eyes, so that no other waits behind it."""
    Voice.objects.filter(pk=voice.pk, status=Voice.Status.SEALED).update(
        status=Voice.Status.NEEDS_EYES, doubts=[doubt], made_safe_at=timezone.now()
    )
    trail.leave("set aside", voice, by=by)
    return voice


@action
def look(
    voice: Voice, *, decision: str, by: User, words: str | None = None, hide: Sequence[str] = (), because: str = "",
) -> Voice:
    """A person has looked at words that were in doubt: they are clean, perhaps with more hidden, or are withheld.

    `hide` holds exact words to hide; `words` may be the masked text with more of it hidden. Nobody can add or change
    a word. Clean words may be looked at again, as long as only more is hidden.
    """
    require(by, Permission.VOICE_MAKE_SAFE, on=voice)
    voice = _locked(voice)
    if voice.status == Voice.Status.ERASED:
        raise Refused(ERASED)
    if voice.status == Voice.Status.SEALED:
        raise Refused("These words have not been searched for personal details yet. Try again in a minute.")
    if decision == Voice.Status.WITHHELD:
        if not because.strip():
            raise Refused("Say why these words are kept back.")
        voice.clean_words, voice.withheld_because = "", because.strip()[:300]
    elif decision == Voice.Status.CLEAN:
        before = voice.clean_words or deidentify(_opened(voice)).text
        after = before if words is None else rules.tidy(words)
        if not rules.only_hides(before, after):
            raise Refused("Words can be hidden here, and not added or changed. Write [hidden] in the place of what you hide.")
        after, lost = rules.hide(after, hide)
        if lost:
            raise Refused(*(f"“{part}” is not in these words. Copy it exactly as it stands there." for part in lost))
        voice.clean_words, voice.withheld_because = after, ""
    else:
        raise Refused("Choose whether the words are safe to read or are kept back.")
    voice.status, voice.looked_at_by = Voice.Status(decision), by
    voice.made_safe_at = voice.made_safe_at or timezone.now()
    voice.save(update_fields=["clean_words", "withheld_because", "status", "looked_at_by", "made_safe_at"])
    trail.leave("look", voice, by=by, status=voice.status)
    return voice


@action
def open_sealed(voice: Voice, *, why: str, by: User) -> str:
    """Return the words as they came. Each opening is logged with who, when and why, for good."""
    if not queries.may_open(by, voice):
        require(by, Permission.VOICE_UNSEAL, on=voice)
    if not why.strip():
        raise Refused("Say why you need to see the words as they came. It is kept in the log.")
    if _locked(voice).status == Voice.Status.ERASED:
        raise Refused(ERASED)
    Opening.objects.create(voice=voice, opened_by=by, why=why.strip()[:300])
    trail.leave("open sealed", voice, by=by)
    return _opened(Voice.objects.defer("sealed_words").get(pk=voice.pk))


@action
def erase(response: Response, *, why: str, by: Actor) -> Response:
    """Blank the words, the place and the person of one response, for good. The row stays, and counts where it counted.

    A visitor may for the receipt that they hold (see `erase_by_receipt`). Erasing it again changes nothing.
    """
    if isinstance(by, User):
        require(by, Permission.VOICE_ERASE, on=response)
    if why not in Because.values:
        raise Refused("Choose why it is erased.")
    response = Response.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=response.pk)
    if response.erased_at:
        return response
    _let_go_of_the_person(response, by)
    voices = Voice.objects.select_for_update().filter(response=response).exclude(status=Voice.Status.ERASED)
    ids = list(voices.order_by("pk").values_list("pk", flat=True))
    never_read = Voice.objects.filter(pk__in=ids).exclude(status=Voice.Status.CLEAN)
    never_read.update(status=Voice.Status.ERASED, made_safe_at=None, **BLANK)  # it was in no figure, and gets into none
    Voice.objects.filter(pk__in=ids).update(status=Voice.Status.ERASED, **BLANK)
    response.place, response.may_quote = "", False
    response.erased_at, response.erased_because = timezone.now(), why
    response.save(update_fields=["place", "may_quote", "erased_at", "erased_because"])
    trail.leave("erase", response, by=by, why=why, voices=ids)
    return response


@action
def erase_by_receipt(code: str, *, by: Actor) -> Response | None:
    """Erase the response that a receipt code stands for, at once; None when there is none.

    The code is known to the sender alone, so who holds it may do this without saying who they are.
    """
    response = queries.receipt(code)
    return erase(response, why=str(Because.ASKED), by=by) if response else None


@action
def stop_messages(response: Response, *, by: Actor) -> None:
    """Write no more about this engagement to the address that came with a response, whoever else left the same one."""
    if isinstance(by, User):
        require(by, Permission.VOICE_ERASE, on=response)
    if response.person:
        people.stop_replies(response.person, among=queries.contributors_to_tell(response.engagement), by=by)
        trail.leave("stop messages", response, by=by)


@action
def stop_by_receipt(code: str, *, by: Actor) -> Response | None:
    """Stop messages to the sender of the response that a receipt code stands for; None when there is none."""
    response = queries.receipt(code)
    if response:
        stop_messages(response, by=by)
    return response


@dataclass(frozen=True)
class CopiedAnswer:
    """One answer in a copy: the words as they came, and as we use them."""

    question: str
    words: str
    made_safe: str


@dataclass(frozen=True)
class Copy:
    """All that is held of one response, for the person who sent it. It is never stored or logged."""

    response: Response
    identity: people.Identity | None
    answers: Sequence[CopiedAnswer]

    def __repr__(self) -> str:
        return f"Copy({self.response.pk})"


@action
def copy_for_the_person(response: Response, *, by: User) -> Copy:
    """Return all that we hold of one response, for the person who sent it. Each opening of their words is logged."""
    require(by, Permission.VOICE_ERASE, on=response)
    response = Response.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=response.pk)
    if response.erased_at:
        raise Refused("The person's words, name and address were erased, so there is nothing left to copy.")
    identity = people.disclose(response.person, by=by) if response.person else None
    answers = [
        CopiedAnswer(voice.question.text, open_sealed(voice, why=FOR_THEM, by=by), voice.clean_words)
        for voice in queries.voices_in(response)
    ]  # fmt: skip
    trail.leave("copy", response, by=by)
    return Copy(response=response, identity=identity, answers=answers)


@action
def forget_person(response: Response, *, by: Machine) -> None:
    """Erase name and address of the person behind a response, whose time is up. What they said stays, without them."""
    response = Response.objects.select_for_update().get(pk=response.pk)
    if response.person:
        _let_go_of_the_person(response, by)
        trail.leave("forget person", response, by=by)


@action
def import_file(engagement: Engagement, *, file: IO[bytes], name: str, by: Actor, if_new: bool = False) -> ImportBatch:
    """Take in a whole file of responses, or nothing of it.

    Raises BadFile with what is wrong in which row. A file that is in already is refused; with `if_new` the
    import that brought it is returned instead and nothing is added.
    """
    _may_take_in(engagement, by)
    # Held, so that two people who send the same file at once do not both get past the check.
    engagement = Engagement.objects.select_for_update().get(pk=engagement.pk)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    known = ImportBatch.objects.filter(engagement=engagement, digest=digest, undone_at__isnull=True).first()
    if known and if_new:
        return known
    if known:
        raise Refused(f"This file is already in: it was taken as “{known.name}” on {known.made_at:%-d %B %Y}. Nothing was added.")
    questions = list(engagement.questions.all())
    if not questions:
        raise Refused("Write a question for this engagement first: each comment answers one.")
    batch = ImportBatch.objects.create(
        engagement=engagement, name=name[-200:], digest=digest, taken_by=by if isinstance(by, User) else None
    )
    rows = csv_file.read(file, today=timezone.localdate())
    refused: list[tuple[int, str]] = []
    waiting: list[tuple[Response, Question, str]] = []
    taken = elsewhere = 0
    for row in rows:
        if isinstance(row, csv_file.BadRow):
            refused += [(row.number, reason) for reason in row.reasons]
            continue
        taken += 1
        if refused:
            continue  # nothing will be kept: read on only to tell what else is wrong
        question, matched = _question(questions, row.question)
        elsewhere += not matched
        waiting.append((_response(row, batch, by), question, row.text))
        if len(waiting) == AT_ONCE:
            _write(waiting)
    if refused:
        bad = len({number for number, _ in refused})
        raise BadFile(
            f"{bad:,} {'row' if bad == 1 else 'rows'} cannot be taken, so nothing was added. "
            "Put these right and send the file again.", rows=refused, accepted=taken,
        )  # fmt: skip
    if not taken:
        raise BadFile("The file has a heading and no rows below it.")
    _write(waiting)
    batch.rows, batch.notes = taken, rows.notes()
    if elsewhere:
        batch.notes.append(
            f"{elsewhere:,} {'row names' if elsewhere == 1 else 'rows name'} a question that this engagement does not have: "
            f"put under “{questions[0].text}”."
        )
    batch.save(update_fields=["rows", "notes"])
    trail.leave("import", batch, by=by, rows=taken)
    nudges.nudge(MAKE_SAFE)
    return batch


@action
def undo_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Take a whole file out again, as long as no person has worked on any of its voices."""
    require(by, Permission.VOICE_IMPORT, on=batch)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.undone_at:
        raise Refused("This import was undone already.")
    if batch.engagement.closed_at:
        raise Refused("This engagement is closed, so what was said stays as it is.")
    list(Voice.objects.select_for_update().filter(response__batch=batch).values_list("pk", flat=True))
    if queries.worked_on(batch):
        raise Refused(
            "People have begun to work on these comments, so the import cannot be undone: their work would be lost. "
            "Keep single comments back instead."
        )
    for token in Response.objects.filter(batch=batch, person__isnull=False).values_list("person", flat=True):
        people.erase(token, by=Machine("undo_import"))
    Response.objects.filter(batch=batch).delete()
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    trail.leave("undo import", batch, by=by)
    return batch


def _let_go_of_the_person(response: Response, by: Actor) -> None:
    if response.person:
        delivery.forget(response.person, by=by)
        response.person = None
        response.save(update_fields=["person"])


def _may_take_in(engagement: Engagement, by: Actor) -> None:
    if engagement.closed_at:
        raise Refused("This engagement is closed, so nothing more can be added.")
    if isinstance(by, Machine):
        return
    if isinstance(by, Visitor):
        if engagement.phase is not Phase.OPEN:
            raise Refused("This engagement is not open, so it cannot take an answer now.")
        return
    require(by, Permission.VOICE_IMPORT, on=engagement)


def _words(engagement: Engagement, answers: Mapping[int, str]) -> dict[Question, str]:
    questions = {question.pk: question for question in engagement.questions.all()}
    if set(answers) - set(questions):
        raise Refused("One of the answers is to a question that this engagement does not have. Load the form again.")
    return {questions[key]: tidy for key, text in answers.items() if (tidy := rules.tidy(text))}


def _check(
    words: Mapping[Question, str], *, channel: str, said_on: datetime.date, score: int | None, place: str, email: str,
    wants_reply: bool,
) -> None:
    wrong = []
    if not words and score is None:
        wrong.append("Write an answer to at least one question.")
    if any(len(text) > rules.LONGEST for text in words.values()):
        wrong.append(f"An answer can have up to {rules.LONGEST:,} characters. Shorten it, or send it on paper.")
    if channel not in Channel.values:
        wrong.append("Choose how this reached us.")
    if said_on > timezone.localdate():
        wrong.append("The day on which this was said must be today or in the past.")
    if score is not None and score not in range(1, 6):
        wrong.append("The score goes from 1 (very good) to 5 (very poor).")
    if len(place.strip()) > 100:
        wrong.append("The place can have up to 100 characters.")
    if wants_reply and not email.strip():
        wrong.append("To hear from us, enter your e-mail address.")
    if wrong:
        raise Refused(*wrong)


def _settle(voice: Voice, safe: Safe, harm: Sequence[str]) -> None:
    voice.found = [{"kind": str(one.kind), "start": one.start, "end": one.end, "sure": one.sure} for one in safe.found]
    voice.doubts = [*safe.reasons, *harm]
    voice.made_safe_at = timezone.now()
    waits = safe.doubtful or bool(voice.doubts)
    voice.status = Voice.Status.NEEDS_EYES if waits else Voice.Status.CLEAN
    voice.clean_words = "" if waits else safe.text


def _locked(voice: Voice) -> Voice:
    """Return the row as it is now, held until the action ends. The sealed words stay behind until they are asked for."""
    rows = Voice.objects.select_for_update(of=("self",)).select_related("engagement").defer("sealed_words")
    found: Voice = rows.get(pk=voice.pk)
    return found


def _opened(voice: Voice) -> str:
    try:
        return str(voice.sealed_words)
    except ValueError as problem:
        raise Refused(UNREADABLE) from problem


def _question(questions: Sequence[Question], said: str) -> tuple[Question, bool]:
    """Return the question that a row names by its words or number, else the first, and whether it was found."""
    plain = " ".join(said.split()).casefold()
    for question in questions:
        if plain and plain in (" ".join(question.text.split()).casefold(), str(question.place)):
            return question, True
    return questions[0], not plain


def _response(row: csv_file.Row, batch: ImportBatch, by: Actor) -> Response:
    known = row.name or row.email
    return Response(
        engagement=batch.engagement, channel=row.channel, said_on=row.date or timezone.localdate(), score=row.score,
        place=rules.place_to_keep(row.place), may_quote=row.may_quote, batch=batch,
        person=people.remember(name=row.name, email=row.email, wants_reply=row.wants_reply, by=by) if known else None,
    )  # fmt: skip


def _write(waiting: list[tuple[Response, Question, str]]) -> None:
    Response.objects.bulk_create([response for response, _, _ in waiting])
    Voice.objects.bulk_create(
        Voice(response=response, engagement=response.engagement, question=question, sealed_words=text)
        for response, question, text in waiting if text
    )  # fmt: skip
    waiting.clear()
