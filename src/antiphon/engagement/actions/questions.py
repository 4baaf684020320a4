"""Writes of questions: in a draft freely; once published as a new version that a second person signs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, Max, ProtectedError
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.engagement.actions.asking import _locked, _open_draft
from antiphon.engagement.answering import MOST_FILES, Asked, Kind, choices_of, faults
from antiphon.engagement.models import Engagement, Question, Revision
from antiphon.engagement.rules import Phase
from antiphon.engagement.wording import TEMPLATES, in_full
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.signoff import actions as signoff

FIELDS = ("kind", "text", "hint", "required", "options", "rows", "settings", "only_if", "page")
REVISED = ("text", "hint", "required", "options", "rows", "settings", "only_if")
MOST_PAGES = 20
MOST_QUESTIONS = 100


@action
def set_question(engagement: Engagement, *, text: str, by: User, hint: str = "", place: int = 1, **fields: Any) -> Question:
    """Write or replace the question at a place in the order. `fields`: any of FIELDS."""
    engagement = _open_draft(engagement, by)
    known = engagement.questions.current().filter(place=place).first()
    question = known or Question(engagement=engagement, place=place)
    return _write(engagement, question, {"text": text, "hint": hint, **fields}, by=by)


@action
def add_question(engagement: Engagement, *, text: str, by: User, **fields: Any) -> Question:
    """Write one more question of a draft, after the others. `fields`: any of FIELDS."""
    engagement = _open_draft(engagement, by)
    last = engagement.questions.current().aggregate(place=Max("place"), page=Max("page"))
    if (last["place"] or 0) >= MOST_QUESTIONS:
        raise Refused(f"A form can have up to {MOST_QUESTIONS} questions, and nobody answers so many. Take some out first.")
    question = Question(engagement=engagement, place=(last["place"] or 0) + 1, page=last["page"] or 1)
    return _write(engagement, question, {"text": text, **fields}, by=by)


@action
def change_question(question: Question, *, by: User, **fields: Any) -> Question:
    """Change a question of a draft. `fields`: any of FIELDS but its kind."""
    engagement = _open_draft(question.engagement, by)
    question = Question.objects.select_for_update().get(pk=question.pk)
    return _write(engagement, question, {"kind": question.kind, **fields}, by=by)


@action
def remove_question(engagement: Engagement, *, question: Question, by: User) -> None:
    """Take a question out of a draft; the ones after it move up."""
    engagement = _open_draft(engagement, by)
    rest = [one for one in _asked(engagement) if question.series in {condition.series for condition in one.only_if}]
    if rest:
        raise Refused(f"“{rest[0].text}” depends on this question. Change that one first.")
    trail.leave("remove question", engagement, by=by, question=question.pk)
    try:
        engagement.questions.filter(pk=question.pk).delete()
    except ProtectedError as problem:
        raise Refused("People have answered this question already, so it stays.") from problem
    _close_up(engagement)
    engagement.writers.add(by)


@action
def move_question(question: Question, *, up: bool, by: User) -> None:
    """Move a question of a draft one place up or down. At the end of the list it stays where it is."""
    engagement = _open_draft(question.engagement, by)
    order = list(engagement.questions.current().order_by("place"))
    at = next(place for place, one in enumerate(order) if one.pk == question.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        return
    one, other = order[at], order[to]
    order[at], order[to] = other, one
    if one.page != other.page:  # it crosses to the other page, as the eye expects
        one.page = other.page
        one.save(update_fields=["page"])
    _still_works([each.asked() for each in order])
    _number(order)
    engagement.writers.add(by)
    trail.leave("move question", engagement, by=by, question=question.pk, up=up)


@action
def copy_questions(engagement: Engagement, *, questions: Sequence[Question], by: User) -> list[Question]:
    """Add copies of questions of earlier engagements that the person can see. What they depend on comes along or is let go."""
    engagement = _open_draft(engagement, by)
    copies: dict[str, str] = {}
    made = []
    for question in questions:
        require(by, Permission.ENGAGEMENT_READ, on=question.engagement)
        only_if = [{**one, "series": copies[one["series"]]} for one in question.only_if if one["series"] in copies]
        fields = {name: getattr(question, name) for name in FIELDS if name not in ("only_if", "page")}
        copy = add_question(engagement, by=by, only_if=only_if, **fields)
        copies[str(question.series)] = str(copy.series)
        made.append(copy)
    trail.leave("copy questions", engagement, by=by, questions=[question.pk for question in questions])
    return made


@action
def use_template(engagement: Engagement, *, template: str, by: User) -> list[Question]:
    """Add ready-made questions."""
    if template not in TEMPLATES:
        raise Refused("Choose one of the ready-made questions.")
    made: list[Question] = []
    for stored in TEMPLATES[template].questions:
        fields = dict(stored)
        chosen = fields.pop("only_if_before", None)
        only_if = [{"series": str(made[-1].series), "options": chosen}] if chosen else []
        made.append(add_question(engagement, by=by, only_if=only_if, **fields))
    trail.leave("use template", engagement, by=by, template=template)
    return made


@action
def draft_revision(question: Question, *, reason: str, by: User, **fields: Any) -> Revision:
    """Write new words for a question that was published. They wait for a second person; until then the old ones are asked."""
    engagement = _asking(question, by)
    if unknown := set(fields) - set(REVISED):
        raise TypeError(f"A new version cannot change {', '.join(sorted(unknown))}")
    if not reason.strip():
        raise Refused("Say why the question changes. The public will read it.")
    revision = Revision.objects.select_for_update(of=("self",)).filter(question=question, became__isnull=True).first()
    revision = revision or Revision(question=question, written_by=by, **{name: getattr(question, name) for name in REVISED})
    for name, value in fields.items():
        setattr(revision, name, value.strip() if isinstance(value, str) else value)
    revision.reason = reason.strip()
    before = question.asked()
    after = revision.asked()
    if after == before:
        raise Refused("Nothing has changed. Write the new words first.")
    every = _asked(engagement)
    at = next(place for place, one in enumerate(every) if one.pk == question.pk)
    _check(after, every[:at])
    _still_works([*every[:at], after, *every[at + 1 :]])
    revision.save()
    revision.writers.add(by)
    trail.leave("draft revision", question, by=by, revision=revision.pk)
    return revision


@action
def withdraw_revision(revision: Revision, *, by: User) -> None:
    """Give up new words that were not signed. The question stays as it is."""
    _asking(revision.question, by)
    if revision.became_id:
        raise Refused("These words were signed, and people read them now. Write a newer version instead.")
    trail.leave("withdraw revision", revision.question, by=by, revision=revision.pk)
    Revision.objects.filter(pk=revision.pk, became__isnull=True).delete()


@action
def sign_revision(revision: Revision, *, by: User) -> Question:
    """Put new words in the place of the old: a second person signs, who wrote none of them. Old answers keep their version."""
    require(by, Permission.ENGAGEMENT_APPROVE, on=revision)
    engagement = _locked(revision.question.engagement)
    revision = Revision.objects.select_for_update(of=("self",)).select_related("question").get(pk=revision.pk)
    if revision.became_id:
        raise Refused("These words were signed already.")
    if engagement.phase not in (Phase.PLANNED, Phase.OPEN):
        raise Refused("Questions change only until the last day.")
    old = Question.objects.select_for_update().get(pk=revision.question_id)
    old.replaced_at = timezone.now()
    old.save(update_fields=["replaced_at"])
    new = Question.objects.create(
        engagement=engagement, place=old.place, kind=old.kind, page=old.page, series=old.series, version=old.version + 1,
        **{name: getattr(revision, name) for name in REVISED},
    )
    words = f"{in_full(new.asked(), _asked(engagement))}\n\nWhy it changes\n{revision.reason}"
    signature = signoff.sign(new, words=words, authors=[revision.written_by, *revision.writers.all()], by=by)
    revision.became = new
    revision.save(update_fields=["became"])
    trail.leave("sign revision", new, by=by, replaces=old.pk, signature=signature.pk)
    return new


def _write(engagement: Engagement, question: Question, fields: Mapping[str, Any], *, by: User) -> Question:
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"A question has no such field: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(question, name, value.strip() if isinstance(value, str) else value)
    if not 1 <= question.page <= MOST_PAGES:
        raise Refused(f"Choose a page from 1 to {MOST_PAGES}.")
    others = list(engagement.questions.current().exclude(pk=question.pk).order_by("place"))
    if question.kind == Kind.FILE and sum(one.kind == Kind.FILE for one in others) >= MOST_FILES:
        raise Refused(f"A form can ask for files up to {MOST_FILES} times.")
    before = [one.asked() for one in others if one.place < question.place]
    _check(question.asked(), before)
    _still_works([*before, question.asked(), *(one.asked() for one in others if one.place > question.place)])
    question.save()
    _order_by_page(engagement)
    engagement.writers.add(by)
    trail.leave("set question", engagement, by=by, question=question.pk)
    return Question.objects.get(pk=question.pk)


def _check(asked: Asked, earlier: Sequence[Asked]) -> None:
    if not asked.text:
        raise Refused("Enter the question.")
    wrong = faults(asked, earlier)
    most = asked.settings.get("most")
    if most and not 1 <= int(most) <= len(asked.options):
        wrong.append(f"The most to choose must be from 1 to {len(asked.options)}.")
    if len(asked.text) > 300 or len(asked.hint) > 300:
        wrong.append("The question and its help can have up to 300 characters each.")
    if any(len(one.text) > 200 for one in (*asked.options, *asked.rows)):
        wrong.append("An answer can have up to 200 characters.")
    if wrong:
        raise Refused(*wrong)


def _asking(question: Question, by: User) -> Engagement:
    """Return the engagement of a question that may get a new version now, held."""
    require(by, Permission.ENGAGEMENT_EDIT, on=question)
    engagement = _locked(question.engagement)
    if not engagement.published_at:
        raise Refused("This is a draft: change the question itself.")
    if engagement.phase not in (Phase.PLANNED, Phase.OPEN):
        raise Refused("Questions change only until the last day.")
    if Question.objects.filter(pk=question.pk, replaced_at__isnull=False).exists():
        raise Refused("A newer version stands in the place of this question. Change that one.")
    return engagement


def _asked(engagement: Engagement) -> list[Asked]:
    return [question.asked() for question in engagement.questions.current()]


def _still_works(every: Sequence[Asked]) -> None:
    """Raise when a question depends on one that would no longer stand before it, or on an answer that would go."""
    for number, one in enumerate(every):
        before = {other.series: other for other in every[:number]}
        for condition in one.only_if:
            other = before.get(condition.series)
            if other is None or other.page > one.page:
                raise Refused(f"“{one.text}” must stand after the question that it depends on.")
            if condition.options - set(choices_of(other)):
                raise Refused(f"“{one.text}” is asked only of those who chose an answer that would go. Keep that answer.")


def _order_by_page(engagement: Engagement) -> None:
    """Put the questions in the order of their pages; within a page they stay as they were."""
    order = sorted(engagement.questions.current(), key=lambda one: (one.page, one.place, one.pk))
    _number(order)


def _close_up(engagement: Engagement) -> None:
    _number(list(engagement.questions.current().order_by("place")))


def _number(order: Sequence[Question]) -> None:
    """Number the questions from 1 in this order. Two steps, so that no two share a place on the way."""
    wanted = {question.pk: place for place, question in enumerate(order, start=1)}
    if all(question.place == wanted[question.pk] for question in order):
        return
    Question.objects.filter(pk__in=list(wanted)).update(place=F("place") + 1000)
    for pk, place in wanted.items():
        Question.objects.filter(pk=pk).update(place=place)
