"""Writes of briefings: write the parts, send each their packs once, open, ask back, hold and reply, note who was there."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from antiphon.briefings import drafts, queries, rules
from antiphon.briefings.models import Attendance, Briefing, Copy, Meeting, Part, Question
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.days import working_days_after
from antiphon.core.problems import Refused
from antiphon.decisions.models import Decision
from antiphon.delivery import actions as delivery
from antiphon.delivery.models import Delivery
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.network.rules import said as in_words
from antiphon.signoff.actions import sign

GONE = "This briefing has gone, so its words stay as they are. Write a new one to correct it."


@action
def draft(
    organisation: Organisation, *, title: str, audiences: Iterable[str], by: User, decision: Decision | None = None,
    embargo_until: datetime.datetime | None = None,
) -> Briefing:
    """Begin a briefing, with the words that a decision's paper has already."""
    require(by, Permission.BRIEFING_WRITE, on=Body(organisation))
    briefing = Briefing(organisation=organisation, written_by=by)
    _set(briefing, title, audiences, decision, embargo_until, by)
    briefing.save()
    briefing.writers.add(by)
    if briefing.decision is not None:
        words = drafts.first_words(briefing.decision)
        Part.objects.bulk_create([Part(briefing=briefing, key=key, words=text) for key, text in words.items()])
    trail.leave("draft briefing", briefing, by=by)
    return briefing


@action
def change(
    briefing: Briefing, *, title: str, audiences: Iterable[str], by: User, decision: Decision | None = None,
    embargo_until: datetime.datetime | None = None,
) -> Briefing:
    """Change what it is about, who is briefed, and until when they keep it to themselves."""
    found = _draft(briefing, by)
    _set(found, title, audiences, decision, embargo_until, by)
    found.save()
    found.writers.add(by)
    trail.leave("change briefing", found, by=by)
    return found


@action
def write(briefing: Briefing, *, parts: Mapping[str, str], seen: Mapping[str, str], by: User) -> Briefing:
    """Save the words of parts. `seen`: what stood there when the writer opened the page; nobody's words are written over.

    Raises Refused when somebody else changed a part since; nothing is saved then.
    """
    found = _draft(briefing, by)
    there = {part.key: part for part in found.parts.all()}
    lost, changed = [], []
    for key, words in parts.items():
        if key not in rules.PARTS:
            raise Refused("There is no such part.")
        tidy = words.replace("\r\n", "\n").strip()
        now = there[key].words if key in there else ""
        if tidy == now:
            continue
        if now != seen.get(key, "").replace("\r\n", "\n").strip():
            lost.append(rules.PARTS[key].heading)
        changed.append((key, tidy))
    if lost:
        raise Refused(f"Somebody else changed this while you wrote: {', '.join(lost)}. Your words are still here. "
                      "Open the page in another window, and put the two together.")  # fmt: skip
    for key, tidy in changed:
        Part.objects.update_or_create(briefing=found, key=key, defaults={"words": tidy})
    if changed:
        found.writers.add(by)
    trail.leave("write parts", found, by=by, parts=[key for key, _ in changed])
    return found


