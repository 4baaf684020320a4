"""What the screens of decisions say, prepared for the templates."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from antiphon.core.suppression import shown
from antiphon.decisions import queries, rules
from antiphon.decisions.models import Answer, Consideration, Decision, Option
from antiphon.engagement.models import Engagement
from antiphon.insight.models import Stance, Theme
from antiphon.insight.queries import ThemeCount, count_of, quotes, report_of, themes_of
from antiphon.network.access import may
from antiphon.network.models import User
from antiphon.network.roles import Permission

STATUS_COLOURS = {"draft": "grey", "tabled": "blue", "decided": "yellow", "published": "green"}
TAKEN_COLOURS = {"yes": "green", "partly": "yellow", "no": "grey"}
KIND_COLOURS = {"did": "green", "will": "blue", "cannot": "grey"}


def rights(user: User, engagement: Engagement) -> dict[str, bool]:
    """Return what the person may do here, for the templates to choose what to show. The action judges again."""
    wanted = {
        "write": (Permission.DECISION_WRITE,), "record": (Permission.DECISION_RECORD, Permission.DECISION_WRITE),
        "weigh": (Permission.DECISION_WRITE, Permission.DECISION_RECORD), "approve": (Permission.DECISION_APPROVE,),
        "answer": (Permission.ANSWER_WRITE,), "approve_answer": (Permission.ANSWER_APPROVE,),
        "close": (Permission.ENGAGEMENT_CLOSE,), "tell": (Permission.CONTRIBUTORS_TELL,),
    }  # fmt: skip
    return {name: any(may(user, one, on=engagement) for one in permissions) for name, permissions in wanted.items()}


def wrote_some_of(decision: Decision, user: User) -> bool:
    """Return whether the person wrote any of the decision's words, so cannot publish it."""
    return user.pk in {decision.written_by_id, decision.recorded_by_id, *(one.pk for one in decision.writers.all())}


def _task(name: str, text: str, slug: str, state: str, hint: str = "") -> dict[str, Any]:
    done = state == "Done"
    status = {"text": state} if done else {"tag": {"text": state, "classes": f"nhsuk-tag--{TASK_COLOURS.get(state, 'grey')}"}}
    href = reverse(f"workspace:decisions:{name}", args=[slug])
    return {"name": name, "title": {"text": text}, "href": href, "status": status, **({"hint": {"text": hint}} if hint else {})}


TASK_COLOURS = {"To do": "blue", "Not ready": "grey", "Waiting for another person": "yellow", "In part": "aqua-green"}


# A form turns away those who may only look, so they get no link to it.
FOR_WRITERS = {"words", "wording", "equality", "table"}


def steps(decision: Decision, allowed: dict[str, bool]) -> list[dict[str, Any]]:
    """Return the task list of a decision, with links to what the person may open."""
    found = _steps(decision)
    for task in found:
        if (task["name"] in FOR_WRITERS and not allowed["write"]) or (task["name"] == "record" and not allowed["record"]):
            del task["href"]
    return found


def _steps(decision: Decision) -> list[dict[str, Any]]:
    """Return each step with its state and what it still needs."""
    engagement, slug = decision.engagement, decision.engagement.slug
    status = Decision.Status(decision.status)
    made = status in (Decision.Status.DECIDED, Decision.Status.PUBLISHED)
    number = len(decision.options.all())
    themes = list(queries.standing_themes(engagement))
    weighed = len(decision.considerations.all())
    analysis = queries.equality_of(decision)
    gaps = rules.missing_in_effects(queries.effects(analysis))
    missing = queries.missing_before_tabling(decision)
    earliest = queries.earliest_meeting(engagement)
    told = bool(decision.insight.strip() or decision.no_insight_reason.strip())
    enough = number >= rules.FEWEST_OPTIONS or bool(decision.single_option_reason.strip())
    equal = bool(analysis and analysis.summary.strip() and analysis.impacts.all() and not gaps)
    table = f"They meet on {rules.in_words(decision.meets_on)}." if decision.meets_on and status != Decision.Status.DRAFT else (
        f"The earliest day is {rules.in_words(earliest)}." if earliest else "The insight report is not public yet."
    )
    return [
        _task("words", "Write what people told us", slug, "Done" if told and decision.question.strip() else "To do",
              "The question, who decides, and the insight section."),
        _task("options", "Write the options", slug, "Done" if enough else "To do", _several(number, "option")),
        _task("wording", "Test the public words on people", slug,
              "Done" if decision.wording_tests.all() else ("Not done" if made else "To do"),
              "Try the words on a few people before anyone else reads them."),
        _task("weighing", "Weigh each theme", slug,
              "Done" if weighed >= len(themes) else ("In part" if weighed else "To do"),
              f"{weighed} of {_several(len(themes), 'theme')} weighed."),
        _task("equality", "Analyse equality", slug, "Done" if equal else ("In part" if analysis else "To do"),
              gaps[0] if gaps else "Groups, evidence or gaps, and what will be done, by whom, by when."),
        _task("table", "Table the paper", slug,
              "Done" if status != Decision.Status.DRAFT else ("Not ready" if missing else "To do"), table),
        _task("record", "Record the decision", slug,
              "Done" if made else ("To do" if status == Decision.Status.TABLED else "Not ready"),
              "The option, the reasons, the vote, who disagreed, and the review date."),
        _task("publish", "Publish the decision", slug,
              "Done" if status == Decision.Status.PUBLISHED else (
                  "Waiting for another person" if made and not queries.missing_before_publishing(decision) else "Not ready"),
              "Another person reads the exact words and signs them."),
    ]  # fmt: skip


