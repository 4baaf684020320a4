"""Panels for tests: fictional people at example.org, in bulk where a test needs many."""

import datetime
import itertools
import random
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from antiphon.core.sealing import key_for
from antiphon.network.models import Organisation, User
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.panels import rules
from antiphon.panels.models import (
    AgendaItem,
    Agreement,
    Ask,
    Draw,
    Errand,
    Group,
    GroupDecision,
    Invitation,
    Matter,
    Meeting,
    Member,
    Panel,
    PanelPartner,
    Payment,
    Seat,
    Target,
    Terms,
)
from antiphon.people.models import Person
from antiphon.people.tests.factories import make_person

_number = itertools.count(1)
PLACES = ["Ashmere", "Vale", "Harrow Bridge", "The villages"]
TARGETS: Mapping[str, Mapping[str, int]] = {
    "age": {"15_24": 14, "25_34": 15, "35_44": 16, "45_54": 17, "55_64": 15, "65_74": 12, "75_over": 11},
    "ethnic_group": {"asian": 11, "black": 5, "mixed": 4, "white": 78, "other": 2},
    "disability": {"lot": 8, "little": 12, "no": 80},
    "digital_use": {"often": 78, "sometimes": 13, "never": 9},
    "place": {"Ashmere": 40, "Vale": 25, "Harrow Bridge": 20, "The villages": 15},
}
FIVE = list(TARGETS)


def make_panel(*, owner: Organisation | None = None, lead: User | None = None, targets: bool = False, **overrides: Any) -> Panel:
    """Return a panel of an organisation, with targets on five characteristics when asked for."""
    owner = owner or (lead.memberships.first().organisation if lead and lead.memberships.exists() else make_organisation())
    lead = lead or make_user(role="engagement_lead", organisation=owner)
    fields = {"name": f"Panel {next(_number)}", "purpose": "To ask people before we decide.", "places": PLACES, **overrides}
    panel = Panel.objects.create(owner=owner, lead=lead, **fields)
    if targets:
        make_targets(panel)
    return panel


def make_targets(panel: Panel, shares: Mapping[str, Mapping[str, int]] = TARGETS) -> None:
    """Give a panel targets."""
    Target.objects.bulk_create(
        Target(panel=panel, characteristic=characteristic, category=category, share=Decimal(share))
        for characteristic, categories in shares.items() for category, share in categories.items()
    )  # fmt: skip


def make_panel_partner(*, panel: Panel | None = None, organisation: Organisation | None = None, **overrides: Any) -> PanelPartner:
    """Return an organisation that shares a panel."""
    return PanelPartner.objects.create(panel=panel or make_panel(), organisation=organisation or make_organisation(), **overrides)


def make_member(*, panel: Panel | None = None, name: str = "", email: str | None = None, **overrides: Any) -> Member:
    """Return a member; `telephone` and `post` may be given too, and an empty `email` for somebody without one."""
    number = next(_number)
    reach = {key: overrides.pop(key) for key in ("telephone", "post") if key in overrides}
    email = f"member.{number}@example.org" if email is None else email
    today = timezone.localdate()
    person = make_person(name or f"Member {number}", email, bool(email))
    if reach:
        Person.objects.filter(token=person).update(**reach)
    fields = {"person": person, "person_key": key_for("member", f"{number}"), "joined_on": today, "needs_checked_on": today,
              "term_ends_on": rules.after_months(today, 24), **overrides}  # fmt: skip
    return Member.objects.create(panel=panel or make_panel(), **fields)


def make_members(panel: Panel, count: int, *, seed: int = 1, **overrides: Any) -> list[Member]:
    """Make many members in a few statements, with profiles that lean away from the targets, as real panels do."""
    lot = random.Random(seed)
    today = timezone.localdate()
    people, members = [], []
    for _ in range(count):
        number = next(_number)
        email = f"member.{number}@example.org"
        token = uuid.UUID(int=lot.getrandbits(128), version=4)
        people.append(Person(
            token=token, name=f"Member {number}", email=email, email_key=key_for("email", email), wants_reply=True,
            telephone="01632 960000",
        ))  # fmt: skip
        members.append(Member(
            panel=panel, person=token, person_key=key_for("member", email), profile=make_profile(lot), joined_on=today,
            needs_checked_on=today, term_ends_on=rules.after_months(today, panel.term_months), **overrides,
        ))  # fmt: skip
    Person.objects.bulk_create(people, batch_size=1000)
    return Member.objects.bulk_create(members, batch_size=1000)


def make_profile(lot: random.Random, targets: Mapping[str, Mapping[str, int]] = TARGETS) -> dict[str, str]:
    """Return a made-up profile; now and then something is not said."""
    return {
        characteristic: lot.choices(list(shares), [0.6 * share + 4 for share in shares.values()])[0]
        for characteristic, shares in targets.items() if lot.random() > 0.03
    }  # fmt: skip


def make_ask(*, panel: Panel | None = None, **overrides: Any) -> Ask:
    """Return an ask of 24 members, balanced on five characteristics."""
    panel = panel or make_panel(targets=True)
    fields = {"title": "Help us shape 111 First", "words": "Come to three workshops about 111.", "size": 24,
              "when_and_where": "Three Tuesday evenings at the library, or from home.", "offers": "£25 each time, and fares.",
              "characteristics": FIVE, "made_by": panel.lead, **overrides}  # fmt: skip
    return Ask.objects.create(panel=panel, **fields)


