"""Reads of engagements. A person sees those that an organisation of theirs owns or is a partner of."""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.core import prepared
from antiphon.core.keeping import kept_until
from antiphon.engagement import rules
from antiphon.engagement.about import about_set
from antiphon.engagement.channels import KNOWN
from antiphon.engagement.models import (
    ChannelEntry,
    DutyTest,
    Engagement,
    Extension,
    InclusionCheck,
    Partner,
    Question,
    Revision,
    Twin,
    TwinQuestion,
)
from antiphon.engagement.wording import in_full
from antiphon.network.access import READ_ONLY, Body, Way, allowed_in, knows
from antiphon.network.models import Membership, Organisation, User
from antiphon.network.queries import holders
from antiphon.network.roles import ROLES, Permission


def engagements_of(user: User) -> "QuerySet[Engagement]":
    """Return the engagements that the person may see, newest first, with their owner and lead."""
    found: QuerySet[Engagement] = Engagement.objects.visible_to(user)
    return found.select_related("owner", "lead").prefetch_related("partners")


def engagement_for(user: User | AnonymousUser, slug: str) -> Engagement:
    """Return one engagement that the person may see. A stranger gets 404."""
    if not isinstance(user, User):
        raise Http404
    found: Engagement | None = engagements_of(user).select_related("written_by").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def open_engagements(today: datetime.date) -> "QuerySet[Engagement]":
    """Return what the public can take part in today, the one that ends first at the top."""
    found: QuerySet[Engagement] = Engagement.objects.open(today)
    return found.select_related("owner").order_by("closes_on", "pk")


def planned_engagements(today: datetime.date) -> "QuerySet[Engagement]":
    """Return what is published and opens later, the next one at the top."""
    found: QuerySet[Engagement] = Engagement.objects.planned(today)
    return found.select_related("owner").order_by("opens_on", "pk")


def considered_engagements(today: datetime.date) -> "QuerySet[Engagement]":
    """Return what has ended and is being considered, the latest at the top."""
    found: QuerySet[Engagement] = Engagement.objects.considering(today)
    return found.select_related("owner").order_by("-closes_on", "pk")


def closed_engagements() -> "QuerySet[Engagement]":
    """Return what was answered and closed, the latest at the top."""
    found: QuerySet[Engagement] = Engagement.objects.closed()
    return found.select_related("owner").order_by("-closed_at", "pk")


def public_engagement(slug: str) -> Engagement:
    """Return one published engagement for the public. A draft is 404, as if it were not there."""
    found: Engagement | None = Engagement.objects.published().select_related("owner").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def public_fingerprint(slug: str) -> str | None:
    """Return what changes with a published engagement, its owner or its questions; None for a draft. One query.

    Whoever keeps what they read of them asks this before they use it again.
    """
    found = prepared.rows(
        "select md5(concat_ws('|', e, o, (select string_agg(q::text, '|' order by q.id) from engagement_question q"
        " where q.engagement_id = e.id))) from engagement_engagement e join network_organisation o on o.id = e.owner_id"
        " where e.slug = %s and e.published_at is not null",
        [slug],
    )
    return found[0][0] if found else None


def public_engagement_by_number(pk: int) -> Engagement:
    """Return what was published under a number, which is short enough to type; a draft is a 404."""
    found: Engagement | None = Engagement.objects.published().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def questions_of(engagement: Engagement) -> "QuerySet[Question]":
    """Return the questions in their order."""
    found: QuerySet[Question] = engagement.questions.current()
    return found


def partners_of(engagement: Engagement) -> "QuerySet[Partner]":
    """Return the partners with their organisations, by name."""
    return engagement.partners.select_related("organisation")


def extensions_of(engagement: Engagement) -> "QuerySet[Extension]":
    """Return each time that more time was given, oldest first."""
    return engagement.extensions.select_related("extended_by")


def duty_test_of(engagement: Engagement) -> DutyTest | None:
    """Return the duty test, or None when it has not been done."""
    return DutyTest.objects.select_related("tested_by").filter(engagement=engagement).first()


NOBODY_LOOKS = (
    "Nobody is named for safeguarding, and nobody of your organisation has that role. If somebody tells you that they are in "
    "danger, directors alone hear of it. Name a safeguarding lead under “Trust, safety and keeping”."
)


