"""What waits for a person: answers to write, words to sign, promises to keep."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from antiphon.decisions.models import Answer, Decision, FollowUp, Mitigation
from antiphon.engagement.models import Engagement, Partner
from antiphon.insight.models import Theme
from antiphon.network.access import Way, roles_of
from antiphon.network.models import User
from antiphon.network.roles import ROLES, Permission


def _where(user: User, permission: Permission) -> "QuerySet[Engagement]":
    """Return the engagements on which the person may do this. One query, however many organisations."""
    held = roles_of(user) if user.is_active else {}
    able = [where for where, roles in held.items() if any(permission in ROLES[role].allows for role in roles)]
    contributing = Partner.objects.filter(organisation__in=able, way=Way.CONTRIBUTES).values("engagement")
    found: QuerySet[Engagement] = Engagement.objects.filter(Q(owner__in=able) | Q(pk__in=contributing))
    return found


def to_approve(user: User) -> "QuerySet[Decision]":
    """Return the decisions that wait for a second person to publish them, and the person may be that one."""
    found: QuerySet[Decision] = (
        Decision.objects.filter(status=Decision.Status.DECIDED, engagement__in=_where(user, Permission.DECISION_APPROVE))
        .exclude(written_by=user)
        .exclude(recorded_by=user)
        .exclude(writers=user)
    )
    return found.select_related("engagement__owner").order_by("decided_on", "pk")


def answers_to_approve(user: User) -> "QuerySet[Answer]":
    """Return the answers that wait for a second person to publish them, and the person may be that one."""
    found: QuerySet[Answer] = (
        Answer.objects.filter(
            published_at__isnull=True, theme__merged_into__isnull=True,
            theme__engagement__in=_where(user, Permission.ANSWER_APPROVE),
        )
        .exclude(written_by=user)
        .exclude(writers=user)
    )  # fmt: skip
    return found.select_related("theme__engagement", "written_by").order_by("made_at", "pk")


def decided_among(engagements: Sequence[int]) -> set[int]:
    """Return which of these engagements (ids) have a decision that was made. One query."""
    made = [Decision.Status.DECIDED, Decision.Status.PUBLISHED]
    return set(Decision.objects.filter(engagement__in=engagements, status__in=made).values_list("engagement", flat=True))


def themes_to_answer(user: User) -> dict[int, int]:
    """Return how many standing themes have no answer written, by the id of the engagement, where the person may write."""
    found = (
        Theme.objects.standing().filter(engagement__in=_where(user, Permission.ANSWER_WRITE), engagement__closed_at__isnull=True)
        .filter(~Exists(Answer.objects.filter(theme=OuterRef("pk"))))
        .order_by().values_list("engagement").annotate(Count("pk"))
    )  # fmt: skip
    return dict(found)


def mitigations_of(user: User) -> "QuerySet[Mitigation]":
    """Return what the person has promised to do about an impact and has not done, the earliest date first."""
    return (
        Mitigation.objects.filter(owner=user, done_on__isnull=True)
        .select_related("impact__analysis__decision__engagement")
        .order_by("due_on", "pk")
    )


def meetings_soon(user: User, *, within_days: int = 28) -> "QuerySet[Decision]":
    """Return the tabled decisions that the person may see and that are decided in the next days, or were due."""
    until = timezone.localdate() + datetime.timedelta(days=within_days)
    found: QuerySet[Decision] = Decision.objects.filter(
        status=Decision.Status.TABLED, meets_on__lte=until, engagement__in=Engagement.objects.visible_to(user)
    )
    return found.select_related("engagement__owner").order_by("meets_on", "pk")


@dataclass(frozen=True)
class Promise:
    """Something that we publicly said we will do, by when, and what was last told about it."""

    answer: Answer
    due_on: datetime.date
    waiting: FollowUp | None  # written, and waits for another person to publish it

    @property
    def engagement(self) -> Engagement:
        engagement: Engagement = self.answer.theme.engagement
        return engagement


def promises(user: User) -> list[Promise]:
    """Return the public promises that are not settled, where the person may follow them up, the earliest day first.

    Two queries, however many there are.
    """
    found = _promises().filter(theme__engagement__in=_where(user, Permission.ANSWER_WRITE))
    return sorted((promise for answer in found if (promise := promise_of(answer))), key=lambda one: (one.due_on, one.answer.pk))


def promise_of(answer: Answer) -> Promise | None:
    """Return the promise in an answer, or None when it holds none or it is settled. No query when follow-ups are prefetched."""
    if answer.kind != Answer.Kind.WILL or answer.published_at is None or answer.by_when is None:
        return None
    told = [one for one in answer.follow_ups.all() if one.published_at]
    waiting = next((one for one in answer.follow_ups.all() if not one.published_at), None)
    if told and told[-1].settles:
        return None
    return Promise(answer, (told[-1].by_when if told else None) or answer.by_when, waiting)


def follow_ups_to_approve(user: User) -> "QuerySet[FollowUp]":
    """Return what became of promises and waits for a second person to publish it; the person may be that one."""
    found: QuerySet[FollowUp] = (
        FollowUp.objects.filter(published_at__isnull=True, answer__theme__engagement__in=_where(user, Permission.ANSWER_APPROVE))
        .exclude(written_by=user).exclude(writers=user)
    )  # fmt: skip
    return found.select_related("answer__theme__engagement", "written_by").order_by("made_at", "pk")


@dataclass(frozen=True)
class Kept:
    """How the public promises of the whole system stand: how many were made, kept, given up, and are late."""

    made: int
    done: int
    cannot: int
    late: int

    @property
    def running(self) -> int:
        return self.made - self.done - self.cannot - self.late


def promises_kept() -> Kept:
    """Return how the public promises stand today. Two queries."""
    made = list(_promises().filter(theme__engagement__published_at__isnull=False))
    open_ = [promise for answer in made if (promise := promise_of(answer))]
    ends = [told[-1].kind for answer in made if (told := [one for one in answer.follow_ups.all() if one.published_at])]
    today = timezone.localdate()
    return Kept(
        made=len(made), done=ends.count(FollowUp.Kind.DONE), cannot=ends.count(FollowUp.Kind.CANNOT),
        late=sum(promise.due_on < today for promise in open_),
    )  # fmt: skip


def _promises() -> "QuerySet[Answer]":
    found: QuerySet[Answer] = Answer.objects.published().filter(kind=Answer.Kind.WILL, theme__merged_into__isnull=True)
    return found.select_related("theme__engagement__owner").prefetch_related("follow_ups")
