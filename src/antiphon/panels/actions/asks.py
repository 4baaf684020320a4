"""Writes of asks: say what members are asked, draw them by lot, invite them once, hear yes or no, run errands."""

import secrets
from typing import Any

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import Refused
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.panels import rules, selection
from antiphon.panels.actions import reaching
from antiphon.panels.models import Ask, Draw, Errand, Invitation, Panel
from antiphon.panels.queries import asks as queries
from antiphon.panels.queries import panels as panel_queries

Status = Invitation.Status
CHANGEABLE = ("title", "words", "when_and_where", "offers", "size", "characteristics", "reply_by", "work")


@action
def ask(panel: Panel, *, by: User, title: str, words: str, size: int, characteristics: list[str], **fields: Any) -> Ask:
    """Write down what so many members are to be asked, and on what they are to be balanced. Nobody is asked yet."""
    require(by, Permission.PANEL_MANAGE, on=panel)
    if panel.closed_at:
        raise Refused("This panel is closed.")
    asked = Ask(panel=panel, made_by=by)
    _set(asked, {"title": title, "words": words, "size": size, "characteristics": characteristics, **fields})
    asked.save()
    trail.leave("ask", asked, by=by, size=size)
    return asked


@action
def reword(asked: Ask, *, by: User, **fields: Any) -> Ask:
    """Change an ask before anybody has been drawn; after that, its words alone until the first letter goes."""
    require(by, Permission.PANEL_MANAGE, on=asked.panel)
    asked = Ask.objects.select_for_update(of=("self",)).select_related("panel").get(pk=asked.pk)
    if asked.invitations.exclude(asked_at=None).exists():
        raise Refused("People have been asked with these words, so they stay as they are.")
    _set(asked, fields)
    asked.save()
    trail.leave("reword", asked, by=by, fields=sorted(fields))
    return asked


@action
def draw(asked: Ask, *, by: User, seed: int | None = None) -> Draw:
    """Draw by lot as many members as are still wanted, as near to the targets as can be. Nobody is written to yet.

    The first draw fills the ask; a later one takes the place of those who said no or left. Nobody is drawn who is over
    the cap, has left, rests, or does not want messages. The seed and the pool are kept, so that it can be repeated.
    """
    require(by, Permission.PANEL_MANAGE, on=asked.panel)
    panel = Panel.objects.select_for_update().get(pk=asked.panel_id)  # one draw at a time: the cap counts across asks
    still = asked.size - queries.in_it(asked).count()
    if still <= 0:
        raise Refused("As many members as you wanted are drawn already. When somebody says no, you can draw for their place.")
    targets = panel_queries.targets_of(panel, asked.characteristics)
    if without := [words for key, words in panel_queries.words_of(panel, asked.characteristics) if key not in targets]:
        raise Refused(f"Set the targets of the panel for {rules.in_words([word.lower() for word in without])} first.")
    eligible = queries.eligible(panel, asked)
    if not eligible.members:
        raise Refused(f"Nobody can be drawn. {eligible.in_words}")
    wanted = selection.quotas(targets, asked.size)
    there = selection.count(invitation.member.profile for invitation in queries.in_it(asked))
    candidates = [selection.Candidate(member.pk, member.profile) for member in eligible.members]
    seed = secrets.randbits(53) if seed is None else seed  # so many bits as a number in a browser can show exactly
    found = selection.select(candidates, wanted, size=still, seed=seed, there=there)
    drawn = Draw.objects.create(
        ask=asked, number=asked.draws.count() + 1, seed=seed, size=still, pool=[one.number for one in candidates],
        digest=queries.fingerprint(candidates, found.outcomes), missing=found.missing, drawn_by=by,
        outcomes=[
            {"characteristic": one.quota.characteristic, "category": one.quota.category, "low": one.quota.low,
             "high": one.quota.high, "there": one.there, "drawn": one.drawn} for one in found.outcomes
        ],
    )  # fmt: skip
    Invitation.objects.bulk_create(Invitation(ask=asked, draw=drawn, member_id=pk) for pk in found.chosen)
    trail.leave("draw", drawn, by=by, pool=len(candidates), drawn=len(found.chosen))
    return drawn


