"""The ways on from the story of an engagement, under the part of its journey that each belongs to."""

from dataclasses import dataclass

from antiphon.engagement.models import Engagement
from antiphon.engagement.rules import Phase
from antiphon.network.access import may
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.workspace.engagement import steps

P = Phase
BEFORE = {P.DRAFT, P.PLANNED}
PUBLISHED = {P.PLANNED, P.OPEN, P.CONSIDERING, P.CLOSED}
HEARD = {P.OPEN, P.CONSIDERING, P.CLOSED}
ANY = BEFORE | HEARD


@dataclass(frozen=True)
class Way:
    """A link: its words, where it leads below the engagement, in which phases, and who may go there (empty: all who see it)."""

    text: str
    tail: str
    phases: set[Phase]
    permission: Permission | None = None


ASK = (
    Way("Change what it says", "edit/", ANY, Permission.ENGAGEMENT_EDIT),
    Way("What we know already", "asked/", ANY),
    Way("Questions", "questions/", ANY),
    Way("Other formats and languages", "twins/", ANY),
    Way("Digital inclusion check", "inclusion/", ANY),
    Way("Partners", "partners/", ANY),
    Way("Duty to involve: the test", "duty/", ANY),
    Way("Check and publish", "publish/", {P.DRAFT}),
    Way("Share: address, QR code, poster", "share/", ANY),
    Way("Give people more time", "more-time/", {P.PLANNED, P.OPEN}, Permission.ENGAGEMENT_EDIT),
)
HEAR = (
    Way("Entry codes and invitations", "entry-codes/", PUBLISHED, Permission.ENGAGEMENT_EDIT),
    Way("Key in sheets", "voices/entry/", PUBLISHED, Permission.VOICE_ENTER),
    Way("Who is missing", "missing/", HEARD),
    Way("Sessions and recommendations", "sessions/", PUBLISHED),
    Way("The pulse now", "pulse/", HEARD),
)
UNDERSTAND = (
    Way("Codes", "codes/", PUBLISHED),
    Way("Comments and what changed", "comments/", PUBLISHED),
    Way("Results", "results/", HEARD),
    Way("Cross-tabulate", "results/cross-tab/", HEARD),
    Way("Do readers agree?", "coding/agreement/", HEARD),
    Way("Insight report", "report/", HEARD),
    Way("Take out files", "exports/", HEARD),
)
ANSWER = (
    Way("Put to services", "routed/", HEARD),
    Way("What we cite", "evidence/", HEARD),
    Way("Equality analysis", "decision/equality/", PUBLISHED),
    Way("Close the engagement", "close/", {P.CONSIDERING}),
)
SAFE = (
    Way("Trust, safety and keeping", "trust/", ANY),
    Way("Flags: bursts and copies", "flags/", PUBLISHED, Permission.VOICE_READ),
    Way("Safeguarding list", "safeguarding/", PUBLISHED, Permission.CONCERN_HANDLE),
    Way("Safeguarding: what waits", "safeguarding/", PUBLISHED, Permission.ENGAGEMENT_CLOSE),
)
PARTS = (("Ask", ASK), ("Hear", HEAR), ("Understand", UNDERSTAND), ("Answer", ANSWER), ("Keep safe", SAFE))
# A standing engagement never closes: what is drawn up at an end has no place there.
NOT_STANDING = {way.tail for way in (*HEAR, *UNDERSTAND, *ANSWER)} & {
    "results/", "results/cross-tab/", "exports/", "coding/agreement/", "report/", "close/",
}  # fmt: skip


def ways(engagement: Engagement, user: User) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the links of each part as (words, address), for this phase and this person; parts without any are left out."""
    place = steps.place(engagement)
    found = []
    for heading, part in PARTS:
        links: dict[str, str] = {}
        for way in part:
            if _is_there(way, engagement, user):
                links.setdefault(f"{place}{way.tail}", way.text)
        if heading == "Ask" and engagement.published_at:
            links[f"/engagements/{engagement.slug}/"] = "See the public page"
        if links:
            found.append((heading, [(text, address) for address, text in links.items()]))
    return found


def _is_there(way: Way, engagement: Engagement, user: User) -> bool:
    if engagement.phase not in way.phases or (way.permission and not may(user, way.permission, on=engagement)):
        return False
    standing = engagement.kind == Engagement.Kind.STANDING
    match way.tail:
        case "edit/":
            return not engagement.published_at
        case "entry-codes/":
            return engagement.trust in ("code", "invited")
        case "pulse/":
            return engagement.kind == Engagement.Kind.PULSE
        case "comments/":
            return standing
    return not (standing and way.tail in NOT_STANDING)
