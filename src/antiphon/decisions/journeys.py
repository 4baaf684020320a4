"""What became of one response: the letter to the person who sent it, and the story behind its receipt code.

Neither ever holds the person's words, name or address.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from antiphon.core import receipts
from antiphon.core.keeping import in_years
from antiphon.decisions.models import Answer, Consideration, Decision, FollowUp, Handling
from antiphon.decisions.rules import in_words, led_by, shortened
from antiphon.delivery.queries import reachable
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import questions_of
from antiphon.engagement.rules import Phase
from antiphon.insight.models import Gathering, Reading, Report, Theme
from antiphon.insight.queries import themes_of_response
from antiphon.voices.models import Response, Voice


def report_published_on(engagement: Engagement) -> datetime.date | None:
    """Return the day on which the insight report came out, or None."""
    found: datetime.date | None = Report.objects.filter(engagement=engagement).values_list("published_on", flat=True).first()
    return found


# A letter has about 200 words: the first few of the person's own answers share these.
OWN_ANSWERS = 3
WORDS_FOR_OWN_ANSWERS = 36
WORDS_FOR_THE_QUESTION = 27


class LetterPress:
    """Makes the facts of one engagement's letters; what is the same in each is read once."""

    def __init__(self, engagement: Engagement) -> None:
        decision = Decision.objects.published().filter(engagement=engagement).first()
        public = Answer.objects.published().filter(theme__engagement=engagement, theme__merged_into__isnull=True)
        public = public.select_related("theme").order_by("theme__place", "theme_id")
        self.answers = {answer.theme_id: answer for answer in public}
        kinds = [answer.kind for answer in self.answers.values()]
        self.same: dict[str, Any] = {
            "engagement": engagement.title,
            "slug": engagement.slug,
            "asked": _asked(engagement),
            "decided": shortened(decision.outcome, 28) if decision else "",
            "decided_on": in_words(decision.decided_on) if decision else "",
            "themes": len(kinds),
            **{kind: kinds.count(kind) for kind in Answer.Kind.values},
        }

    def facts(self, *, of_receipts: Sequence[str], themes: Iterable[int]) -> dict[str, Any]:
        """Return the facts of one letter. No names and no addresses: delivery adds those."""
        theirs = set(themes)
        own = [answer for theme, answer in self.answers.items() if theme in theirs]
        each = WORDS_FOR_OWN_ANSWERS // min(max(len(own), 1), OWN_ANSWERS)
        return {
            **self.same,
            "receipts": list(of_receipts),
            "own": [
                {"theme": answer.theme.name, "words": led_by(answer.get_kind_display(), _in_short(answer, each))}
                for answer in own
            ],
        }


def _asked(engagement: Engagement) -> str:
    """Return the question that people were asked, if it is one and short enough to give whole; the title stands anyway."""
    texts = [question.text.strip() for question in questions_of(engagement)]
    return texts[0] if len(texts) == 1 and len(texts[0].split()) <= WORDS_FOR_THE_QUESTION else ""


def _in_short(answer: Answer, words: int) -> str:
    """Return an answer in so many words for a letter; the page that the letter points at has all of it."""
    parts = [answer.words]
    if answer.kind == Answer.Kind.WILL:
        parts.append(f"By {in_words(answer.by_when)}.")
    if answer.kind == Answer.Kind.CANNOT:
        parts.append(answer.why)
    return shortened(" ".join(parts), words)


@dataclass(frozen=True)
class ThemeStory:
    """A theme that somebody's words are in: what it weighed, and what is done about it, as far as that is public."""

    name: str
    description: str
    taken: str = ""
    weighed_for: str = ""
    weighed_against: str = ""
    why_not: str = ""
    answer: str = ""  # "We did", "We will", "We cannot"; empty while there is no public answer
    words: str = ""
    why: str = ""
    by_when: datetime.date | None = None
    since: Sequence[FollowUp] = ()  # what became of it, as far as that is public


