"""Judgements about case studies and stories. Plain Python."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# The order is the point: it is the same on the screen, on paper and in every file.
PARTS: tuple[tuple[str, str, str], ...] = (
    ("challenge", "Challenge", "What was wrong, for whom, and how you knew."),
    ("actions", "Actions", "What you did, together with whom, and when."),
    ("impacts", "Impacts", "What changed. Give numbers where you have them, and say “not measured” where you have none."),
    ("lessons", "Lessons", "What you would do again, and what you would not."),
    ("next_steps", "Next steps", "What happens now, who does it, and by when."),
)
SCOPES = {
    "website": "On this website", "bulletin": "In bulletins and e-mails", "slides": "In talks and slides",
    "print": "In leaflets and posters", "social": "On social media", "press": "In the press",
}  # fmt: skip
GIVERS = {"self": "The person themselves", "parent": "A parent or guardian",
          "attorney": "Somebody with the legal right to decide for them",
          "next_of_kin": "The next of kin, after a death"}  # fmt: skip
ENDS = {"person": "The person took it back", "staff": "Taken back at the person’s request", "renewed": "A newer one replaced it",
        "time": "Its time was up"}  # fmt: skip
CONSENTS = {"form": "A signed form", "recorded": "A recording", "letter": "A letter or an e-mail"}
LONGEST_YEARS = 3
ASK_AGAIN = datetime.timedelta(days=30)
TAKEN_BACK = "A story that was taken back"


@dataclass(frozen=True)
class Told:
    """A case study as it is shown and handed out. `parts`: (heading, words) in the one order."""

    title: str
    summary: str
    place: str
    parts: Sequence[tuple[str, str]]
    evidence: str
    partners: Sequence[str]
    owner: str
    facts: Sequence[str]  # when it was published, when it is looked at again
    stories: Sequence[tuple[str, str, str]] = ()  # (title, by whom, words)
    draft: bool = False


def missing_of_case(fields: Mapping[str, str], *, partners: int, review: bool) -> list[str]:
    """Return what a case study still lacks before it can be published."""
    lacks = [f"Write the part “{heading}”." for key, heading, _ in PARTS if not fields.get(key, "").strip()]
    if not fields.get("summary", "").strip():
        lacks.insert(0, "Say in a few sentences what it is about.")
    if not fields.get("evidence", "").strip():
        lacks.append("Say how you know: what was measured or who told you. “Not measured” is an answer.")
    if not partners:
        lacks.append("Name at least one partner: a case study here shows what several did together.")
    if not review:
        lacks.append("Say when it is looked at again.")
    return lacks


def wrong_consent(
    *, given_on: datetime.date, expires_on: datetime.date, scope: Sequence[str], today: datetime.date
) -> list[str]:
    """Return what is wrong with a consent, in sentences."""
    wrong = []
    if given_on > today:
        wrong.append("The day on which the person agreed has not come yet.")
    if expires_on <= max(given_on, today):
        wrong.append("The consent must end on a later day than today.")
    if expires_on > _later(given_on, LONGEST_YEARS):
        wrong.append(f"Ask again at least every {LONGEST_YEARS} years: choose an earlier end.")
    if not scope:
        wrong.append("Choose what the person agreed to.")
    if unknown := [key for key in scope if key not in SCOPES]:
        wrong.append(f"This is not a use that can be chosen: {', '.join(unknown)}.")
    return wrong


def missing_of_story(
    *, real: bool, told: str, named: str, consent: tuple[Sequence[str], datetime.date] | None, today: datetime.date
) -> list[str]:
    """Return what a story lacks before it can be published. `consent`: its scope and its last day, or None."""
    lacks = []
    if not told.strip():
        lacks.append("Write the story.")
    if not named.strip():
        lacks.append("Say how the person is named.")
    if real and consent is None:
        lacks.append("This is a real person’s story. Record their consent first: without it, it cannot be published.")
    elif real and consent is not None:
        scope, last = consent
        if "website" not in scope:
            lacks.append("The person did not agree to the website. Ask them, and record a new consent.")
        if last < today:
            lacks.append("The consent has ended. Ask the person again, and record a new consent.")
    return lacks


def _later(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
