"""What the screens of people and organisations say."""

import datetime
from typing import Any

from antiphon.network.models import ApiKey, Membership, User
from antiphon.network.roles import ROLES, Permission

P = Permission
# Each thing that a role may allow, in plain words, in the order of the work.
SAID: dict[Permission, str] = {
    P.ENGAGEMENT_READ: "See the engagements of the organisation",
    P.ENGAGEMENT_EDIT: "Write and change engagements",
    P.ENGAGEMENT_APPROVE: "Approve an engagement that someone else wrote",
    P.ENGAGEMENT_CLOSE: "Close an engagement",
    P.VOICE_IMPORT: "Bring in comments from a file",
    P.VOICE_ENTER: "Key in sheets of paper, calls and notes of events",
    P.VOICE_READ: "Read comments that have been made safe",
    P.VOICE_MAKE_SAFE: "Check comments that may hold personal details",
    P.VOICE_UNSEAL: "Open the words as they were first written (each time is logged)",
    P.VOICE_ERASE: "Find a response by its receipt code, stop messages to the person, erase their words",
    P.CODE_CONFIRM: "Read and code comments",
    P.THEME_EDIT: "Gather themes",
    P.REPORT_WRITE: "Write the insight report",
    P.REPORT_APPROVE: "Approve an insight report that someone else wrote",
    P.DECISION_WRITE: "Draft a decision, its options and what weighed",
    P.DECISION_RECORD: "Record what was decided",
    P.DECISION_APPROVE: "Approve a decision record that someone else wrote",
    P.ANSWER_WRITE: "Write answers to themes",
    P.ANSWER_APPROVE: "Approve an answer that someone else wrote",
    P.CONTRIBUTORS_TELL: "Tell people what happened because of what they said",
    P.DELIVERY_RESOLVE: "Settle messages whose fate is not known",
    P.EXPORT: "Download data",
    P.CONTENT_EDIT: "Write pages and news of the public site",
    P.PEOPLE_MANAGE: "Invite people, give and end roles, record changes of the organisation",
    P.PANEL_READ: "See panels and groups, their balance and their work, without names",
    P.PANEL_MANAGE: "Run panels and groups: members, invitations, terms, payments",
    P.LIBRARY_WRITE: "Add to the library of what was learned",
    P.NARRATIVE_WRITE: "Write the narrative that partners share",
    P.NARRATIVE_SIGN: "Sign the words of the narrative for the organisation",
    P.NARRATIVE_PUBLISH: "Publish a narrative that every partner signed and someone else wrote",
    P.WORDS_WRITE: "Propose words and acronyms, keep tests with people, set days of review",
    P.WORDS_APPROVE: "Approve a change of words that someone else proposed",
    P.FAQ_WRITE: "Write agreed answers to common questions",
    P.FAQ_APPROVE: "Sign agreed answers for the organisation",
    P.ENQUIRY_ANSWER: "Hold and answer what people ask us",
    P.ENQUIRY_APPROVE: "Approve a reply that someone else wrote",
    P.ENQUIRY_COUNT: "See the figures of the inbox, with small numbers hidden",
    P.CAMPAIGN_READ: "See campaigns, and what came of them",
    P.CAMPAIGN_WRITE: "Plan campaigns and report what was put out",
    P.CAMPAIGN_APPROVE: "Sign a campaign, or its public page, that somebody else wrote",
    P.PACK_READ: "See announcements that are not under embargo",
    P.PACK_WRITE: "Write announcements and add their files",
    P.PACK_APPROVE: "Approve announcements that somebody else wrote",
    P.CLINICAL_APPROVE: "Read clinical words before they are sent, and answer for them",
    P.CASCADE_READ: "See how far an announcement has come, and whom it reached",
    P.CASCADE_RUN: "Pass announcements on, and send them to lists of people",
    P.AUDIENCE_READ: "See networks and lists of people as numbers",
    P.AUDIENCE_WRITE: "Keep networks and lists, and write down what somebody does not want",
    P.EVENT_READ: "See events and their numbers",
    P.EVENT_WRITE: "Plan events, and see who has a place",
    P.STORY_WRITE: "Write stories and case studies",
    P.STORY_APPROVE: "Approve a story or case study that someone else wrote",
    P.STAKEHOLDER_READ: "See councillors, members of boards and champions",
    P.STAKEHOLDER_WRITE: "Keep the list of councillors, members of boards and champions",
    P.BRIEFING_READ: "Read briefings",
    P.BRIEFING_WRITE: "Write briefings",
    P.BRIEFING_APPROVE: "Approve a briefing that someone else wrote",
    P.CHECKLIST_READ: "Read checklists and success factors",
    P.CHECKLIST_EDIT: "Fill in checklists and success factors",
    P.CONCERN_HANDLE: "Work on the safeguarding list (each opening is logged)",
    P.CHANNEL_WRITE: "Keep the register of channels, and switch a channel on or off",
    P.CHANNEL_APPROVE: "Approve a channel that someone else assessed",
}

# What a key with each of its roles may do, in plain words: what stands beside the choice, and more about it.
KEY_MAY = {
    "reader": ("Look", "It reads engagements, questions, themes with safe numbers, published decisions and answers."),
    "analyst": ("Look and send", "It also sends responses in, and reads comments that were made safe. It never reads a name."),
}


def state_of(person: User) -> tuple[str, str]:
    """Return the state of an account as a word and the colour of its tag."""
    if not person.is_active:
        return "Closed", "grey"
    if person.last_login is None and not person.has_usable_password():
        return "Invited", "yellow"
    return "Active", "green"


def roles_held(memberships: list[Membership], today: datetime.date) -> list[str]:
    """Return the roles that hold today, in words."""
    return [
        f"{ROLES[one.role].title}, {one.organisation}"
        for one in memberships if one.starts_on <= today and (one.ends_on is None or one.ends_on > today)
    ]  # fmt: skip


def person_row(person: User, today: datetime.date) -> dict[str, Any]:
    """Return one row of the list of people."""
    word, colour = state_of(person)
    return {"person": person, "roles": roles_held(person.roles_here, today), "state": word, "colour": colour}  # type: ignore[attr-defined]


def matrix() -> list[dict[str, Any]]:
    """Return a row for each permission, with whether each role allows it."""
    return [
        {"words": words, "allowed": [permission in role.allows for role in ROLES.values()]} for permission, words in SAID.items()
    ]


def key_row(key: ApiKey, today: datetime.date) -> dict[str, Any]:
    """Return one row of the list of keys."""
    if key.revoked_at:
        state = "Taken back", "grey"
    elif not key.opens(today):
        state = "Ended", "grey"
    elif key.expires_on - today <= SOON:
        state = "Ends soon", "yellow"
    else:
        state = "Works", "green"
    roles = [KEY_MAY[one.role][0] if one.role in KEY_MAY else ROLES[one.role].title for one in key.account.roles_here]  # type: ignore[attr-defined]
    return {"key": key, "state": state, "may": ", ".join(roles), "works": state[0] in ("Works", "Ends soon")}


SOON = datetime.timedelta(days=14)