@action
def take_back(invitation: Invitation, *, by: User) -> None:
    """Take one member out who was drawn and not asked yet; somebody else can be drawn in their place."""
    require(by, Permission.PANEL_MANAGE, on=invitation.ask.panel)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.status != Status.DRAWN:
        raise Refused("They have been asked already. They can say no themselves, or you can write down that they did.")
    _becomes(invitation, Status.WITHDRAWN)
    trail.leave("take back", invitation, by=by)


@action
def send(asked: Ask, *, by: User) -> queries.Sent:
    """Invite everybody who was drawn and not asked yet, each once, in the way and the format that they need.

    Whoever left, began to rest or came to the cap since the draw is not written to. Pressed again, it sends nothing.
    """
    require(by, Permission.PANEL_MANAGE, on=asked.panel)
    panel = Panel.objects.select_for_update().get(pk=asked.panel_id)
    now = timezone.now()
    waiting = list(
        Invitation.objects.select_for_update(of=("self",)).filter(ask=asked, status=Status.DRAWN)
        .select_related("member", "member__panel").order_by("pk")
    )  # fmt: skip
    barred = queries.barred(panel, [invitation.member for invitation in waiting])
    going = []
    for invitation in waiting:
        if invitation.member_id in barred:
            _becomes(invitation, Status.WITHDRAWN)
        else:
            invitation.asked_at = now
            _becomes(invitation, Status.ASKED)
            going.append(invitation)
    trail.leave_many("invite", going, by=by)
    return reaching.write_to(
        {invitation.member: queries.invitation_facts(asked, invitation.pk) for invitation in going},
        letter=queries.INVITATION, occasion=queries.occasion_of(asked), about=asked.title, by=by,
    )  # fmt: skip


@action
def answer(invitation: Invitation, *, yes: bool, by: Actor) -> Invitation:
    """Write down that a member says yes or no. They may change their mind.

    The member does it by their own link; those who run the panel write down what a member told them.
    """
    if isinstance(by, User):
        require(by, Permission.PANEL_MANAGE, on=invitation.ask.panel)
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("member", "ask__panel").get(pk=invitation.pk)
    if invitation.status in (Status.DRAWN, Status.WITHDRAWN):
        raise Refused("This invitation has not been sent.")
    if invitation.member.left_at:
        raise Refused("They have left the panel.")
    others = queries.in_it(invitation.ask).exclude(pk=invitation.pk).count()
    if yes and invitation.status != Status.ACCEPTED and others >= invitation.ask.size:
        raise Refused("All the places are taken now. Thank you for wanting to help.")
    invitation.answered_at = timezone.now()
    invitation.noted_by = by if isinstance(by, User) else None
    _becomes(invitation, Status.ACCEPTED if yes else Status.DECLINED)
    trail.leave("answer", invitation, by=by, yes=yes)
    return invitation


@action
def run_errand(errand: Errand, *, note: str, by: User) -> Errand:
    """Write down that an errand is done: they were rung, the letter is in the post, the video is sent."""
    require(by, Permission.PANEL_MANAGE, on=errand.member.panel)
    errand = Errand.objects.select_for_update().get(pk=errand.pk)
    if errand.done_at:
        raise Refused("This is done already.")
    if errand.member.left_at:
        raise Refused("They have left the panel, so nothing more is sent to them.")
    errand.done_at, errand.done_by, errand.note = timezone.now(), by, note.strip()[:300]
    errand.save(update_fields=["done_at", "done_by", "note"])
    trail.leave("run errand", errand, by=by)
    return errand


def _becomes(invitation: Invitation, status: object) -> None:
    invitation.status = str(status)
    invitation.save(update_fields=["status", "asked_at", "answered_at", "noted_by"])


def _set(asked: Ask, fields: dict[str, Any]) -> None:
    if unknown := set(fields) - set(CHANGEABLE):
        raise TypeError(f"An ask has no {', '.join(sorted(unknown))} to change.")
    if asked.pk and asked.draws.exists() and set(fields) & {"size", "characteristics"}:
        raise Refused("Members are drawn already, so the number and the balance stay as they are.")
    for name, value in fields.items():
        setattr(asked, name, value.strip() if isinstance(value, str) else value)
    if not asked.title or not asked.words:
        raise Refused("Say what it is called, and what you ask of people.")
    if not 1 <= asked.size <= 2_000:
        raise Refused("Ask 1 to 2,000 members.")
    if asked.reply_by and asked.reply_by < timezone.localdate():
        raise Refused("The day by which people answer is in the past.")
