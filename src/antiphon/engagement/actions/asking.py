"""Writes of engagements: draft, change, ask, publish with a second pair of eyes, give more time."""

import datetime
import secrets
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.engagement import asks, queries
from antiphon.engagement.models import DutyTest, Engagement, Extension, Partner
from antiphon.engagement.rules import LIMBS, SECTIONS, Phase
from antiphon.network.access import holds, organisations_of, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.signoff import actions as signoff

CHANGEABLE = frozenset({
    "title", "lead", "summary", "purpose", "rung", "can_change", "cannot_change", "decides", "decides_on",
    "opens_on", "closes_on", "other_ways", "about_set", "kind",
})  # fmt: skip
SIGNED = (
    "These words were signed and published, so they stay as they are. You can give more time or change the partners. "
    "If something is wrong for the public, draft a new engagement that says what changed."
)


@action
def draft(*, owner: Organisation, lead: User, title: str, by: User, **fields: Any) -> Engagement:
    """Start an engagement that only the owner and its partners see."""
    if not holds(by, Permission.ENGAGEMENT_EDIT, organisation=owner.pk):
        raise PermissionDenied("Your role does not allow you to start an engagement for this organisation.")
    slug = fields.pop("slug", "") or _free_slug(title)
    engagement = Engagement(owner=owner, lead=lead, title=title.strip(), slug=slug, written_by=by)
    _set(engagement, fields)
    _check(engagement)
    try:
        with transaction.atomic():
            engagement.save()
    except IntegrityError:  # a draft that this person cannot see has the address already
        engagement.slug = f"{slug[:70]}-{secrets.token_hex(3)}"
        engagement.save()
    engagement.writers.add(by)
    trail.leave("draft", engagement, by=by)
    return engagement


@action
def change(engagement: Engagement, *, by: User, **fields: Any) -> Engagement:
    """Change what a draft says. A published engagement keeps its words."""
    engagement = _open_draft(engagement, by)
    changed = _set(engagement, fields)
    _check(engagement)
    engagement.save()
    engagement.writers.add(by)
    trail.leave("change", engagement, by=by, fields=changed)
    return engagement


@action
def add_partner(engagement: Engagement, *, organisation: Organisation, way: str, by: User) -> Partner:
    """Share the engagement with another organisation: it contributes, or it reads."""
    require(by, Permission.ENGAGEMENT_EDIT, on=engagement)
    if organisation.pk == engagement.owner_id:
        raise Refused(f"{organisation} owns this engagement already.")
    partner, made = Partner.objects.get_or_create(engagement=engagement, organisation=organisation, defaults={"way": way})
    if not made and partner.way != way:
        partner.way = way
        partner.save(update_fields=["way"])
    _forget_ways(engagement)
    trail.leave("add partner", engagement, by=by, organisation=organisation.pk, way=way)
    return partner


@action
def remove_partner(engagement: Engagement, *, organisation: Organisation, by: User) -> None:
    """Stop sharing the engagement with an organisation. What its people did stays."""
    require(by, Permission.ENGAGEMENT_EDIT, on=engagement)
    if not engagement.partners.filter(organisation=organisation).exists():
        raise Refused(f"{organisation} is not a partner of this engagement.")
    engagement.partners.filter(organisation=organisation).delete()
    _forget_ways(engagement)
    trail.leave("remove partner", engagement, by=by, organisation=organisation.pk)


@action
def test_duty(
    engagement: Engagement, *, section: str, limbs: list[str], changes_manner: bool, changes_range: bool,
    how_involved: str, evidence: str, by: User,
) -> DutyTest:
    """Record whether the law says that people must be involved, and how they are. A later test replaces it."""
    require(by, Permission.ENGAGEMENT_EDIT, on=engagement)
    if section not in SECTIONS:
        raise Refused("Choose the part of the law that your organisation works under.")
    if unknown := set(limbs) - set(LIMBS):
        raise Refused(f"These are not parts of the duty: {', '.join(sorted(unknown))}.")
    test, _ = DutyTest.objects.update_or_create(
        engagement=engagement,
        defaults={"section": section, "limbs": [limb for limb in LIMBS if limb in limbs], "changes_manner": changes_manner,
                  "changes_range": changes_range, "how_involved": how_involved.strip(), "evidence": evidence.strip(),
                  "tested_by": by},
    )  # fmt: skip
    if test.applies and not test.how_involved:
        raise Refused("The duty applies, so say how people are involved.")
    trail.leave("test duty", engagement, by=by, section=section, limbs=test.limbs, applies=test.applies)
    return test