def plan_of(engagement: Engagement) -> rules.Plan:
    """Return what the engagement says about itself. Two queries: for the questions, and for the digital inclusion check."""
    current = [question for question in engagement.questions.all() if question.replaced_at is None]  # perhaps prefetched
    asked = [question.asked() for question in current]
    check = inclusion_check_of(engagement)
    return rules.Plan(
        purpose=engagement.purpose, questions=tuple(in_full(one, asked) for one in asked),
        can_change=engagement.can_change, cannot_change=engagement.cannot_change, decides=engagement.decides,
        decides_on=engagement.decides_on, opens_on=engagement.opens_on, closes_on=engagement.closes_on,
        other_ways=engagement.other_ways, about_the_person=_about_in_words(engagement.about_set),
        online_only_because=check.online_only_because if check else "", inclusion_checked=check is not None,
        online_only=check is not None and check.online_only,
        standing=engagement.kind == Engagement.Kind.STANDING,
    )  # fmt: skip


def _about_in_words(version: str) -> str:
    if not version:
        return ""
    asked = about_set(version)
    return f"{asked.why}\n" + "\n".join(one.text for one in asked.characteristics)


def inclusion_check_of(engagement: Engagement) -> InclusionCheck | None:
    """Return the digital inclusion check, or None when it has not been done."""
    try:
        return engagement.inclusion_check
    except InclusionCheck.DoesNotExist:
        return None


def question_in(engagement: Engagement, pk: int) -> Question:
    """Return one current question of an engagement, or 404."""
    found: Question | None = questions_of(engagement).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.engagement = engagement
    return found


def question_changed(engagement: Engagement, pks: Iterable[int]) -> dict[int, int]:
    """Return which question stands now in the place of one that was replaced: old id to new id."""
    old = dict(engagement.questions.filter(pk__in=list(pks), replaced_at__isnull=False).values_list("pk", "series"))
    now = dict(questions_of(engagement).filter(series__in=old.values()).values_list("series", "pk")) if old else {}
    return {pk: now[series] for pk, series in old.items() if series in now}


def versions_of(question: Question) -> "QuerySet[Question]":
    """Return all versions of a question, the first one first, so that their answers can be laid side by side."""
    return Question.objects.filter(engagement=question.engagement_id, series=question.series).order_by("version")


def revision_of(question: Question) -> Revision | None:
    """Return the new words that wait for a second person, or None."""
    return question.revisions.filter(became__isnull=True).select_related("written_by").first()


def revisions_waiting(engagement: Engagement) -> "QuerySet[Revision]":
    """Return the new words of questions that wait for a second person."""
    return Revision.objects.filter(question__engagement=engagement, became__isnull=True).select_related("question", "written_by")


def who_may_sign(revision: Revision) -> list[User]:
    """Return the people who may sign new words of a question: those with the role who wrote none of them."""
    wrote = {revision.written_by_id, *revision.writers.values_list("pk", flat=True)}
    return [user for user in who_may(revision.question.engagement, Permission.ENGAGEMENT_APPROVE) if user.pk not in wrote]


def changes_of(engagement: Engagement) -> "QuerySet[Revision]":
    """Return when and why questions changed once they had been published, newest first."""
    signed = Revision.objects.filter(question__engagement=engagement, became__isnull=False)
    return signed.select_related("question", "became").order_by("-became__made_at")


def asked_before(user: User, engagement: Engagement) -> "QuerySet[Engagement]":
    """Return the other engagements that the person may see and that have questions, newest first."""
    has_questions = Exists(Question.objects.current().filter(engagement=OuterRef("pk")))
    return engagements_of(user).exclude(pk=engagement.pk).filter(has_questions)


def twins_of(engagement: Engagement) -> "QuerySet[Twin]":
    """Return the twins of an engagement, with who typed them."""
    return engagement.twins.select_related("written_by")


def published_twins(engagement: Engagement) -> "QuerySet[Twin]":
    """Return the twins that the public may read."""
    return engagement.twins.filter(published_at__isnull=False)


def twin_in(engagement: Engagement, pk: int) -> Twin:
    """Return one twin of an engagement, or 404."""
    found = twins_of(engagement).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.engagement = engagement
    return found


def twin_words(twin: Twin) -> dict[UUID, TwinQuestion]:
    """Return the words of a twin by the series of their question."""
    return {one.series: one for one in twin.questions.all()}


def outdated(twin: Twin) -> list[Question]:
    """Return the questions that changed since their words were put into this twin."""
    words = twin_words(twin)
    return [one for one in questions_of(twin.engagement) if one.series in words and words[one.series].version != one.version]


