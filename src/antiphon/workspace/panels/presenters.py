"""What the panel pages say, made ready for their templates."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from antiphon.engagement import queries as engagements
from antiphon.network.models import User
from antiphon.panels import rules
from antiphon.panels.models import Ask, Group, Panel, Payment
from antiphon.panels.profile import characteristics
from antiphon.panels.queries import asks, groups
from antiphon.panels.queries import panels as queries

STATUS_COLOURS = {"drawn": "grey", "asked": "blue", "accepted": "green", "declined": "white", "withdrawn": "grey"}
MONEY_COLOURS = {"offered": "blue", "accepted": "yellow", "declined": "white", "paid": "green"}
ITEM_COLOURS = {"waiting": "blue", "agenda": "yellow", "discussed": "green", "not_taken": "white"}


def house() -> dict[str, str]:
    """Return what every letter may say."""
    return {"system_name": settings.SYSTEM_NAME, "public_address": settings.PUBLIC_ADDRESS}


def works(user: User) -> list[tuple[str, str]]:
    """Return the engagements that the person may see, as choices."""
    return [(one.slug, one.title) for one in engagements.engagements_of(user)]


def work_of(user: User, slug: str) -> tuple[str, str] | None:
    """Return title and address of the engagement that something is part of, if the person may see it."""
    found = engagements.engagements_of(user).filter(slug=slug).first() if slug else None
    return (found.title, reverse("workspace:engagement:story", args=[slug])) if found else None


def panel(found: Panel, user: User) -> dict[str, Any]:
    """Return one panel: what it looks like, who answers, and for those who run it what waits."""
    runs = groups.may_run(user, found)
    today = timezone.localdate()
    total, tables = queries.responses(found)
    page = {
        "panel": found, "runs": runs, "balance": queries.balance(found), "standing": found.members.standing().count(),
        "invited": total, "responses": tables, "groups": list(groups.groups_of(found)),
        "characteristics": [one for one in characteristics(found.places).values() if one.categories],
        "partners": list(queries.partners_of(found)),
    }  # fmt: skip
    if runs:
        page |= {
            "ending": queries.terms_ending(found, today).count(), "unchecked": queries.needs_to_check(found, today),
            "errands": asks.errands_of(found).count(), "asks": list(asks.asks_of(found)),
        }  # fmt: skip
    return page


def ask(found: Ask, user: User, *, repeat: bool = False) -> dict[str, Any]:
    """Return one ask: its draws with every quota, and who was drawn. With `repeat`, each draw is done again and compared."""
    draws = [
        {"draw": draw, "lines": asks.quota_lines(draw), "short": asks.shortfalls(draw),
         "repeated": asks.repeat(draw) if repeat else None} for draw in asks.draws_of(found)
    ]  # fmt: skip
    invited = asks.invitations_of(found)
    counts = {status: sum(one.status == status for one, _ in invited) for status in STATUS_COLOURS}
    there = asks.in_it(found).count()
    return {
        "ask": found, "panel": found.panel, "draws": draws, "invited": invited, "counts": counts,
        "still": max(0, found.size - there),
        "colours": STATUS_COLOURS, "deliveries": asks.deliveries_of(found), "work": work_of(user, found.work),
        "balanced": [words for _, words in queries.words_of(found.panel, found.characteristics)],
    }  # fmt: skip


def group(found: Group, user: User) -> dict[str, Any]:
    """Return one group: who decides what, the terms and who agreed, agenda, meetings, decisions."""
    runs = groups.may_run(user, found)
    agreed = groups.agreed(found)
    seats = [*agreed.yes, *agreed.not_yet]
    return {
        "group": found, "panel": found.panel, "runs": runs, "agreed": agreed, "yes": {seat.pk for seat in agreed.yes},
        "seats": sorted(seats, key=lambda seat: seat.number), "names": groups.names_of(seats) if runs else {},
        "own": groups.seat_of(found, user), "matters": list(groups.matters_of(found)), "agenda": list(groups.agenda_of(found)),
        "meetings": list(groups.meetings_of(found)), "decisions": list(groups.decisions_of(found)),
        "support": groups.support_needed(found) if runs else [], "work": work_of(user, found.work), "colours": ITEM_COLOURS,
        "safeguarding": rules.SAFEGUARDING,
    }  # fmt: skip


def money(found: Any) -> list[dict[str, Any]]:
    """Return offers with their amounts as people write them, and the names of members."""
    rows = list(found)
    names = {one.member.pk: one for one in queries.with_names(row.member for row in rows)}
    return [{"payment": row, "amount": rules.pounds(row.pence), "who": names[row.member_id]} for row in rows]


def totals(panel: Panel) -> list[tuple[str, int, str]]:
    """Return how many offers there are in each status, and what they come to."""
    found = groups.totals(groups.payments_of(panel))
    return [
        (label, found[status][0], rules.pounds(found[status][1])) for status, label in Payment.Status.choices if status in found
    ]  # fmt: skip
