"""The ways by which people's words may reach an organisation, and what each risks. Plain Python.

`ASSESSED` were assessed by the makers of the service and are on from the start; docs/personal-data.md is their assessment.
Every other channel is off until the organisation has assessed it and a second person approved.
"""

from collections.abc import Mapping
from dataclasses import dataclass

ASSESSMENT = "docs/personal-data.md"
ASSESSED_ON = "2026-11-22"
OWN_LONGEST = 40


@dataclass(frozen=True)
class KnownChannel:
    """A channel that the service itself has a door for. `risks` and `guards` are there when it was assessed."""

    key: str
    name: str
    use: str
    risks: str = ""
    guards: str = ""

    @property
    def assessed(self) -> bool:
        return bool(self.risks)


KNOWN: Mapping[str, KnownChannel] = {
    one.key: one
    for one in (
        KnownChannel(
            "web", "Web form", "People answer the questions of an engagement on our public site, without an account.",
            "People may write names or details of their health. Somebody else may use the same computer after them.",
            "Words are sealed until personal details are masked. Names and addresses are kept apart. No tracking, and no cookie "
            "that outlives the visit.",
        ),
        KnownChannel(
            "paper", "Paper", "People fill in a printed form, and a member of staff types it in.",
            "Sheets can be lost or read by others. What is typed can differ from what was written.",
            "Sheets are counted in batches, a second person can check what was typed, and sheets are shredded once they are in.",
        ),
        KnownChannel(
            "telephone", "Telephone", "People tell us by telephone, and a member of staff writes it down.",
            "Somebody may overhear. The words are the writer's as much as the caller's.",
            "Calls are taken in a closed room and not recorded. Who wrote it down is kept beside the words.",
        ),
        KnownChannel(
            "event", "Event", "Notes of a workshop, a drop-in or a visit to a group.",
            "People in the room know who said what. A small group can be told apart.",
            "Notes are taken without names, small numbers are hidden, and the group can see and correct its words.",
        ),
        KnownChannel(
            "file", "File", "Answers that a partner collected elsewhere arrive as a spreadsheet.",
            "A file can hold more about people than we need, and lies about on computers until it is deleted.",
            "Only the columns that a person chose are taken. The file waits sealed, for a day at most, and is then erased.",
        ),
        KnownChannel("email", "E-mail", "People write to an address of an engagement, and their message becomes a response."),
        KnownChannel("api", "API", "Another system sends responses to us with a key of the organisation."),
    )
}


def missing(*, name: str, risks: str, guards: str, dpia: str, has_day: bool, has_review: bool) -> list[str]:
    """Return what a channel's entry lacks before it can be approved, in plain sentences; empty when nothing is missing."""
    wrong = []
    if not name.strip():
        wrong.append("Give the channel a name.")
    if not risks.strip():
        wrong.append("Say what could go wrong for people's privacy.")
    if not guards.strip():
        wrong.append("Say what you do about it.")
    if not dpia.strip():
        wrong.append("Give the link to its data protection impact assessment (DPIA). A channel without one stays off.")
    if not has_day:
        wrong.append("Enter the day on which the DPIA was done.")
    if not has_review:
        wrong.append("Enter the day on which it is looked at again.")
    return wrong