def missing_of_twin(twin: Twin) -> list[str]:
    """Return what a twin still needs before the public reads it, as sentences; empty when nothing."""
    found = [] if twin.checked_by.strip() else ["Say who checked it: somebody who uses this format or language."]
    if not twin.engagement.published_at:
        found.append("Publish the questions themselves first.")
    words = twin_words(twin)
    gaps = [number for number, one in enumerate(questions_of(twin.engagement), start=1)
            if one.series not in words or words[one.series].version != one.version]  # fmt: skip
    if gaps:
        found.append(f"Put question {', '.join(str(number) for number in gaps)} into words.")
    if twin.format in (Twin.Format.BSL, Twin.Format.AUDIO):
        if not twin.video:
            found.append("Give the address of the video or recording.")
        if not twin.transcript.strip():
            found.append("Write what the video or recording says, for people who cannot see or hear it.")
    return found


def words_of_twin(twin: Twin) -> str:
    """Return the exact words of a twin, as a second person signs them."""
    asked = [one.asked() for one in questions_of(twin.engagement)]
    words = twin_words(twin)
    put = [words[one.series].applied_to(one) if one.series in words else one for one in asked]
    parts = [twin.name, twin.title, twin.summary, twin.video, twin.transcript, *(in_full(one, put) for one in put),
             f"Made by {twin.made_by}", f"Checked by {twin.checked_by}"]  # fmt: skip
    return "\n\n".join(part for part in parts if part)


def who_may_publish_twin(twin: Twin) -> list[User]:
    """Return the people who may publish a twin: those with the role who typed none of it."""
    wrote = {twin.written_by_id, *twin.writers.values_list("pk", flat=True)}
    return [user for user in who_may(twin.engagement, Permission.ENGAGEMENT_APPROVE) if user.pk not in wrote]


def missing_before_publishing(engagement: Engagement) -> list[str]:
    """Return what must be there before the public sees it, in plain sentences; empty when nothing is missing."""
    return rules.missing(plan_of(engagement))


def worth_a_look(engagement: Engagement) -> list[str]:
    """Return what does not stop publishing and deserves a thought."""
    found = rules.worth_a_look(plan_of(engagement), today=timezone.localdate(), duty_tested=duty_test_of(engagement) is not None)
    if engagement.safeguarding_lead_id is None and not holders(engagement.owner_id, Permission.CONCERN_HANDLE):
        found.append(NOBODY_LOOKS)
    return found


def public_parts(engagement: Engagement) -> list[tuple[str, str]]:
    """Return what the public reads, as headings with their words."""
    return rules.public_parts(engagement.title, engagement.summary, engagement.rung, plan_of(engagement))


def public_words(engagement: Engagement) -> str:
    """Return the exact words that the public reads, as they are signed."""
    return rules.public_words(public_parts(engagement))


def possible_owners(user: User) -> "QuerySet[Organisation]":
    """Return the organisations for which the person may start an engagement."""
    found = allowed_in(user, Permission.ENGAGEMENT_EDIT)
    return Organisation.objects.filter(pk__in=found)


def who_may(engagement: Engagement, permission: Permission) -> "QuerySet[User]":
    """Return the people who may do this on the engagement today, by name."""
    today = timezone.localdate()
    allowing = [role.key for role in ROLES.values() if permission in role.allows]
    reading = permission in READ_ONLY
    where = [organisation for organisation, way in engagement.ways_in().items() if reading or way is not Way.READS]
    return User.objects.filter(
        Exists(
            Membership.objects.filter(
                Q(ends_on__isnull=True) | Q(ends_on__gt=today),
                user=OuterRef("pk"), organisation__in=where, role__in=allowing, starts_on__lte=today,
            )
        ),
        is_active=True, kind=User.Kind.PERSON,
    )  # fmt: skip


def who_works_on(engagement: Engagement) -> list[tuple[Organisation, User]]:
    """Return each person with a role today in an organisation that owns or contributes, with that organisation, by name."""
    where = [organisation for organisation, way in engagement.ways_in().items() if way is not Way.READS]
    today = timezone.localdate()
    held = (
        Membership.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=today), organisation__in=where, starts_on__lte=today,
            user__is_active=True,
        )
        .select_related("organisation", "user").order_by("organisation__name", "user__name", "pk")
    )  # fmt: skip
    return list({(one.organisation_id, one.user_id): (one.organisation, one.user) for one in held}.values())


def who_may_publish(engagement: Engagement) -> list[User]:
    """Return the people who may sign the words: those with the role who wrote none of them."""
    wrote = {engagement.written_by_id, *engagement.writers.values_list("pk", flat=True)}
    return [user for user in who_may(engagement, Permission.ENGAGEMENT_APPROVE) if user.pk not in wrote]


