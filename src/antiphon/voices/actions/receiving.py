"""Taking in what people tell us, by every door: one response model, one action for one response and one for many."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from antiphon.core import nudges, trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Visitor
from antiphon.core.bulk import Below, insert_rows, insert_together
from antiphon.core.problems import Refused
from antiphon.engagement import answering
from antiphon.engagement.answering import Asked, Cell, Kind
from antiphon.engagement.models import Engagement
from antiphon.network.models import User
from antiphon.people import actions as people
from antiphon.trust import actions as trust
from antiphon.voices import rules
from antiphon.voices.intake import Said, door_stands_open, may_take_in, problems
from antiphon.voices.models import About, Answer, ImportBatch, Response, Upload, Voice

MAKE_SAFE = "antiphon.voices.tasks.deidentify_waiting"


@action
def receive(
    engagement: Engagement, *, by: Actor, answers: Mapping[int, Any], channel: str, said_on: datetime.date,
    batch: ImportBatch | None = None, asked: Sequence[Asked] = (), looks: bool = False, **more: Any,
) -> Response:
    """Take in what one person said. Who they are stays behind a token; their words arrive sealed.

    `more` are the other fields of `Said`. A form that is sent twice (the same `submission`) is one response. A visitor
    may speak while it is open. Raises Refused with everything that is wrong. A door that has just read the questions hands
    them on as `asked`, and one that has just looked for the same submission says that it `looked`: thousands may come at once.
    """
    may_take_in(engagement, by, single=True)
    said = Said(answers=answers, channel=channel, said_on=said_on, **more)
    if not looks and (known := _known(engagement, said)):
        return known
    asked = asked or [question.asked() for question in engagement.questions.current()]
    if wrong := problems(engagement, said, asked, by=by):
        raise Refused(*wrong)
    if isinstance(by, Visitor):
        door_stands_open(engagement, said)
    response = _response(engagement, said, batch=batch, by=by)
    if isinstance(by, Visitor):
        response.trusted = engagement.trust  # their own word for it is not taken
    rows = _rows(response, said, asked)
    try:
        _write(rows, said, by=by)
    except _SentBefore:
        return Response.objects.get(submission=said.submission, engagement=engagement)
    if isinstance(by, Visitor) and engagement.trust != Engagement.Trust.OPEN:
        trust.use(engagement, entry=said.entry, by=by)
    files = [said.answers.get(one.pk) for one in asked if one.kind is Kind.FILE]
    ids = [one for value in files if value for one in answering.uploads(value) or []]
    if ids:  # a file that waits with saved answers goes with these answers alone
        theirs = Q(saved__isnull=True) | Q(saved__submission=said.submission)
        Upload.objects.filter(theirs, pk__in=ids, engagement=engagement, response__isnull=True).update(response=response)
    trail.leave("receive", response, by=by, channel=said.channel, voices=len(rows.voices), answers=len(rows.answers))
    nudges.nudge(MAKE_SAFE, gathered=True)
    return response


@action
def receive_many(
    engagement: Engagement, *, everyone: Sequence[Said], by: Actor, batch: ImportBatch | None = None, checked: bool = False
) -> list[Response]:
    """Take in what many people said, in as few writes as there are kinds of rows. Raises Refused when any has a problem.

    Whoever calls it has looked for doubles: a `submission` that is there already breaks the whole. With `checked`, the door
    has looked at every answer itself (the door for files does, row by row).
    """
    may_take_in(engagement, by)
    questions = list(engagement.questions.current())
    wrong = [] if checked else [f"Response {number}: {text}" for number, said in enumerate(everyone, start=1)
             for text in problems(engagement, said, questions, by=by)]  # fmt: skip
    if wrong:
        raise Refused(*wrong)
    responses = [_response(engagement, said, batch=batch, by=by) for said in everyone]
    pairs = zip(responses, everyone, strict=True)
    known = [(response, said) for response, said in pairs if said.name.strip() or said.email.strip()]
    contacts = [people.Contact(said.name, said.email, wants_reply=said.wants_reply) for _, said in known]
    tokens = people.remember_many(contacts, by=by) if known else []
    for (response, _), token in zip(known, tokens, strict=True):
        response.person = token
    Response.objects.bulk_create(responses)
    asked = [question.asked() for question in questions]
    _write_rows([_rows(response, said, asked) for response, said in zip(responses, everyone, strict=True)])
    trail.leave("receive many", engagement, by=by, responses=len(responses), batch=batch.pk if batch else None)
    nudges.nudge(MAKE_SAFE)
    return responses


def _known(engagement: Engagement, said: Said) -> Response | None:
    if said.submission is None:
        return None
    found: Response | None = Response.objects.filter(submission=said.submission, engagement=engagement).first()
    return found


def _response(engagement: Engagement, said: Said, *, batch: ImportBatch | None, by: Actor) -> Response:
    return Response(
        engagement=engagement, channel=said.channel, said_on=said.said_on, score=said.score,
        place=answering.place_to_keep(said.place), may_quote=said.may_quote, may_reuse=said.may_reuse, twin=said.twin,
        session=said.session, language=said.language, trusted=said.trusted, wrote_down=said.wrote_down.strip(),
        speaks_as=said.speaks_as, speaks_for=said.speaks_for, submission=said.submission, batch=batch,
        entered_by=by if isinstance(by, User) else None, network_key=said.network_key,
    )  # fmt: skip


@dataclass(frozen=True)
class _Rows:
    """What is written of one response: cells by question, words by question, and what was said of the person."""

    response: Response
    answers: list[tuple[int, Cell]]
    voices: list[tuple[int, str]]
    about: About | None


def _rows(response: Response, said: Said, asked: Sequence[Asked]) -> _Rows:
    answers: list[tuple[int, Cell]] = []
    voices = []
    for one in asked:
        value = said.answers.get(one.pk)
        if value is None:
            continue
        answers += [(one.pk, cell) for cell in answering.cells(one, value)]
        if words := rules.tidy(answering.words(one, value)):
            voices.append((one.pk, words))
    kept = {key: value for key, value in said.about.items() if value not in ("", None, [])}
    engagement = response.engagement
    about = About(response=response, engagement=engagement, set_version=engagement.about_set, said=kept) if kept else None
    return _Rows(response, _without_unasked(answers, asked, said), voices, about)


def _without_unasked(answers: list[tuple[int, Cell]], asked: Sequence[Asked], said: Said) -> list[tuple[int, Cell]]:
    """Leave out what was ticked on the way to a question that is not asked of this person in the end: words are kept."""
    if not any(one.only_if for one in asked):
        return answers
    routed = {one.pk for one in answering.route(asked, said.answers)}
    return [(question, cell) for question, cell in answers if question in routed]


class _SentBefore(Exception):
    """The same form is there already."""


def _write(rows: _Rows, said: Said, *, by: Actor) -> None:
    """Write a response with all that hangs from it, in one statement; with the person before it, where there is one."""
    if not said.name.strip() and not said.email.strip():
        _write_once(rows)
        return
    with transaction.atomic():  # so that a form that was sent twice leaves no person behind
        rows.response.person = people.remember(name=said.name, email=said.email, wants_reply=said.wants_reply, by=by)
        _write_once(rows)


def _write_once(rows: _Rows) -> None:
    below = [Below(model, "response_id", columns) for model, columns in _columns([rows]).items()]
    if not insert_together(rows.response, below, unless_there="submission"):
        raise _SentBefore
    if rows.about:
        rows.about.response = rows.response
        rows.about.save(force_insert=True)


def _write_rows(everyone: Sequence[_Rows]) -> None:
    keys = {Answer: [rows.response.pk for rows in everyone for _ in rows.answers],
            Voice: [rows.response.pk for rows in everyone for _ in rows.voices]}  # fmt: skip
    for model, columns in _columns(everyone).items():
        insert_rows(model, {"response_id": keys[model], **columns})
    About.objects.bulk_create(rows.about for rows in everyone if rows.about)


def _columns(everyone: Sequence[_Rows]) -> dict[type[Answer | Voice], dict[str, list[Any]]]:
    """Return what hangs from responses, column by column, without the response itself."""
    cells = [(rows.response.engagement_id, question, cell) for rows in everyone for question, cell in rows.answers]
    voices = [(rows.response.engagement_id, question, words) for rows in everyone for question, words in rows.voices]
    return {
        Answer: {
            "engagement_id": [engagement for engagement, _, _ in cells], "question_id": [question for _, question, _ in cells],
            "row": [cell.row for _, _, cell in cells], "option": [cell.option for _, _, cell in cells],
            "number": [cell.number for _, _, cell in cells], "text": [cell.text for _, _, cell in cells],
        },
        Voice: {
            "engagement_id": [engagement for engagement, _, _ in voices], "question_id": [question for _, question, _ in voices],
            "sealed_words": [words for _, _, words in voices],
        },
    }  # fmt: skip
