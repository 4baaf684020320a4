"""Writes of feedback: what is asked afterwards, and what people answered, apart from who they are."""

from collections.abc import Iterable, Mapping

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import Refused
from antiphon.events.models import Answer, Event, Place, Question, Sheet
from antiphon.events.queries.places import take_turns
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission

MOST = 10
ANSWERED = "People have answered already, so the questions stay as they are."


@action
def ask(event: Event, *, words: str, kind: str, by: User, choices: Iterable[str] = ()) -> Question:
    """Add a question that everybody who had a place is asked afterwards."""
    require(by, Permission.EVENT_WRITE, on=event)
    take_turns(event)
    words = " ".join(words.split())
    options = [said for choice in choices if (said := " ".join(choice.split()))]
    if not words:
        raise Refused("Write the question.")
    if kind == Question.Kind.CHOICE and len(set(options)) < 2:
        raise Refused("Give two choices or more, one on each line.")
    if len(options) > MOST or len(set(options)) != len(options):
        raise Refused(f"Give at most {MOST} choices, each once.")
    if event.sheets.exists():
        raise Refused(ANSWERED)
    last = event.questions.order_by("-number").first()
    if last and event.questions.count() >= MOST:
        raise Refused(f"Ask at most {MOST} questions. People answer few.")
    made = Question.objects.create(
        event=event, number=last.number + 1 if last else 1, words=words[:200], kind=kind,
        choices=options if kind == Question.Kind.CHOICE else [],
    )  # fmt: skip
    trail.leave("ask after event", made, by=by)
    return made


@action
def drop_question(question: Question, *, by: User) -> None:
    """Take a question out, as long as nobody has answered."""
    require(by, Permission.EVENT_WRITE, on=question.event)
    take_turns(question.event)
    if question.event.sheets.exists():
        raise Refused(ANSWERED)
    trail.leave("drop question", question, by=by)
    question.delete()


@action
def answer(place: Place, *, answers: Mapping[int, str], by: Actor) -> None:
    """Take what somebody answered, once: by the number of each question, a choice by its place in the list, or words."""
    take_turns(place.event)
    found = Place.objects.select_for_update(of=("self",)).select_related("event").get(pk=place.pk)
    if found.status != Place.Status.COMING or not found.event.over:
        raise Refused("These questions are for those who had a place, once the event is over.")
    if found.fed_back:
        raise Refused("You have answered already. Thank you.")
    given = []
    for question in found.event.questions.all():
        said = answers.get(question.pk, "").strip()
        if not said:
            continue
        if question.kind == Question.Kind.WORDS:
            given.append(Answer(question=question, words=said[:2000]))
        elif said.isdigit() and int(said) < len(question.choices):
            given.append(Answer(question=question, choice=int(said)))
        else:
            raise Refused("Choose an answer from the list.")
    if not given:
        raise Refused("Answer one question or more.")
    sheet = Sheet.objects.create(event=found.event)
    for one in given:
        one.sheet = sheet
    Answer.objects.bulk_create(given)
    found.fed_back = True
    found.save(update_fields=["fed_back"])
    # The trail holds the event and not the place or the sheet, so that it does not tie the two together.
    trail.leave("answer", found.event, by=by)