def writers_of(engagement: Engagement) -> list[User]:
    """Return everyone who wrote or changed the words, by name."""
    return list(User.objects.filter(pk__in=[engagement.written_by_id, *engagement.writers.values_list("pk", flat=True)]))


def partner_in(engagement: Engagement, pk: str) -> Partner:
    """Return one partner of an engagement, or 404."""
    found = partners_of(engagement).filter(pk=pk).first() if pk.isdecimal() else None
    if found is None:
        raise Http404
    return found


def possible_partners(engagement: Engagement) -> "QuerySet[Organisation]":
    """Return the bodies that are not yet part of the engagement and exist today."""
    today = timezone.localdate()
    taken = [engagement.owner_id, *engagement.partners.values_list("organisation", flat=True)]
    return Organisation.objects.exclude(pk__in=taken).exclude(ends_on__lte=today).order_by("name")


def named(organisations: "QuerySet[Organisation]", find: str) -> "QuerySet[Organisation]":
    """Return those whose name or code holds what was typed."""
    return organisations.filter(Q(name__icontains=find) | Q(short_name__icontains=find) | Q(code__iexact=find))


def drafts(user: User) -> "QuerySet[Engagement]":
    """Return the drafts that the person may see, with their questions, oldest first."""
    mine = engagements_of(user).filter(published_at__isnull=True).select_related("inclusion_check")
    return mine.prefetch_related("questions", "writers").order_by("made_at")


def running(user: User) -> "QuerySet[Engagement]":
    """Return the published engagements that are not closed and that the person may see, the next date first."""
    return engagements_of(user).filter(published_at__isnull=False, closed_at__isnull=True).order_by("closes_on", "pk")


def where_may(user: User, permission: Permission) -> "QuerySet[Engagement]":
    """Return the engagements on which the person may do this."""
    found: QuerySet[Engagement] = Engagement.objects.where_may(user, permission)
    return found


def by_id(keys: Iterable[int]) -> dict[int, Engagement]:
    """Return engagements by their ids. One query."""
    return Engagement.objects.in_bulk(list(keys))


# Whether an organisation switched a channel on (true), or off (false); null: it has no entry of its own. For other statements.
CHANNEL_ENABLED = "select enabled_at is not null from engagement_channelentry where organisation_id = %s and channel = %s"


def channel_enabled(organisation: Organisation | int, channel: str) -> bool:
    """Return whether people's words may reach an organisation by this channel (web, paper, email, api, …). One query."""
    key = organisation if isinstance(organisation, int) else organisation.pk
    found = prepared.rows(CHANNEL_ENABLED, [key, channel])
    return channel_stands(channel, found[0][0] if found else None)


def channel_stands(channel: str, enabled: bool | None) -> bool:
    """Return whether a channel is on, from what the organisation's own register says.

    What the makers of the service assessed is on until the organisation says otherwise; the rest is off until it is
    assessed, approved by a second person and switched on.
    """
    return enabled if enabled is not None else channel in KNOWN and KNOWN[channel].assessed


def channels_of(organisation: Organisation) -> "QuerySet[ChannelEntry]":
    """Return the register of channels of an organisation, by name."""
    return ChannelEntry.objects.filter(organisation=organisation).select_related("written_by", "approved_by", "enabled_by")


def channel_in(user: User | AnonymousUser, pk: int) -> ChannelEntry:
    """Return one entry of a register that the person may see, or 404."""
    found = ChannelEntry.objects.select_related("organisation", "written_by", "approved_by", "enabled_by").filter(pk=pk).first()
    if found is None or not isinstance(user, User) or not knows(user, Body(found.organisation)):
        raise Http404
    return found


def due_to_be_let_go(kind: str, today: datetime.date) -> list[Engagement]:
    """Return the closed engagements whose `names` or `words` were kept as long as each of them promised. One query."""
    closed = Engagement.objects.filter(closed_at__isnull=False).order_by("pk")
    years = {"names": "keep_names_years", "words": "keep_words_years"}[kind]
    return [one for one in closed if kept_until(timezone.localdate(one.closed_at), getattr(one, years)) <= today]


LONGEST_LOCAL_PART = 64  # characters before the @ of an address (RFC 5321)


def mail_address(engagement: Engagement) -> str:
    """Return the address to which people write for an engagement; empty when e-mail is not taken."""
    local = engagement.slug if len(engagement.slug) <= LONGEST_LOCAL_PART else f"e{engagement.pk}"
    return f"{local}@{settings.MAIL_IN_DOMAINS[0]}" if settings.MAIL_IN_DOMAINS else ""
