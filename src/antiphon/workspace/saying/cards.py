"""The cards of “What we say”: one for each part, with what waits there.

A part adds its card to `CARDS`, in the place where its name stands. `link` is the name of its first page; `waits` returns
what waits for the person, a short line each, in a fixed number of queries; `shows` says for whom the card is (None: for all).
"""

from django.utils import timezone

from antiphon.exports import queries as exports
from antiphon.network.access import holds
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.workspace.answers import waiting as answers
from antiphon.workspace.cards import Card
from antiphon.workspace.narrative import presenters as narrative
from antiphon.workspace.saying import briefed, presenters
from antiphon.workspace.stories import presenters as stories


def requests_waiting(user: User) -> list[str]:
    """Return how many requests for information wait, and how many of them are late."""
    due = list(exports.open_requests(user).values_list("due_on", flat=True))
    late = sum(day < timezone.localdate() for day in due)
    lines = [f"{len(due)} {'request waits' if len(due) == 1 else 'requests wait'} for an answer"] if due else []
    return [*lines, f"{late} {'is' if late == 1 else 'are'} late"] if late else lines


CARDS: list[Card] = [
    # --- Narrative ---
    Card("Narrative", "What all partners say together: why, what changes, what gets better and by when. Signed word for word.",
         "workspace:narrative:list", narrative.what_waits),

    # --- Words we use ---
    Card("Words we use", "Words that we use and avoid, what acronyms mean, tests with people, days of review.",
         "workspace:saying:words", presenters.waits),

    # --- Agreed answers ---
    Card("Agreed answers", "One answer to each common question, signed by several partners, and what people ask us.",
         "workspace:answers:list", answers.waits),

    # --- Stories and case studies ---
    Card("Stories and case studies", "What joint work changed, and what it means for people. Each real story stands on consent.",
         "workspace:stories:home", stories.what_waits),

    Card("Names and logos", "How each partner is named and shown, and whether something made together names them all.",
         "workspace:network:brands", lambda user: []),

    Card("Requests for information", "Who asked for the drafts and comments behind our words, and how many days are left.",
         "workspace:exports:requests", requests_waiting, lambda user: holds(user, Permission.EXPORT)),

    # --- Councillors and members ---
    Card("Councillors and members", "Who decides, scrutinises, answers for a ward or sits on a board.",
         "workspace:stakeholders:list", briefed.of_councillors, briefed.reads_register),
    Card("Briefings", "What councillors and members of boards hear from us, by role and before the public does.",
         "workspace:briefings:list", briefed.of_briefings, briefed.reads_briefings),

    # --- Champions ---
    Card("Champions", "People who pass words on in their own place, in their own time.",
         "workspace:stakeholders:champions", briefed.of_champions, briefed.reads_register),

    # --- Checklists ---
    Card("Checklists", "How far each plan and each place is, and what shows it.",
         "workspace:evaluation:list", briefed.of_checklists, briefed.reads_checklists),
]  # fmt: skip