@dataclass(frozen=True)
class Journey:
    """What became of one response, from the day it came to the day it was answered. Never the words themselves."""

    receipt: str
    title: str
    slug: str
    phase: str
    received_on: datetime.date
    channel: str
    safe: str  # where its words stand on the way to being safe, as a sentence
    made_safe: bool  # whether nothing of it still waits to be made safe
    themes: Sequence[ThemeStory]
    themes_waiting: bool  # whether the themes are not public yet
    report_published_on: datetime.date | None
    decision_title: str
    decided: str
    reasons: str
    conditions: str
    decided_on: datetime.date | None
    review_on: datetime.date | None
    next_step: str
    erased_on: datetime.date | None = None
    erased_because: str = ""  # asked, mistake, time
    may_stop: bool = False  # whether there is an address that we would still write to
    may_quote: bool = False  # what the person allows
    may_reuse: bool = False
    kept_for: str = "five years"  # how long this engagement keeps words, once it is closed
    comment: str = ""  # of a comment on something published: where it stands, as a sentence
    comment_said: str = ""
    comment_answer: str = ""


SAFE = {
    Voice.Status.SEALED: "Your words are waiting. A program will hide personal details before anyone reads them.",
    Voice.Status.NEEDS_EYES: "A person is checking your words for personal details. Nobody else reads them until then.",
    Voice.Status.WITHHELD: "A person looked at some of your words and kept them back, because they could point to someone.",
    Voice.Status.CLEAN: "We looked for personal details in your words, and what was found is hidden. The team can read the rest.",
    Voice.Status.ERASED: "Your words were erased.",
}
# The step that holds a response up most is the one that is told.
SLOWEST_FIRST = (
    Voice.Status.SEALED, Voice.Status.NEEDS_EYES, Voice.Status.WITHHELD, Voice.Status.CLEAN, Voice.Status.ERASED,
)  # fmt: skip


def what_became_of_receipt(code: str) -> Journey | None:
    """Return what became of the response with that receipt code, however it was typed, or None when there is none."""
    written = receipts.read(code)
    if written is None:
        return None
    response = (
        Response.objects.filter(receipt=written, engagement__published_at__isnull=False)
        .select_related("engagement")
        .prefetch_related("voices")
        .first()
    )
    return what_became_of(response) if response else None


def what_became_of(response: Response) -> Journey:
    """Return what became of one response. The themes are told once the insight report is public."""
    engagement = response.engagement
    statuses = {voice.status for voice in response.voices.all()}
    safe = next((SAFE[status] for status in SLOWEST_FIRST if status in statuses),
                "You gave a score and no words. It is counted with the others.")  # fmt: skip
    decision = Decision.objects.published().filter(engagement=engagement).first()
    reported_on = report_published_on(engagement)
    comment, comment_said, comment_answer = _comment(response)
    return Journey(
        receipt=response.receipt, title=engagement.title, slug=engagement.slug, phase=str(engagement.phase),
        received_on=timezone.localdate(response.made_at), channel=response.get_channel_display(), safe=safe,
        made_safe=not statuses & {Voice.Status.SEALED, Voice.Status.NEEDS_EYES},
        # After erasing, nothing here tells any more what somebody spoke of.
        themes=_stories(response, decision) if reported_on and not response.erased_at else [], themes_waiting=reported_on is None,
        report_published_on=reported_on,
        decision_title=decision.title if decision else "", decided=decision.outcome if decision else "",
        reasons=decision.reasons if decision else "", conditions=decision.conditions if decision else "",
        decided_on=decision.decided_on if decision else None, review_on=decision.review_on if decision else None,
        next_step=_next_step(engagement, reported_on, decision),
        erased_on=timezone.localdate(response.erased_at) if response.erased_at else None,
        erased_because=response.erased_because, may_stop=reachable(response.person).wants_reply,
        may_quote=response.may_quote, may_reuse=response.may_reuse, kept_for=in_years(engagement.keep_words_years),
        comment=comment, comment_said=comment_said, comment_answer=comment_answer,
    )  # fmt: skip


def _comment(response: Response) -> tuple[str, str, str]:
    """Return where a comment on something published stands, and once it is public what people said and our answer."""
    if response.engagement.kind != Engagement.Kind.STANDING:
        return "", "", ""
    handled = Handling.objects.select_related("revision").filter(response=response).first()
    if handled is None:
        return "Nobody has read your comment yet.", "", ""
    revision = handled.revision
    read = f"We read your comment on {in_words(timezone.localdate(handled.made_at))}."
    if revision is None or revision.published_at is None or response.erased_at:
        return read, "", ""
    return f"{read} {revision.get_kind_display()}.".replace(", and why.", "."), revision.said, revision.words


