"""The cards of councillors, champions, briefings and checklists: for whom they are, and what waits there."""

from django.utils import timezone

from antiphon.briefings import queries as briefings
from antiphon.evaluation import queries as evaluation
from antiphon.network.access import holds
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.stakeholders import queries as stakeholders


def reads_register(user: User) -> bool:
    """Return whether the person may read a register."""
    return holds(user, Permission.STAKEHOLDER_READ)


def reads_briefings(user: User) -> bool:
    """Return whether the person may read briefings."""
    return holds(user, Permission.BRIEFING_READ)


def reads_checklists(user: User) -> bool:
    """Return whether the person may read checklists."""
    return holds(user, Permission.CHECKLIST_READ)


def of_councillors(user: User) -> list[str]:
    """Return what waits on the register."""
    unknown = stakeholders.roles_unknown(user)
    return [f"Ask {_many(unknown, 'councillor')} what they are trying to do"] if unknown else []


def of_briefings(user: User) -> list[str]:
    """Return what waits among briefings."""
    ready, asked = len(briefings.to_approve(user)), briefings.open_questions(user).count()
    lines = [f"{_many(ready, 'briefing')} to read and send"] if ready else []
    return [*lines, f"{_many(asked, 'question')} to answer"] if asked else lines


def of_champions(user: User) -> list[str]:
    """Return what waits for champions."""
    ready, hand = stakeholders.to_approve(user).count(), stakeholders.by_hand(user)
    lines = [f"{_many(ready, 'message')} to read and send"] if ready else []
    return [*lines, f"{_many(hand, 'message')} to ring or post"] if hand else lines


def of_checklists(user: User) -> list[str]:
    """Return what is due on the checklists."""
    late = evaluation.due(user, timezone.localdate()).count()
    return [f"{_many(late, 'item')} due"] if late else []


def _many(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"