@action
def send(briefing: Briefing, *, words: str, by: User) -> int:
    """Sign the exact words that were shown and send everyone their packs, once; return to how many.

    Another person than its writers does it. Nobody without a known role gets one: they are asked first.
    """
    require(by, Permission.BRIEFING_APPROVE, on=briefing)
    found = Briefing.objects.select_for_update(of=("self",)).select_related("organisation", "decision__engagement").get(
        pk=briefing.pk
    )  # fmt: skip
    if found.sent_at:
        raise Refused("This briefing has gone already. Nobody gets it twice.")
    parts, today = queries.parts_of(found), timezone.localdate()
    if words != queries.words_of(found, parts):
        raise Refused("The words have changed since you opened this page. Read the new ones first.")
    if wrong := queries.missing_before_sending(found, parts, today):
        raise Refused(*wrong)
    readers = queries.readers_of(found, today).get
    sign(found, words=words, authors=list(found.writers.all()), purpose="send", by=by)
    wards = {reader.listed.stakeholder.ward for reader in readers if "ward" in reader.audiences}
    found.figures, found.sent_at, found.sent_by = queries.figures_of(found, wards), timezone.now(), by
    found.save(update_fields=["figures", "sent_at", "sent_by"])
    copies = Copy.objects.bulk_create([
        Copy(briefing=found, stakeholder=reader.listed.stakeholder, audiences=reader.audiences,
             ward=reader.listed.stakeholder.ward, way=reader.listed.stakeholder.way) for reader in readers
    ])  # fmt: skip
    for copy in copies:
        if copy.way == "email":
            _post(copy, found, by)
    trail.leave("send briefing", found, by=by, copies=len(copies))
    return len(copies)


@action
def hand_over(copy: Copy, *, by: User) -> Copy:
    """Write down that somebody printed and posted it, or read it out."""
    require(by, Permission.BRIEFING_WRITE, on=copy.briefing)
    found = Copy.objects.select_for_update(of=("self",)).get(pk=copy.pk)
    if found.handed_at is None:
        found.handed_at, found.handed_by = timezone.now(), by
        found.save(update_fields=["handed_at", "handed_by"])
        trail.leave("hand over", found, by=by)
    return found


@action
def open_copy(copy: Copy, *, by: Actor) -> Copy:
    """The reader pressed “Open”. The first time is kept."""
    found = Copy.objects.select_for_update(of=("self",)).get(pk=copy.pk)
    if found.opened_at is None:
        found.opened_at = timezone.now()
        found.save(update_fields=["opened_at"])
        trail.leave("open", found, by=by)
    return found


@action
def ask(copy: Copy, *, words: str, by: Actor) -> Question:
    """A reader asks something back. The clock starts; the same words twice are one question."""
    tidy = words.replace("\r\n", "\n").strip()
    if not tidy:
        raise Refused("Write your question.")
    if len(tidy) > 2000:
        raise Refused("Your question is longer than 2,000 characters. Please shorten it.")
    Copy.objects.select_for_update(of=("self",)).get(pk=copy.pk)
    same = copy.questions.filter(words=tidy, replied_at__isnull=True).first()
    if same is not None:
        return same
    due = working_days_after(timezone.localdate(), rules.REPLY_WITHIN)
    question = Question.objects.create(copy=copy, words=tidy, due_on=due)
    trail.leave("ask", question, by=by)
    return question


@action
def hold(question: Question, *, words: str, due_on: datetime.date, by: User) -> Question:
    """Send a holding reply that names what comes and when; the clock runs to the new day."""
    require(by, Permission.BRIEFING_WRITE, on=question.copy.briefing)
    found = _open(question)
    if not words.strip():
        raise Refused("Say what will come.")
    if due_on <= timezone.localdate():
        raise Refused("Name a day that is still to come.")
    found.holding, found.due_on, found.held_at, found.held_by = words.strip(), due_on, timezone.now(), by
    found.save(update_fields=["holding", "due_on", "held_at", "held_by"])
    trail.leave("hold", found, by=by)
    _answer(found, "holding", words.strip(), by, due=in_words(due_on))
    return found


@action
def reply(question: Question, *, words: str, by: User) -> Question:
    """Answer a question. That closes it."""
    require(by, Permission.BRIEFING_WRITE, on=question.copy.briefing)
    found = _open(question)
    if not words.strip():
        raise Refused("Write your answer.")
    found.reply, found.replied_at, found.replied_by = words.strip(), timezone.now(), by
    found.save(update_fields=["reply", "replied_at", "replied_by"])
    trail.leave("reply", found, by=by)
    _answer(found, "reply", words.strip(), by)
    return found


