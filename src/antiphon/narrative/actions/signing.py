"""Partners, the people who sign for them, asking, signing word for word, and what silence leads to. Consent is never deemed."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine
from antiphon.core.problems import Refused
from antiphon.delivery import actions as delivery
from antiphon.delivery.models import Delivery
from antiphon.narrative import rules
from antiphon.narrative.models import Ask, Clause, Narrative, NarrativePartner, Position, Signatory
from antiphon.narrative.queries import signing as queries
from antiphon.narrative.queries.writing import text_of
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.people import actions as people
from antiphon.signoff import actions as signoff

TASK = str(Delivery.Purpose.TASK)


# --- Partners and who signs for them -------------------------------------------------------------------------------
@action
def add_partner(
    narrative: Narrative, *, organisation: Organisation, by: User, way: str = "contributes"
) -> NarrativePartner:
    """Let an organisation in: it signs, or it reads the drafts. One that withdrew comes back."""
    require(by, Permission.NARRATIVE_PUBLISH, on=Body(narrative.owner))
    partner, made = NarrativePartner.objects.get_or_create(
        narrative=narrative, organisation=organisation, defaults={"way": way}
    )
    if not made and (partner.way != way or partner.withdrew_at):
        partner.way, partner.withdrew_at, partner.withdrew_by, partner.withdrew_why = way, None, None, ""
        partner.save(update_fields=["way", "withdrew_at", "withdrew_by", "withdrew_why"])
    narrative.__dict__.pop("_ways_in", None)
    trail.leave("add partner", partner, by=by, way=way)
    return partner


@action
def withdraw(partner: NarrativePartner, *, why: str, by: User) -> NarrativePartner:
    """The partner takes its word back. What it signed stays on the record; nothing waits for it any more.

    Its own named people or directors do this, or whoever runs the narrative writes down that the partner said so.
    """
    if not (queries.signatory_for(partner, by) or queries.may_name_for(by, partner)):
        require(by, Permission.NARRATIVE_SIGN, on=Body(partner.organisation))
    if not why.strip():
        raise Refused("Say why, so that others understand.")
    if partner.organisation_id == partner.narrative.owner_id:
        raise Refused("The organisation that owns the narrative cannot withdraw from it.")
    held = NarrativePartner.objects.select_for_update(of=("self",)).select_related("narrative", "organisation")
    partner = held.get(pk=partner.pk)
    if partner.withdrew_at is None:
        partner.withdrew_at, partner.withdrew_by, partner.withdrew_why = timezone.now(), by, why.strip()
        partner.save(update_fields=["withdrew_at", "withdrew_by", "withdrew_why"])
        partner.asks.filter(ended_at__isnull=True).update(ended_at=timezone.now(), ended=Ask.Ended.WITHDREW)
        trail.leave("withdraw", partner, by=by)
    return partner


@action
def name_signatory(
    partner: NarrativePartner, *, user: User, post: str, by: User, place: str = "signer"
) -> Signatory:
    """Name who signs for a partner, or their deputy. Whoever was named before is not any more; what they signed stands."""
    if not queries.may_name_for(by, partner):
        require(by, Permission.NARRATIVE_PUBLISH, on=Body(partner.narrative.owner))
    if not post.strip():
        raise Refused("Say which post they hold.")
    if not queries.who_could_sign(partner).filter(pk=user.pk).exists():
        raise Refused(f"{user} cannot sign for {partner}: they need the role of director or decision maker there.")
    if partner.signatories.filter(user=user, ended_at__isnull=True).exclude(place=place).exists():
        raise Refused("The named person and the deputy are two different people.")
    partner.signatories.filter(place=place, ended_at__isnull=True).update(ended_at=timezone.now())
    signatory = Signatory.objects.create(
        partner=partner, place=place, user=user, post=" ".join(post.split())[:120], named_by=by,
        person=people.remember(name=user.name, email=user.email, wants_reply=True, by=by),
    )  # fmt: skip
    trail.leave("name signatory", signatory, by=by, partner=partner.pk, place=place)
    return signatory


# --- Asking --------------------------------------------------------------------------------------------------------
@action
def ask_to_sign(narrative: Narrative, *, by: User) -> list[Ask]:
    """Ask every partner for whom words wait, and only those; each named person gets one message.

    Raises Refused with all that is missing: partners are never asked to sign what is not whole.
    """
    require(by, Permission.NARRATIVE_PUBLISH, on=Body(narrative.owner))
    Narrative.objects.select_for_update().get(pk=narrative.pk)
    board = queries.board(narrative)
    if board.missing:
        raise Refused(*board.missing)
    asked = []
    for one in board.partners:
        if not one.waiting or one.ask is not None:
            continue
        ask = Ask.objects.create(partner=one.partner, asked_by=by, again=one.reopened)
        trail.leave("ask to sign", ask, by=by, partner=one.partner.pk, clauses=len(one.waiting))
        to = one.signers.signer if one.signers.signer_here else one.signers.deputy
        if to is not None and to.pk in one.signers.here:
            _write(ask, to, "asked", one.waiting, by=by)
        if one.signers.signer is not None and not one.signers.signer_here and one.signers.deputy_here:
            ask.deputy_at = timezone.now()
            ask.save(update_fields=["deputy_at"])
        asked.append(ask)
    if not asked:
        raise Refused("Nobody is to be asked: no words wait for a partner that has not been asked yet.")
    return asked


@action
def follow_up(ask: Ask, *, by: Machine) -> list[str]:
    """Do what a partner's silence leads to now: chase once, then ask the deputy, then the director's page. Returns what
    was done. Silence is never taken for consent."""
    held = Ask.objects.select_for_update(of=("self",)).select_related("partner__narrative", "partner__organisation")
    ask = held.get(pk=ask.pk)
    if ask.ended_at is not None or not ask.partner.signs:
        return []
    signers = queries.signers_of([ask.partner])[ask.partner_id]
    due = rules.steps_due(queries.silence_of(ask, signers), timezone.localdate())
    if not due:
        return []
    stand = queries.board(ask.partner.narrative).of(ask.partner)
    waiting = stand.waiting if stand else []
    now = timezone.now()
    for step in due:
        if step is rules.Step.CHASE and signers.signer is not None:
            _write(ask, signers.signer, "chased", waiting, by=by)
            ask.chased_at = now
        elif step is rules.Step.DEPUTY and signers.deputy is not None:
            _write(ask, signers.deputy, "deputy", waiting, by=by)
            ask.deputy_at = now
        elif step is rules.Step.DIRECTOR:
            ask.director_at = now
    ask.save(update_fields=["chased_at", "deputy_at", "director_at"])
    trail.leave("follow up", ask, by=by, steps=[str(step) for step in due])
    return [str(step) for step in due]


def _write(ask: Ask, to: Signatory, letter: str, waiting: list[queries.Line], *, by: Actor) -> None:
    narrative = ask.partner.narrative
    facts: dict[str, Any] = {
        "narrative": narrative.title, "partner": ask.partner.organisation.name, "slug": narrative.slug, "again": ask.again,
        "partner_number": ask.partner_id, "parts": [str(line.clause) for line in waiting],
        "days": rules.DIRECTOR_AFTER, "system": settings.SYSTEM_NAME,
    }  # fmt: skip
    delivery.post(
        occasion=f"narrative-{letter}:{ask.pk}", person=to.person, letter=f"narrative/{letter}", facts=facts, purpose=TASK, by=by
    )


# --- Signing -------------------------------------------------------------------------------------------------------
@action
def say(
    clause: Clause, *, partner: NarrativePartner, kind: str, digest: str, by: User, comment: str = ""
) -> Position:
    """A partner's named person signs the exact words of a clause, signs on a condition, asks for a change, or comments.

    `digest` is of the words that they read: where the words have changed since, nothing is signed.
    """
    position = _take(clause, partner=partner, kind=kind, digest=digest, by=by, comment=comment)
    trail.leave("say", position, by=by, clause=clause.pk, kind=kind)
    _end_when_answered(partner)
    return position


def _take(clause: Clause, *, partner: NarrativePartner, kind: str, digest: str, by: User, comment: str = "") -> Position:
    signatory = queries.signatory_for(partner, by)
    if signatory is None:
        require(by, Permission.NARRATIVE_SIGN, on=partner.narrative)
        raise PermissionDenied("Only the person who is named to sign for this partner, or the deputy, can do this.")
    if partner.withdrew_at is not None:
        raise Refused(f"{partner} has withdrawn from this narrative.")
    clause = Clause.objects.select_for_update(of=("self",)).select_related("narrative").get(pk=clause.pk)
    if clause.narrative_id != partner.narrative_id or partner.pk not in {
        one.pk for one in queries.touched_by(clause, [partner])
    }:
        raise Refused(f"These words do not touch {partner}.")
    if clause.digest != digest:
        raise Refused("The words have changed since you opened this page. Read the new ones before you sign.")
    if kind != Position.Kind.SIGNED and not comment.strip():
        raise Refused(SAY.get(kind, "Write the comment."))
    text, signature = text_of(clause), None
    if kind in (Position.Kind.SIGNED, Position.Kind.CONDITION):
        signature = signoff.sign(
            clause, words=text.exact, authors=[text.written_by], by=by, purpose=f"partner:{partner.pk}", comment=comment.strip()
        )
    return Position.objects.create(
        partner=partner, clause=clause, text=text, kind=kind, comment=comment.strip(), signature=signature, signatory=signatory,
        given_by=by,
    )


@action
def sign_parts(partner: NarrativePartner, *, digests: Mapping[int, str], by: User) -> list[Position]:
    """Sign the exact words of several parts at once, all or none. `digests` are of the words that were read, by part."""
    if not digests:
        raise Refused("Tick the parts that you sign.")
    clauses = Clause.objects.filter(narrative=partner.narrative_id, pk__in=list(digests)).order_by("pk")
    signed = [_take(one, partner=partner, kind="signed", digest=digests[one.pk], by=by) for one in clauses]
    trail.leave_many("say", signed, by=by, kind="signed")
    _end_when_answered(partner)
    return signed


@action
def reply(position: Position, *, words: str, by: User) -> Position:
    """Say what becomes of a condition, a change that was asked for, or a comment."""
    require(by, Permission.NARRATIVE_WRITE, on=position.clause.narrative)
    if not words.strip():
        raise Refused("Write the reply.")
    position = Position.objects.select_for_update(of=("self",)).get(pk=position.pk)
    if position.replied_at is not None:
        raise Refused("Somebody has replied to this already.")
    position.reply, position.replied_at, position.replied_by = words.strip(), timezone.now(), by
    position.save(update_fields=["reply", "replied_at", "replied_by"])
    trail.leave("reply", position, by=by)
    return position


SAY = {"condition": "Say on what condition.", "change": "Say what should change."}


def _end_when_answered(partner: NarrativePartner) -> None:
    ask = partner.asks.filter(ended_at__isnull=True).first()
    stand = queries.board(partner.narrative).of(partner) if ask else None
    if ask is not None and (stand is None or not stand.waiting):
        ask.ended_at, ask.ended = timezone.now(), Ask.Ended.ANSWERED
        ask.save(update_fields=["ended_at", "ended"])
