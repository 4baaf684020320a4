"""What the pages say, worked out before the template: the story of an engagement, a decision, the answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import formats

from antiphon.decisions import queries as decided
from antiphon.decisions.models import Answer, Consideration, Decision, EqualityAnalysis, Impact, Option
from antiphon.engagement import queries as asked
from antiphon.engagement.models import Engagement, Extension, Partner, Revision, Twin
from antiphon.engagement.rules import RUNGS, Phase, RungMeaning
from antiphon.guard.queries import KeptBack, kept_back
from antiphon.insight import queries as understood
from antiphon.insight.models import Report, Theme
from antiphon.public.heard import Heard
from antiphon.trust.queries import held


@dataclass(frozen=True)
class Step:
    """One step of an engagement: its name, whether it is done, now or still to come, and a few words."""

    name: str
    state: str
    words: str


@dataclass(frozen=True)
class DecisionPage:
    """A published decision with all that belongs to it."""

    decision: Decision
    engagement: Engagement
    vote: str
    considerations: Sequence[Consideration]
    options: Sequence[Option]
    equality: EqualityAnalysis | None
    impacts: Sequence[Impact]

    @classmethod
    def of(cls, decision: Decision) -> "DecisionPage":
        """Lay out one published decision. Costs no query when the decision came from `decisions.queries`."""
        equality = decided.equality_of(decision)
        return cls(
            decision=decision, engagement=decision.engagement, vote=decided.vote_in_words(decision),
            considerations=list(decision.considerations.all()), options=list(decision.options.all()),
            equality=equality, impacts=list(equality.impacts.all()) if equality else [],
        )  # fmt: skip


@dataclass(frozen=True)
class Raised:
    """One thing that people raised: what it weighed in the decision, and the answer to it, as far as they are public."""

    theme: Theme
    consideration: Consideration | None
    answer: Answer | None


@dataclass(frozen=True)
class Story:
    """Everything that the public sees of one engagement. What is not published is not in it."""

    engagement: Engagement
    phase: Phase
    rung: RungMeaning
    rungs: Sequence[RungMeaning]
    partners: Sequence[Partner]
    extensions: Sequence[Extension]
    has_questions: bool
    report: Report | None
    heard: Heard | None
    decision: DecisionPage | None
    raised: Sequence[Raised]
    steps: Sequence[Step]
    next_words: str
    twins: Sequence[Twin] = ()
    changes: Sequence[Revision] = ()
    kept_back: KeptBack | None = None
    held: bool = False

    @property
    def mail(self) -> str:
        """The address to write to, while people can take part; empty where e-mail is not taken, or a code is needed."""
        writes = self.phase is Phase.OPEN and self.has_questions and self.engagement.trust == Engagement.Trust.OPEN
        return asked.mail_address(self.engagement) if writes else ""

    @property
    def standing(self) -> bool:
        return self.engagement.kind == Engagement.Kind.STANDING

    @classmethod
    def of(cls, engagement: Engagement) -> "Story":
        """Tell the story of a published engagement, in a constant number of queries."""
        report = understood.report_of(engagement)
        if report is not None and report.published_on is None:
            report = None
        decision = decided.decision_of(engagement)
        page = DecisionPage.of(decision) if decision is not None and decision.published_at else None
        raised = _raised(page, list(decided.answers_of(engagement).published()))
        unanswered = len(decided.unanswered(engagement)) if page else 0
        return cls(
            engagement=engagement, phase=engagement.phase, rung=RUNGS[engagement.rung], rungs=list(RUNGS.values()),
            partners=list(asked.partners_of(engagement)), extensions=list(asked.extensions_of(engagement)),
            has_questions=bool(asked.questions_of(engagement)), report=report,
            heard=Heard.of(engagement) if report else None, decision=page, raised=raised,
            steps=steps(engagement, report, page, any(one.answer for one in raised) and not unanswered),
            next_words=next_words(engagement, report, page, unanswered), twins=list(asked.published_twins(engagement)),
            changes=list(asked.changes_of(engagement)),
            kept_back=kept_back(engagement) if report else None, held=engagement.pk in held(),
        )  # fmt: skip


def _raised(page: DecisionPage | None, answers: Sequence[Answer]) -> list[Raised]:
    weighed = {one.theme_id: one for one in page.considerations} if page else {}
    answered = {one.theme_id: one for one in answers}
    themes = {one.theme_id: one.theme for one in [*weighed.values(), *answers]}
    ordered = sorted(themes.values(), key=lambda theme: (theme.place, theme.pk))
    return [Raised(theme, weighed.get(theme.pk), answered.get(theme.pk)) for theme in ordered]


def steps(engagement: Engagement, report: Report | None, page: DecisionPage | None, answered: bool) -> list[Step]:
    """Return the five steps from question to answer, with the one that is now."""
    if engagement.kind == Engagement.Kind.STANDING:
        return _steps_of_a_door(engagement)
    phase = engagement.phase
    heard = phase in (Phase.CONSIDERING, Phase.CLOSED)
    decision = page.decision if page else None
    due = f"Planned for {_day(engagement.decides_on)}" if engagement.decides_on else "The day is not set yet"
    told = [
        ("You have your say", heard, f"{_day(engagement.opens_on)} to {_day(engagement.closes_on)}"),
        ("We publish what people told us", report is not None, _day(report.published_on) if report else "Before anyone decides"),
        ("The decision is made", decision is not None, _day(decision.decided_on) if decision else due),
        ("We answer everything that people raised", answered or phase is Phase.CLOSED,
         "What we did, will do, or cannot do and why"),
        ("We check whether it works", False,
         f"On {_day(decision.review_on)}" if decision and decision.review_on else "On a day that is set with the decision"),
    ]  # fmt: skip
    now_at = next((place for place, (_, done, _) in enumerate(told) if not done), len(told))
    if phase is Phase.PLANNED:
        now_at = -1  # nothing has begun
    return [
        Step(name, "done" if done else "now" if place == now_at else "next", words)
        for place, (name, done, words) in enumerate(told)
    ]


def _steps_of_a_door(engagement: Engagement) -> list[Step]:
    """Return the steps of a standing door: they go on as long as it is open."""
    state = {Phase.PLANNED: "next", Phase.CLOSED: "done"}.get(engagement.phase, "now")
    return [
        Step("You comment", state, f"Since {_day(engagement.opens_on)}, for as long as this stands"),
        Step("A person reads it", state, "You see it on your receipt"),
        Step("We change it, or say why not", state, "In the list of changes, and on your receipt"),
    ]


def next_words(engagement: Engagement, report: Report | None, page: DecisionPage | None, unanswered: int) -> str:
    """Return what happens next, in one or two sentences."""
    if engagement.kind == Engagement.Kind.STANDING and engagement.phase is Phase.OPEN:
        return "You can comment at any time. A person reads each comment, and we say here what we changed, or why we did not."
    if engagement.phase is Phase.PLANNED:
        return f"You can take part from {_day(engagement.opens_on)} until {_day(engagement.closes_on)}."
    if engagement.phase is Phase.OPEN:
        return f"Take part by {_day(engagement.closes_on)}. Then people read everything, and we publish what was said."
    if page is not None and unanswered:
        return "The decision is made. We are writing our answers to what people raised. Each appears here when it is ready."
    if page is not None:
        review = page.decision.review_on
        checked = f" On {_day(review)} we check whether it works." if review else ""
        return f"The decision is made, and everything that people raised has an answer.{checked}"
    if engagement.phase is Phase.CLOSED:
        return "This work is finished."
    when = f" That is planned for {_day(engagement.decides_on)}." if engagement.decides_on else ""
    if report is not None:
        return f"What people told us is published below. Those who decide read it before they decide.{when}"
    return f"People are reading what was said. We publish it here before anything is decided.{when}"


@dataclass(frozen=True)
class AnswerGroup:
    """The published answers of one engagement, with how many there are of each kind."""

    engagement: Engagement
    answers: Sequence[Answer]

    @property
    def tally(self) -> str:
        kinds = [answer.kind for answer in self.answers]
        said = [("did", "done"), ("will", "to come"), ("cannot", "that we cannot do")]
        parts = [f"{kinds.count(kind)} {words}" for kind, words in said if kind in kinds]
        return ", ".join(parts) + "."


def answers_by_engagement(answers: Iterable[Answer]) -> list[AnswerGroup]:
    """Group answers that come ordered by engagement."""
    return [
        AnswerGroup(rows[0].theme.engagement, rows)
        for _, found in groupby(answers, key=lambda answer: answer.theme.engagement_id)
        if (rows := list(found))
    ]


def _day(value: object) -> str:
    return str(formats.date_format(value, "j F Y")) if value else "a day that is not set yet"  # type: ignore[arg-type]


def in_years(years: int) -> str:
    """Return a number of years as the first words of a sentence: Five years."""
    words = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
    number = words[years - 1] if years <= len(words) else str(years)
    return f"{number} {'year' if years == 1 else 'years'}"


def promises_in_words(kept: decided.Kept) -> str:
    """Return how the promises in all answers stand, as a sentence; nothing when none was made."""
    if not kept.made:
        return ""
    parts = [
        (kept.done, "is done", "are done"), (kept.running, "still has time", "still have time"),
        (kept.late, "is late", "are late"), (kept.cannot, "we could not keep", "we could not keep"),
    ]  # fmt: skip
    said = [f"{number} {one if number == 1 else many}" for number, one, many in parts if number]
    counted = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    return f"We have said {kept.made} {'time' if kept.made == 1 else 'times'} that we will do something by a day: {counted}."