def _several(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


@dataclass(frozen=True)
class OptionCard:
    """An option with what in its words wants a second look."""

    option: Option
    flags: list[rules.Flag]


def option_cards(decision: Decision) -> list[OptionCard]:
    """Return the options with their flags."""
    return [OptionCard(option, rules.wording_flags(option.name, option.public_words)) for option in decision.options.all()]


@dataclass(frozen=True)
class ThemeFacts:
    """What is known of a theme, to weigh it or to answer it by."""

    count: ThemeCount
    stances: list[tuple[str, int]]
    quotes: list[str]


def theme_facts(theme: Theme) -> ThemeFacts:
    """Return a theme's figures and the quotes that the public may see."""
    count = count_of(theme)
    labels = dict(Stance.choices)
    stances = [(str(labels[stance]), number) for stance, number in count.by_stance.items()]
    return ThemeFacts(count, stances, [row.voice.clean_words for row in quotes(theme)[:3]])


@dataclass(frozen=True)
class ThemeRow:
    """A theme on a list: its figures, what it weighed, its answer, and what the person may do about that."""

    theme: Theme
    voices: int
    consideration: Consideration | None
    answer: Answer | None
    may_publish: bool = False
    promise: queries.Promise | None = None
    may_publish_news: bool = False
    groups: str = ""


def theme_rows(engagement: Engagement, user: User) -> list[ThemeRow]:
    """Return every standing theme with its number of voices, what it weighed and its answer."""
    counted = {one.theme.pk: one for one in themes_of(engagement)}
    approver = may(user, Permission.ANSWER_APPROVE, on=engagement)
    mine = set(queries.answers_of(engagement).filter(writers=user).values_list("pk", flat=True)) if approver else set()
    rows = []
    for one in queries.weighing(engagement):
        answer = one.answer
        ready = approver and answer is not None and answer.published_at is None
        free = answer is not None and answer.pk not in mine and answer.written_by_id != user.pk
        count = counted.get(one.theme.pk)
        voices, groups = (count.voices, count.groups.in_words()) if count else (0, "")
        promise = queries.promise_of(answer) if answer else None
        rows.append(ThemeRow(
            one.theme, voices, one.consideration, answer, ready and free, promise,
            approver and promise is not None and promise.waiting is not None and promise.waiting.written_by_id != user.pk, groups,
        ))  # fmt: skip
    return rows


def board_paper(decision: Decision) -> dict[str, Any]:
    """Return what the printed paper shows: options, insight by strength, equality, what people asked, what we cannot do."""
    engagement = decision.engagement
    counts = sorted(themes_of(engagement), key=lambda one: (-one.voices, one.theme.place))
    weighed = {one.theme_id: one for one in decision.considerations.all()}
    answers = {answer.theme_id: answer for answer in queries.answers_of(engagement)}
    return {
        "options": option_cards(decision),
        "themes": [(one, weighed.get(one.theme.pk)) for one in counts if not one.theme.minority],
        "minority": [(one, weighed.get(one.theme.pk)) for one in counts if one.theme.minority],
        "cannot": [answer for answer in answers.values() if answer.kind == Answer.Kind.CANNOT],
        "analysis": queries.equality_of(decision),
        "report": report_of(engagement),
        "earliest": queries.earliest_meeting(engagement),
        "printed_on": timezone.localdate(),
        "shown": shown,  # a board's papers are public: a number that is small is hidden here too
    }