def make_draw(*, ask: Ask | None = None, **overrides: Any) -> Draw:
    """Return a draw with nobody in it."""
    ask = ask or make_ask()
    fields = {"number": ask.draws.count() + 1, "seed": 7, "size": ask.size, "digest": "0" * 64, "drawn_by": ask.made_by,
              **overrides}  # fmt: skip
    return Draw.objects.create(ask=ask, **fields)


def make_invitation(*, member: Member | None = None, ask: Ask | None = None, **overrides: Any) -> Invitation:
    """Return an invitation; one that was sent, unless it is said to be drawn only."""
    member = member or make_member(panel=ask.panel if ask else None)
    ask = ask or make_ask(panel=member.panel)
    draw = overrides.pop("draw", None) or ask.draws.first() or make_draw(ask=ask)
    status = overrides.pop("status", "asked")
    fields = {"status": status, "asked_at": None if status in ("drawn", "withdrawn") else timezone.now(), **overrides}
    return Invitation.objects.create(ask=ask, draw=draw, member=member, **fields)


def make_errand(*, member: Member | None = None, **overrides: Any) -> Errand:
    """Return an errand: to ring a member about an invitation."""
    member = member or make_member(email="", telephone="01632 960123")
    facts = {"panel": member.panel.name, "path": "/panel/x/", "large_print": False, "beside": [], "support": [], "telephone": "",
             "ask": "Help us",
             "words": "Come to a workshop.", "when_and_where": "", "offers": "", "reply_by": "", "invitation": 1}  # fmt: skip
    fields = {"kind": "ring", "occasion": f"panel-ask:{next(_number)}", "about": "Help us", "letter": "panels/invitation",
              "facts": facts, **overrides}  # fmt: skip
    return Errand.objects.create(member=member, **fields)


def make_group(*, panel: Panel | None = None, **overrides: Any) -> Group:
    """Return a co-production group."""
    panel = panel or make_panel()
    fields = {"title": "111 First group", "purpose": "To shape how 111 works.", "made_by": panel.lead, **overrides}
    return Group.objects.create(panel=panel, **fields)


def make_seat(*, group: Group | None = None, **overrides: Any) -> Seat:
    """Return a place in a group: a member's, or a user's when `user` is given."""
    group = group or make_group(panel=overrides["member"].panel if "member" in overrides else None)
    fields = {"number": group.seats.count() + 1, **overrides}
    if "user" in fields:
        fields.setdefault("role", "staff")
    else:
        fields.setdefault("role", "member")
        fields["member"] = fields.get("member") or make_member(panel=group.panel)
    return Seat.objects.create(group=group, **fields)


def make_terms(*, group: Group | None = None, **overrides: Any) -> Terms:
    """Return terms of sharing power."""
    group = group or make_group()
    fields = {"version": group.terms.count() + 1, "words": "We decide together.", "written_by": group.made_by, **overrides}
    return Terms.objects.create(group=group, **fields)


def make_agreement(*, terms: Terms | None = None, seat: Seat | None = None, **overrides: Any) -> Agreement:
    """Return somebody's agreement to terms."""
    terms = terms or make_terms(group=seat.group if seat else None)
    return Agreement.objects.create(terms=terms, seat=seat or make_seat(group=terms.group), **overrides)


def make_matter(*, group: Group | None = None, **overrides: Any) -> Matter:
    """Return a matter that the group decides."""
    fields = {"words": f"Matter {next(_number)}", "decides": "group", **overrides}
    return Matter.objects.create(group=group or make_group(), **fields)


def make_meeting(*, group: Group | None = None, **overrides: Any) -> Meeting:
    """Return a meeting in a week."""
    fields = {"held_on": timezone.localdate() + datetime.timedelta(days=7), "starts": "2pm to 4pm", "where": "The library.",
              **overrides}  # fmt: skip
    return Meeting.objects.create(group=group or make_group(), **fields)


def make_agenda_item(*, seat: Seat | None = None, **overrides: Any) -> AgendaItem:
    """Return an item that waits for a meeting."""
    seat = seat or make_seat()
    return AgendaItem.objects.create(group=seat.group, raised_by=seat, **{"words": "Can we talk about evenings?", **overrides})


def make_group_decision(*, matter: Matter | None = None, **overrides: Any) -> GroupDecision:
    """Return a decision of a group."""
    matter = matter or make_matter()
    fields = {"kind": "decision", "words": "A person answers first.", "why": "It is kinder.", "how": "All agreed.",
              "decided_on": timezone.localdate(), "recorded_by": matter.group.made_by, **overrides}  # fmt: skip
    return GroupDecision.objects.create(group=matter.group, matter=matter, **fields)


def make_payment(*, member: Member | None = None, **overrides: Any) -> Payment:
    """Return an offer of £25 that nobody has answered."""
    member = member or make_member()
    fields = {"kind": "payment", "what_for": "The first workshop", "pence": 2500, "offered_by": member.panel.lead, **overrides}
    return Payment.objects.create(member=member, **fields)
