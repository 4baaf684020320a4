"""Reads of decisions and answers: the register, what is missing, worklists, and what became of one receipt."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.decisions import rules
from antiphon.decisions.journeys import (
    Journey,
    LetterPress,
    ThemeStory,
    report_published_on,
    what_became_of,
    what_became_of_receipt,
)
from antiphon.decisions.models import (
    Answer,
    Consideration,
    Decision,
    EqualityAnalysis,
    FollowUp,
    Impact,
    Mitigation,
    Option,
    Telling,
)
from antiphon.decisions.queries.worklists import (
    Kept,
    Promise,
    answers_to_approve,
    decided_among,
    follow_ups_to_approve,
    meetings_soon,
    mitigations_of,
    promise_of,
    promises,
    promises_kept,
    themes_to_answer,
    to_approve,
)
from antiphon.delivery import letters
from antiphon.delivery import queries as delivery
from antiphon.delivery.letters import Letter
from antiphon.engagement.models import Engagement
from antiphon.engagement.rules import Phase
from antiphon.insight.models import Gathering, Theme
from antiphon.insight.rules import earliest_board_day
from antiphon.network.models import User
from antiphon.voices.models import Response
from antiphon.voices.queries import contributors_to_tell

__all__ = [  # read here by the faces
    "Journey", "Kept", "Promise", "ThemeStory", "answers_to_approve", "decided_among", "follow_ups_to_approve",
    "meetings_soon", "mitigations_of", "promise_of", "promises", "promises_kept", "report_published_on", "themes_to_answer",
    "to_approve", "what_became_of", "what_became_of_receipt",
]  # fmt: skip

# --- One decision -----------------------------------------------------------------------------------------------


def _whole(decisions: Any) -> "QuerySet[Decision]":
    """With all that a page of the decision shows, in a constant number of queries."""
    return decisions.select_related(
        "engagement__owner", "written_by", "recorded_by", "equality__written_by"
    ).prefetch_related(
        "writers",
        "wording_tests",
        Prefetch("options", Option.objects.prefetch_related("themes")),
        Prefetch("considerations", Consideration.objects.select_related("theme").filter(theme__merged_into__isnull=True)),
        Prefetch(
            "equality__impacts",
            Impact.objects.prefetch_related(Prefetch("mitigations", Mitigation.objects.select_related("owner"))),
        ),
    )


def decision_of(engagement: Engagement) -> Decision | None:
    """Return the decision of an engagement with all that belongs to it, or None when none was started."""
    return _whole(Decision.objects.filter(engagement=engagement)).first()


def decision_for(engagement: Engagement) -> Decision:
    """Return the decision of an engagement, or 404 when none was started."""
    found = decision_of(engagement)
    if found is None:
        raise Http404
    return found


def equality_of(decision: Decision) -> EqualityAnalysis | None:
    """Return the equality analysis, or None when it was not begun."""
    return getattr(decision, "equality", None)


def chosen_option(decision: Decision) -> Option | None:
    """Return the option that was chosen, or None (nothing is decided, or none of the options was taken)."""
    return next((option for option in decision.options.all() if option.chosen), None)


def standing_themes(engagement: Engagement) -> "QuerySet[Theme]":
    """Return the themes that were not merged into another, in their order."""
    found: QuerySet[Theme] = Theme.objects.standing().filter(engagement=engagement)
    return found


def standing_theme(engagement: Engagement, pk: int) -> Theme:
    """Return one theme that stands. One that was merged, or is of another engagement, is 404."""
    found = standing_themes(engagement).select_related("engagement").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Weighed:
    """One theme with what it weighed in the decision and the answer to it; either may still be to write."""

    theme: Theme
    consideration: Consideration | None
    answer: Answer | None


def weighing(engagement: Engagement) -> list[Weighed]:
    """Return every standing theme with what it weighed and its answer. Four queries."""
    considerations = {one.theme_id: one for one in Consideration.objects.filter(decision__engagement=engagement)}
    found = Answer.objects.filter(theme__engagement=engagement).prefetch_related("follow_ups")
    answers = {one.theme_id: one for one in found}
    return [
        Weighed(theme, considerations.get(theme.pk), answers.get(theme.pk)) for theme in standing_themes(engagement)
    ]


def who_may_own(engagement: Engagement) -> "QuerySet[User]":
    """Return the people of the engagement's organisations, who may answer for a mitigation."""
    today = timezone.localdate()
    held = Q(memberships__organisation__in=list(engagement.ways_in()), memberships__starts_on__lte=today) & (
        Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gt=today)
    )
    return User.objects.filter(held, is_active=True, kind=User.Kind.PERSON).distinct().order_by("name", "pk")


# --- What is missing --------------------------------------------------------------------------------------------


def earliest_meeting(engagement: Engagement) -> datetime.date | None:
    """Return the first day on which the decision may be made, or None while the insight report is not out."""
    published_on = report_published_on(engagement)
    return earliest_board_day(published_on) if published_on else None