@action
def publish(engagement: Engagement, *, by: User) -> Engagement:
    """Put the engagement in front of the public. Somebody who wrote none of its words signs them."""
    require(by, Permission.ENGAGEMENT_APPROVE, on=engagement)
    engagement = _locked(engagement)
    if engagement.published_at:
        raise Refused("This engagement has been published already.")
    if missing := queries.missing_before_publishing(engagement):
        raise Refused(*missing)
    if asks.unexplained(engagement):
        raise Refused("People are asked often at this time. See who else asks them, and say why this goes on, first.")
    authors = [engagement.written_by, *engagement.writers.all()]
    signature = signoff.sign(engagement, words=queries.public_words(engagement), authors=authors, by=by)
    engagement.published_at = timezone.now()
    engagement.save(update_fields=["published_at"])
    trail.leave("publish", engagement, by=by, signature=signature.pk)
    return engagement


@action
def extend(engagement: Engagement, *, closes_on: datetime.date, reason: str, by: User) -> Extension:
    """Give people more time than was promised, and tell the public why."""
    require(by, Permission.ENGAGEMENT_EDIT, on=engagement)
    engagement = _locked(engagement)
    if engagement.phase not in (Phase.PLANNED, Phase.OPEN):
        raise Refused("Only an engagement that is planned or open can be given more time.")
    if not reason.strip():
        raise Refused("Say why people get more time. The public will read it.")
    if engagement.closes_on is None or closes_on <= engagement.closes_on:
        raise Refused("The new last day must be later than the one that was promised. Time cannot be taken away.")
    if engagement.decides_on and closes_on >= engagement.decides_on:
        raise Refused("The decision is on or before that day. Choose an earlier last day, so that every voice can count.")
    extension = Extension.objects.create(
        engagement=engagement, from_day=engagement.closes_on, to_day=closes_on, reason=reason.strip(), extended_by=by
    )
    engagement.closes_on = closes_on
    engagement.save(update_fields=["closes_on"])
    trail.leave("extend", engagement, by=by, extension=extension.pk)
    return extension


@action
def mark_closed(engagement: Engagement, *, by: User) -> Engagement:
    """Set an engagement as closed. `decisions.actions.close` calls it once every theme has its answer."""
    require(by, Permission.ENGAGEMENT_CLOSE, on=engagement)
    engagement = _locked(engagement)
    standing = engagement.kind == Engagement.Kind.STANDING and engagement.phase is Phase.OPEN
    if engagement.phase is not Phase.CONSIDERING and not standing:
        raise Refused(f"This engagement is “{engagement.phase}”. It can close once its last day has passed.")
    engagement.closed_at = timezone.now()
    engagement.save(update_fields=["closed_at"])
    trail.leave("close", engagement, by=by)
    return engagement


def _locked(engagement: Engagement) -> Engagement:
    """Return the row as it is now, held until the action ends, so that two people cannot change it at once."""
    found: Engagement = Engagement.objects.select_for_update().get(pk=engagement.pk)
    return found


def _open_draft(engagement: Engagement, by: User) -> Engagement:
    require(by, Permission.ENGAGEMENT_EDIT, on=engagement)
    engagement = _locked(engagement)
    if engagement.published_at:
        raise Refused(SIGNED)
    return engagement


def _set(engagement: Engagement, fields: dict[str, Any]) -> list[str]:
    if unknown := set(fields) - CHANGEABLE:
        raise TypeError(f"An engagement has no such field to change: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(engagement, name, value.strip() if isinstance(value, str) else value)
    return sorted(fields)


def _check(engagement: Engagement) -> None:
    if engagement.opens_on and engagement.closes_on and engagement.closes_on < engagement.opens_on:
        raise Refused("The last day is before the first day. Choose a later last day.")
    ways = set(engagement.ways_in()) if engagement.pk else {engagement.owner_id}
    if not organisations_of(engagement.lead) & ways:
        raise Refused(f"{engagement.lead} has no role in an organisation of this engagement, so cannot lead it.")
    try:
        engagement.clean_fields()
        engagement.validate_unique()
    except ValidationError as problem:
        raise Refused(*(f"{_label(name)}: {text}" for name, texts in problem.message_dict.items() for text in texts)) from problem


def _label(name: str) -> str:
    label = str(Engagement._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _free_slug(title: str) -> str:
    """Return an address for the title that no engagement has yet."""
    stem = slugify(title)[:70].strip("-") or "engagement"
    taken = set(Engagement.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    free = (name for number in range(1, len(taken) + 2) if (name := stem if number == 1 else f"{stem}-{number}") not in taken)
    return next(free)


def _forget_ways(engagement: Engagement) -> None:
    engagement.__dict__.pop("_ways_in", None)
    getattr(engagement, "_prefetched_objects_cache", {}).pop("partners", None)