def _stories(response: Response, decision: Decision | None) -> list[ThemeStory]:
    themes = list(themes_of_response(response))
    weighed = {one.theme_id: one for one in Consideration.objects.filter(decision=decision, theme__in=themes)} if decision else {}
    answers = {
        one.theme_id: one for one in Answer.objects.published().filter(theme__in=themes).prefetch_related("follow_ups")
    }
    stories = []
    for theme in themes:
        consideration, answer = weighed.get(theme.pk), answers.get(theme.pk)
        stories.append(ThemeStory(
            name=theme.name, description=theme.description,
            taken=consideration.get_taken_display() if consideration else "",
            weighed_for=consideration.weighed_for if consideration else "",
            weighed_against=consideration.weighed_against if consideration else "",
            why_not=consideration.why_not if consideration else "",
            answer=answer.get_kind_display() if answer else "", words=answer.words if answer else "",
            why=answer.why if answer else "", by_when=answer.by_when if answer else None,
            since=[told for told in answer.follow_ups.all() if told.published_at] if answer else (),
        ))  # fmt: skip
    return stories


def _next_step(engagement: Engagement, reported_on: datetime.date | None, decision: Decision | None) -> str:
    """Return what happens next, as one or two sentences."""
    who = engagement.decides or "The board"
    when = f" on {in_words(engagement.decides_on)}" if engagement.decides_on else ""
    if engagement.kind == Engagement.Kind.STANDING:
        return "A person reads each comment. Then we say here what we changed, or why we did not."
    if engagement.phase in (Phase.PLANNED, Phase.OPEN):
        return f"People can take part until {in_words(engagement.closes_on)}. Then we read what everyone said."
    if engagement.closed_at and decision and decision.review_on:
        return f"On {in_words(decision.review_on)} we check whether it works."
    if decision:
        public = Answer.objects.published().filter(theme=OuterRef("pk"))
        if Theme.objects.standing().filter(~Exists(public), engagement=engagement).exists():
            return "The decision is made. We are writing an answer to each thing that people told us."
        review = f" On {in_words(decision.review_on)} we check whether it works." if decision.review_on else ""
        return f"The decision is made, and everything that people told us has an answer.{review}"
    if reported_on:
        return f"The report on what people told us is public. {who.rstrip('.')}: the decision is due{when}."
    return "We are reading what people said, and will publish a report before anything is decided."


# --- Where each comment of an engagement stands ------------------------------------------------------------------------
STAGES = {
    "answered": "Answered", "theme": "In a theme that has no public answer yet", "read": "Read, and in no theme",
    "waiting": "Safe to read, and not read yet", "unsafe": "Being made safe", "withheld": "Withheld: it could not be made safe",
    "erased": "Erased, since the person asked or it should not have come",
}  # fmt: skip


def comments_with_their_stage(engagements: Iterable[int]) -> "QuerySet[Voice]":
    """Return the comments of these engagements, each with what tells its stage (see `stage_of`). The sealed words stay behind."""
    gathered = Gathering.objects.belonging().filter(voice=OuterRef("pk"))
    answered = gathered.filter(theme__in=Answer.objects.published().values("theme"))
    found: QuerySet[Voice] = Voice.objects.filter(engagement__in=list(engagements))
    return found.defer("sealed_words").select_related("response", "engagement").annotate(
        is_read=Exists(Reading.objects.current().filter(voice=OuterRef("pk"))), in_theme=Exists(gathered),
        is_answered=Exists(answered),
    ).order_by("-pk")


def stage_of(voice: Any) -> str:
    """Return the stage of a comment of `comments_with_their_stage`, a key of `STAGES`: each comment has one."""
    if voice.response.erased_at:
        return "erased"
    if voice.status == Voice.Status.WITHHELD:
        return "withheld"
    if voice.status != Voice.Status.CLEAN:
        return "unsafe"
    if voice.is_answered:
        return "answered"
    if voice.in_theme:
        return "theme"
    return "read" if voice.is_read else "waiting"
