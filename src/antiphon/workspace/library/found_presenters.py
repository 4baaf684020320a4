"""What was found in the library, made ready for its pages and files: what it is, how strong it is, and where it opens."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from antiphon.core.suppression import Shown
from antiphon.decisions.models import Answer, FollowUp
from antiphon.engagement.models import Engagement, Session
from antiphon.insight import queries as insights
from antiphon.library.finding import MARKS
from antiphon.library.models import Insight, Passage
from antiphon.network.groups import words
from antiphon.voices import queries as voices
from antiphon.voices.models import Channel

KIND_COLOURS = {"decision": "purple", "answer": "purple", "follow_up": "purple", "report": "blue", "insight": "green",
                "theme": "aqua-green", "notes": "yellow", "asked": "grey", "voice": "white"}  # fmt: skip
METHODS = {
    "insight": dict(Insight.Method.choices), "theme": dict(Engagement.Kind.choices), "report": dict(Engagement.Kind.choices),
    "asked": dict(Engagement.Kind.choices), "notes": dict(Session.Kind.choices), "voice": dict(Channel.choices),
    "answer": dict(Answer.Kind.choices), "follow_up": dict(FollowUp.Kind.choices),
}  # fmt: skip
SHORT = 45  # words of a passage in a list, where nothing was looked for
PUBLIC = {"answer", "follow_up", "report", "decision", "asked"}


@dataclass(frozen=True)
class FoundLine:
    """One passage in a list. `facts` say how strong it is: how many, who, how, when."""

    passage: Passage
    kind: str
    colour: str
    link: str
    excerpt: SafeString
    facts: list[str]
    strength: str = ""
    voices: str = ""  # the address of the comments behind it


def lines(passages: Sequence[Passage], reads: Sequence[int], hears: Sequence[int] = ()) -> list[FoundLine]:
    """Return passages with their facts. Two queries, however many there are."""
    themes = [one.key for one in passages if one.kind == Passage.Kind.THEME]
    reports = [one.engagement for one in passages if one.kind in (Passage.Kind.REPORT, Passage.Kind.ASKED) and one.engagement]
    behind = insights.comments_behind(themes) if themes else {}
    answered = voices.answers_to(reports) if reports else {}
    read, heard = set(reads), set(hears)
    found = []
    for one in passages:
        own = one.engagement is None or one.engagement in read
        counted = one.kind in (Passage.Kind.REPORT, Passage.Kind.ASKED)
        many = behind.get(one.key) if one.kind == Passage.Kind.THEME else answered.get(one.engagement or 0) if counted else None
        opens = one.kind == Passage.Kind.THEME and one.engagement in heard
        found.append(FoundLine(
            one, one.get_kind_display(), KIND_COLOURS[one.kind], address(one, own=own), _excerpt(one), _facts(one, many),
            Insight.Strength(one.strength).label.split(":")[0] if one.strength else "",
            reverse("workspace:insight:theme_voices", args=[one.slug, one.key]) if opens else "",
        ))  # fmt: skip
    return found


def address(one: Passage, *, own: bool) -> str:
    """Return where a passage opens: its page in the workspace, or for what others published its public page."""
    if one.kind == Passage.Kind.INSIGHT:
        return reverse("workspace:library:insight", args=[one.key])
    if not own:
        return f"/engagements/{one.slug}/"
    if one.kind in (Passage.Kind.THEME, Passage.Kind.NOTES, Passage.Kind.VOICE):
        name = {"theme": "insight:theme", "notes": "insight:session", "voice": "voices:voice"}[one.kind]
        return reverse(f"workspace:{name}", args=[one.slug, one.key])
    name = {"decision": "decisions:decision", "answer": "decisions:answers", "follow_up": "decisions:answers",
            "report": "insight:report", "asked": "engagement:story"}[one.kind]  # fmt: skip
    return reverse(f"workspace:{name}", args=[one.slug])


def _facts(one: Passage, many: Shown | None) -> list[str]:
    """Return how many, who, how, when and where, in words; what is not known is left out."""
    facts = [one.organisation.name]
    if one.kind in (Passage.Kind.INSIGHT, Passage.Kind.NOTES) and one.people:
        facts.append(f"{one.people:,} {'person' if one.people == 1 else 'people'}")
    elif many is not None:
        unit = "comments" if one.kind == Passage.Kind.THEME else "answers"
        facts.append(f"{many} {unit}" if not many.hidden or many.why == "small" else f"{unit}: {many}")
    elif one.kind == Passage.Kind.VOICE:
        facts.append("one comment")
    if one.kind != Passage.Kind.VOICE and one.groups:
        facts.append(", ".join(words(key) for key in one.groups))
    method = METHODS.get(one.kind, {}).get(one.method, "")
    facts += [str(method)] if method else []
    if one.happened_on:
        facts.append(f"{one.happened_on:%B %Y}")
    if one.places:
        facts.append(", ".join(str(place).title() for place in one.places))
    if one.open_to == Insight.Visibility.OWN:
        facts.append("not published")
    return facts


def _excerpt(one: Passage) -> SafeString:
    text = getattr(one, "excerpt", None)
    if text is None:
        kept = one.words.split()
        text = " ".join(kept[:SHORT]) + (" …" if len(kept) > SHORT else "")
    safe = escape(text)
    return mark_safe(safe.replace(MARKS[0], "<mark>").replace(MARKS[1], "</mark>"))


# --- As a file ------------------------------------------------------------------------------------------

COLUMNS = (
    "reference", "kind", "title", "what it says", "strength", "how many, who, how, when", "organisation", "date", "address"
)  # fmt: skip


def rows(found: Sequence[FoundLine]) -> list[tuple[str, ...]]:
    """Return what was found as rows of a table, numbered, each with the address where it can be checked."""
    return [
        (f"[{number}]", line.kind, line.passage.title, line.passage.words.strip(), line.strength, " · ".join(line.facts[1:]),
         line.facts[0], f"{line.passage.happened_on or ''}", f"{settings.PUBLIC_ADDRESS}{line.link}")
        for number, line in enumerate(found, 1)
    ]  # fmt: skip