@action
def meet(briefing: Briefing, *, board: str, held_on: datetime.date, by: User) -> Meeting:
    """Write down a meeting of a board at which the briefing was on the table."""
    require(by, Permission.BRIEFING_WRITE, on=briefing)
    if not board.strip():
        raise Refused("Say which board it was.")
    meeting, _ = Meeting.objects.get_or_create(briefing=briefing, board=" ".join(board.split()), held_on=held_on)
    trail.leave("meet", meeting, by=by)
    return meeting


@action
def attend(meeting: Meeting, *, came: Mapping[int, str], by: User) -> int:
    """Write down who was there, by their seats; return for how many."""
    require(by, Permission.BRIEFING_WRITE, on=meeting.briefing)
    if meeting.held_on > timezone.localdate():
        raise Refused("The meeting has not been yet.")
    there = {place.seat.pk for place in queries.places_at(meeting)}
    said = {seat: word for seat, word in came.items() if seat in there and word in Attendance.Came.values}
    for seat, word in said.items():
        Attendance.objects.update_or_create(meeting=meeting, seat_id=seat, defaults={"came": word, "noted_by": by})
    trail.leave("attend", meeting, by=by, seats=len(said))
    return len(said)


def _set(
    briefing: Briefing, title: str, audiences: Iterable[str], decision: Decision | None,
    embargo_until: datetime.datetime | None, by: User,
) -> None:  # fmt: skip
    chosen = set(audiences)
    if not title.strip():
        raise Refused("Say what the briefing is about.")
    if not chosen or chosen - set(rules.AUDIENCES):
        raise Refused("Choose who is to be briefed.")
    if decision is not None and not queries.decisions_for(by).filter(pk=decision.pk).exists():
        raise Refused("Choose a decision of your own organisation.")
    briefing.title, briefing.decision, briefing.embargo_until = " ".join(title.split()), decision, embargo_until
    briefing.audiences = [key for key in rules.AUDIENCES if key in chosen]


def _draft(briefing: Briefing, by: User) -> Briefing:
    require(by, Permission.BRIEFING_WRITE, on=briefing)
    found = Briefing.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=briefing.pk)
    if found.sent_at:
        raise Refused(GONE)
    return found


def _open(question: Question) -> Question:
    found = Question.objects.select_for_update(of=("self",)).select_related(
        "copy__briefing__organisation", "copy__stakeholder"
    ).get(pk=question.pk)  # fmt: skip
    if found.replied_at:
        raise Refused("This question has its answer already.")
    return found


def _post(copy: Copy, briefing: Briefing, by: Actor) -> None:
    embargo = timezone.localtime(briefing.embargo_until) if briefing.embargo_until else None
    facts: dict[str, Any] = {
        "title": briefing.title, "organisation": briefing.organisation.name, "path": queries.path_of(copy),
        "packs": [rules.AUDIENCES[key].title for key in copy.audiences],
        "embargo": f"{embargo:%-I:%M%p} on {in_words(embargo.date())}".replace("AM", "am").replace("PM", "pm") if embargo else "",
    }  # fmt: skip
    delivery.post(
        occasion=f"briefing:b{briefing.pk}:{copy.stakeholder_id}", person=copy.stakeholder.person, letter="briefings/briefing",
        facts=facts, purpose=str(Delivery.Purpose.TASK), by=by,
    )  # fmt: skip


def _answer(question: Question, letter: str, words: str, by: Actor, **more: str) -> None:
    copy = question.copy
    said = f"{letter}{question.due_on:%Y%m%d}" if letter == "holding" else letter
    delivery.post(
        occasion=f"briefing:q{question.pk}:{said}", person=copy.stakeholder.person, letter=f"briefings/{letter}",
        facts={"title": copy.briefing.title, "words": words, "path": queries.path_of(copy), **more},
        purpose=str(Delivery.Purpose.SERVICE), by=by,
    )  # fmt: skip