def missing_before_tabling(decision: Decision, *, meets_on: datetime.date | None = None) -> list[str]:
    """Return what must be done before the paper goes to those who decide, in plain sentences."""
    paper = rules.Paper(
        question=decision.question, decides=decision.decides, insight=decision.insight,
        no_insight_reason=decision.no_insight_reason, options=len(decision.options.all()),
        single_option_reason=decision.single_option_reason,
        heard=Response.objects.filter(engagement=decision.engagement_id).exists(),
        report_published_on=report_published_on(decision.engagement),
    )  # fmt: skip
    return rules.missing_before_tabling(paper, meets_on=meets_on)


def missing_before_publishing(decision: Decision) -> list[str]:
    """Return what must be done before the public sees the decision, in plain sentences."""
    analysis = equality_of(decision)
    chosen = chosen_option(decision)
    weighed = {one.theme_id for one in decision.considerations.all()}
    record = rules.Record(
        decided=decision.status in (Decision.Status.DECIDED, Decision.Status.PUBLISHED),
        asked_in_public=decision.engagement.published_at is not None,
        reasons=decision.reasons, dissent=decision.dissent, review_on=decision.review_on,
        not_weighed=[theme.name for theme in standing_themes(decision.engagement) if theme.pk not in weighed],
        equality_summary=analysis.summary if analysis else None,
        effects=effects(analysis),
        digital_only=bool((analysis and analysis.digital_only) or (chosen and chosen.digital_only)),
        offline_route=analysis.offline_route if analysis else "",
    )  # fmt: skip
    return rules.missing_before_publishing(record)


def effects(analysis: EqualityAnalysis | None) -> list[rules.Effect]:
    """Return the impacts of an analysis, as the rules judge them."""
    return [
        rules.Effect(
            impact.group,
            [rules.Care(one.what, one.owner_id is not None, one.due_on is not None) for one in impact.mitigations.all()],
            impact.why_none,
        )
        for impact in (analysis.impacts.all() if analysis else [])
    ]


def unanswered(engagement: Engagement) -> "QuerySet[Theme]":
    """Return the standing themes that have no published answer, in their order."""
    public = Answer.objects.published().filter(theme=OuterRef("pk"))
    return standing_themes(engagement).filter(~Exists(public))


def missing_before_closing(engagement: Engagement) -> list[str]:
    """Return what must be done before the engagement closes, in plain sentences."""
    still = engagement.closes_on if engagement.phase in (Phase.PLANNED, Phase.OPEN) else None
    return rules.missing_before_closing(
        decision_published=Decision.objects.published().filter(engagement=engagement).exists(),
        unanswered=[theme.name for theme in unanswered(engagement)],
        themes=standing_themes(engagement).count(),
        open_until=still,
    )


# --- The register -----------------------------------------------------------------------------------------------


def published_decisions() -> "QuerySet[Decision]":
    """Return every public decision with its engagement, the latest first."""
    found: QuerySet[Decision] = Decision.objects.published()
    return found.select_related("engagement__owner").order_by("-decided_on", "-pk")


def published_decision(slug: str) -> Decision:
    """Return the public decision of the engagement with that slug, whole. Anything else is 404."""
    found = _whole(Decision.objects.published().filter(engagement__slug=slug)).first()
    if found is None:
        raise Http404
    return found


def answers_of(engagement: Engagement) -> Any:
    """Return the answers to the standing themes, in their order; `.published()` leaves those that the public sees."""
    return (
        Answer.objects.filter(theme__engagement=engagement, theme__merged_into__isnull=True)
        .select_related("theme", "written_by")
        .prefetch_related("follow_ups")
        .order_by("theme__place", "theme_id")
    )


def answer_to(theme: Theme) -> Answer | None:
    """Return the answer to a theme, or None when none was written."""
    return Answer.objects.filter(theme=theme).select_related("theme__engagement", "written_by").first()


def published_answers() -> "QuerySet[Answer]":
    """Return every public answer with its theme and engagement, the latest engagement first."""
    found: QuerySet[Answer] = Answer.objects.published().filter(
        theme__merged_into__isnull=True, theme__engagement__published_at__isnull=False
    )
    return found.select_related("theme__engagement__owner").prefetch_related("follow_ups").order_by(
        "-theme__engagement__closes_on", "theme__engagement_id", "theme__place", "theme_id"
    )


# --- The exact words that are signed ----------------------------------------------------------------------------


def words_of(decision: Decision) -> str:
    """Return all the words of a decision that the public will see, in one fixed order: what is signed."""
    parts = [("Decision", decision.title), ("What was to be decided", decision.question)]
    for option in decision.options.all():
        chosen = " (chosen)" if option.chosen else ""
        parts += [
            (f"Option: {option.name}{chosen}", option.public_words), ("Benefits", option.benefits), ("Risks", option.risks),
            ("Cost", option.cost), ("Who is affected", option.affected), ("Evidence", option.evidence),
        ]  # fmt: skip
    parts += [
        ("Why there are fewer than two options", decision.single_option_reason),
        ("What people told us", decision.insight or decision.no_insight_reason),
        ("Who decided", decision.decides), ("Decided on", rules.in_words(decision.decided_on)),
        ("What was decided", decision.outcome),
        ("Reasons", decision.reasons), ("Conditions and changes", decision.conditions), ("Vote", vote_in_words(decision)),
        ("Who disagreed", decision.dissent), ("We check whether it works on", rules.in_words(decision.review_on)),
    ]  # fmt: skip
    for one in decision.considerations.all():
        parts += [
            (f"Theme: {one.theme.name}", one.get_taken_display()), ("What weighed for", one.weighed_for),
            ("What weighed against", one.weighed_against), ("What was not taken, and why", one.why_not),
        ]  # fmt: skip
    if analysis := equality_of(decision):
        parts += [("Equality analysis", analysis.summary), ("For people who are not online", analysis.offline_route)]
        for impact in analysis.impacts.all():
            parts += [
                (f"What it means for {impact.group}", impact.effect), ("Evidence", impact.evidence),
                ("What we do not know", impact.gap), ("Why nothing needs to be done", impact.why_none),
                *(("What will be done", f"{one.what} By {rules.in_words(one.due_on)}.") for one in impact.mitigations.all()),
            ]  # fmt: skip
    return "\n\n".join(f"{label}\n{text.strip()}" for label, text in parts if text and text.strip())


def vote_in_words(decision: Decision) -> str:
    """Return the vote as people say it, or nothing when no vote was recorded."""
    counted = [
        (decision.votes_for, "for"), (decision.votes_against, "against"), (decision.abstained, "did not vote either way"),
    ]  # fmt: skip
    return ", ".join(f"{count} {way}" for count, way in counted if count is not None)


def words_of_answer(answer: Answer) -> str:
    """Return the words of an answer that the public will see: what is signed."""
    parts = [answer.theme.name, f"{answer.get_kind_display()}: {answer.words.strip()}"]
    if answer.why.strip():
        parts.append(f"Why: {answer.why.strip()}")
    if answer.by_when:
        parts.append(f"By {rules.in_words(answer.by_when)}")
    return "\n".join(parts)

# --- Telling those who spoke ------------------------------------------------------------------------------------


def words_of_follow_up(found: FollowUp) -> str:
    """Return the words of a follow-up that the public will see: what is signed."""
    parts = [found.answer.theme.name, f"{found.get_kind_display()}: {found.words.strip()}"]
    if found.why.strip():
        parts.append(f"Why: {found.why.strip()}")
    if found.by_when:
        parts.append(f"Now by {rules.in_words(found.by_when)}")
    return "\n".join(parts)


def telling_of(engagement: Engagement) -> Telling | None:
    """Return that those who spoke are being told, or None while nobody asked for it."""
    return Telling.objects.filter(engagement=engagement).select_related("asked_by").first()


def tellings_waiting() -> "QuerySet[Telling]":
    """Return the engagements whose messages are not all handed to delivery yet."""
    return Telling.objects.filter(posted_at__isnull=True).select_related("engagement").order_by("pk")


def occasion(engagement: Engagement) -> str:
    """Return the occasion that delivery knows the telling of an engagement by."""
    return f"told:{engagement.slug}"


def letters_to_send(engagement: Engagement) -> int:
    """Return how many messages telling takes: one for each address of those who asked to hear."""
    return delivery.to_tell(contributors_to_tell(engagement))


def sample_letter(engagement: Engagement) -> Letter:
    """Return the letter as somebody whose words are in the first theme would get it: nobody's name, nobody's receipt."""
    first = standing_themes(engagement).values_list("pk", flat=True)[:1]
    facts = LetterPress(engagement).facts(of_receipts=["XXXX-XXXX-XXXX"], themes=first)
    return letters.write("decisions/told", {"system_name": settings.SYSTEM_NAME, "public_address": settings.PUBLIC_ADDRESS,
                                            "name": "", **facts})  # fmt: skip


def next_to_tell(telling: Telling, *, at_most: int) -> list[UUID]:
    """Return the next persons whose message was not handed to delivery yet."""
    after = telling.told_up_to
    people = sorted(contributors_to_tell(telling.engagement))
    return [person for person in people if after is None or person > after][:at_most]


def letters_to(engagement: Engagement, people: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return the facts of the letter to each person. A fixed number of queries, however many people."""
    of_person: dict[UUID, list[str]] = {person: [] for person in people}
    themes: dict[UUID, set[int]] = {person: set() for person in people}
    responses = Response.objects.filter(engagement=engagement, person__in=people)
    for person, receipt in responses.order_by("pk").values_list("person", "receipt"):
        of_person[person].append(receipt)
    gathered = Gathering.objects.belonging().filter(voice__response__in=responses, theme__merged_into__isnull=True)
    for person, theme in gathered.values_list("voice__response__person", "theme"):
        themes[person].add(theme)
    press = LetterPress(engagement)
    return {person: press.facts(of_receipts=of_person[person], themes=themes[person]) for person in people}
