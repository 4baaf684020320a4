"""Who may do what: one page. Owned by information governance; a change here is a change of access.

A person holds a role *in an organisation*. What the role allows reaches the engagements that the organisation
owns, and those where it is a partner that contributes. A partner that reads may only see.
"""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """What can be done, as NOUN_VERB."""

    ENGAGEMENT_READ = "engagement.read"
    ENGAGEMENT_EDIT = "engagement.edit"
    ENGAGEMENT_APPROVE = "engagement.approve"
    ENGAGEMENT_CLOSE = "engagement.close"
    VOICE_IMPORT = "voice.import"
    VOICE_ENTER = "voice.enter"
    VOICE_READ = "voice.read"
    VOICE_MAKE_SAFE = "voice.make_safe"
    VOICE_UNSEAL = "voice.unseal"
    VOICE_ERASE = "voice.erase"
    CONCERN_HANDLE = "concern.handle"
    CODE_CONFIRM = "code.confirm"
    THEME_EDIT = "theme.edit"
    REPORT_WRITE = "report.write"
    REPORT_APPROVE = "report.approve"
    DECISION_WRITE = "decision.write"
    DECISION_RECORD = "decision.record"
    DECISION_APPROVE = "decision.approve"
    ANSWER_WRITE = "answer.write"
    ANSWER_APPROVE = "answer.approve"
    CONTRIBUTORS_TELL = "contributors.tell"
    DELIVERY_RESOLVE = "delivery.resolve"
    EXPORT = "export"
    PEOPLE_MANAGE = "people.manage"
    PANEL_READ = "panel.read"
    PANEL_MANAGE = "panel.manage"
    CHANNEL_WRITE = "channel.write"
    CHANNEL_APPROVE = "channel.approve"
    CONTENT_EDIT = "content.edit"
    LIBRARY_WRITE = "library.write"
    NARRATIVE_WRITE = "narrative.write"
    NARRATIVE_SIGN = "narrative.sign"
    NARRATIVE_PUBLISH = "narrative.publish"
    STORY_WRITE = "story.write"
    STORY_APPROVE = "story.approve"
    WORDS_WRITE = "words.write"
    WORDS_APPROVE = "words.approve"
    STAKEHOLDER_READ = "stakeholder.read"
    STAKEHOLDER_WRITE = "stakeholder.write"
    BRIEFING_READ = "briefing.read"
    BRIEFING_WRITE = "briefing.write"
    BRIEFING_APPROVE = "briefing.approve"
    CHECKLIST_READ = "checklist.read"
    CHECKLIST_EDIT = "checklist.edit"
    FAQ_WRITE = "faq.write"
    FAQ_APPROVE = "faq.approve"
    ENQUIRY_ANSWER = "enquiry.answer"
    ENQUIRY_APPROVE = "enquiry.approve"
    ENQUIRY_COUNT = "enquiry.count"
    CAMPAIGN_READ = "campaign.read"
    CAMPAIGN_WRITE = "campaign.write"
    CAMPAIGN_APPROVE = "campaign.approve"
    PACK_READ = "pack.read"
    PACK_WRITE = "pack.write"
    PACK_APPROVE = "pack.approve"
    CLINICAL_APPROVE = "clinical.approve"
    CASCADE_READ = "cascade.read"
    CASCADE_RUN = "cascade.run"
    AUDIENCE_READ = "audience.read"
    AUDIENCE_WRITE = "audience.write"
    EVENT_READ = "event.read"
    EVENT_WRITE = "event.write"


P = Permission
SEE = frozenset({P.ENGAGEMENT_READ})
SEE_PANELS = frozenset({P.PANEL_READ})  # as a whole, with small numbers hidden
TELL_STORIES = frozenset({P.STORY_WRITE, P.STORY_APPROVE})
RUN_PANELS = SEE_PANELS | {P.PANEL_MANAGE}  # with the names of members
KEEP_WORDS = frozenset({P.WORDS_WRITE, P.WORDS_APPROVE})  # the glossary, acronyms, tests and reviews of words
SEE_BRIEFINGS = frozenset({P.BRIEFING_READ, P.CHECKLIST_READ})
# Councillors, lay members and champions with their names; what is sent to them; how far we are.
BRIEF = frozenset({P.STAKEHOLDER_READ, P.STAKEHOLDER_WRITE, P.BRIEFING_READ, P.BRIEFING_WRITE, P.BRIEFING_APPROVE,
                   P.CHECKLIST_READ, P.CHECKLIST_EDIT})  # fmt: skip
# Agreed answers, and the shared inbox of enquiries with the names of those who asked.
ANSWER_PEOPLE = frozenset({P.FAQ_WRITE, P.FAQ_APPROVE, P.ENQUIRY_ANSWER, P.ENQUIRY_APPROVE, P.ENQUIRY_COUNT})

SEE_SENDING = frozenset({P.CAMPAIGN_READ, P.PACK_READ, P.CASCADE_READ, P.EVENT_READ})
# Campaigns, announcements, cascades, audiences (counts; names stay sealed) and events.
SEND = SEE_SENDING | {P.CAMPAIGN_WRITE, P.PACK_WRITE, P.CASCADE_RUN, P.AUDIENCE_READ, P.AUDIENCE_WRITE, P.EVENT_WRITE}


@dataclass(frozen=True)
class Role:
    """A role: its key, the words on the screen, what it is for, and what it allows."""

    key: str
    title: str
    purpose: str
    allows: frozenset[Permission]


ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        Role(
            "director",
            "Director",
            "Answers for communications and engagement in the organisation. Approves what goes to the public, "
            "and sees everything the organisation takes part in.",
            RUN_PANELS | TELL_STORIES |
            KEEP_WORDS |
            BRIEF |
            ANSWER_PEOPLE |
            SEND | {P.CAMPAIGN_APPROVE, P.PACK_APPROVE} |
            SEE | {P.ENGAGEMENT_EDIT, P.ENGAGEMENT_APPROVE, P.ENGAGEMENT_CLOSE, P.VOICE_READ, P.VOICE_ERASE,
                   P.REPORT_APPROVE, P.DECISION_WRITE, P.DECISION_APPROVE, P.ANSWER_WRITE, P.ANSWER_APPROVE,
                   P.CONTRIBUTORS_TELL, P.DELIVERY_RESOLVE, P.EXPORT, P.CONTENT_EDIT, P.CHANNEL_APPROVE,
                   P.LIBRARY_WRITE, P.NARRATIVE_WRITE, P.NARRATIVE_SIGN, P.NARRATIVE_PUBLISH},
        ),
        Role(
            "engagement_lead",
            "Engagement lead",
            "Runs engagements from question to answer: asks, brings comments in, reads and codes them, gathers "
            "themes, drafts decisions and answers.",
            RUN_PANELS | TELL_STORIES |
            KEEP_WORDS |
            BRIEF |
            ANSWER_PEOPLE |
            SEND | {P.CAMPAIGN_APPROVE, P.PACK_APPROVE} |
            SEE | {P.ENGAGEMENT_EDIT, P.ENGAGEMENT_APPROVE, P.ENGAGEMENT_CLOSE, P.VOICE_IMPORT, P.VOICE_ENTER, P.VOICE_READ,
                   P.VOICE_MAKE_SAFE, P.VOICE_ERASE, P.CODE_CONFIRM, P.THEME_EDIT, P.REPORT_WRITE,
                   P.REPORT_APPROVE, P.DECISION_WRITE, P.ANSWER_WRITE, P.ANSWER_APPROVE, P.CONTRIBUTORS_TELL,
                   P.DELIVERY_RESOLVE, P.EXPORT, P.CONTENT_EDIT, P.LIBRARY_WRITE, P.NARRATIVE_WRITE,
                   P.NARRATIVE_PUBLISH},
        ),
        Role(
            "communications_officer",
            "Communications officer",
            "Writes for the public: engagement pages, answers and news. Another person approves them. Answers what people ask.",
            TELL_STORIES |
            KEEP_WORDS |
            BRIEF |
            ANSWER_PEOPLE |
            SEND | {P.CAMPAIGN_APPROVE, P.PACK_APPROVE} |
            SEE | {P.ENGAGEMENT_EDIT, P.VOICE_READ, P.ANSWER_WRITE, P.ANSWER_APPROVE, P.CONTENT_EDIT,
                   P.LIBRARY_WRITE, P.NARRATIVE_WRITE},
        ),
        Role(
            "analyst",
            "Analyst",
            "Reads and codes comments that have been made safe, gathers themes and writes reports.",
            SEE_SENDING | {P.AUDIENCE_READ} |
            SEE_PANELS | {P.ENQUIRY_COUNT} |
            SEE | {P.VOICE_IMPORT, P.VOICE_ENTER, P.VOICE_READ, P.CODE_CONFIRM, P.THEME_EDIT, P.REPORT_WRITE, P.EXPORT,
                   P.LIBRARY_WRITE, P.CHECKLIST_READ, P.CHECKLIST_EDIT},
        ),
        Role(
            "decision_maker",
            "Decision maker",
            "A board chair, member or councillor. Reads the insight and the options, and records what was decided.",
            SEE_SENDING | {P.CAMPAIGN_APPROVE} |
            SEE_BRIEFINGS |
            SEE | {P.DECISION_RECORD, P.DECISION_APPROVE, P.REPORT_APPROVE, P.NARRATIVE_SIGN, P.NARRATIVE_PUBLISH,
                   P.FAQ_APPROVE},
        ),
        Role(
            "guardian",
            "Information guardian",
            "Looks at comments that may hold personal details, may open sealed words, and erases what people ask us to. "
            "Each opening is logged.",
            SEE | {P.VOICE_READ, P.VOICE_MAKE_SAFE, P.VOICE_UNSEAL, P.VOICE_ERASE, P.CHANNEL_APPROVE},
        ),
        Role(
            "clinical_approver",
            "Clinical approver",
            "A named clinician who reads clinical words before they are sent, and answers for them. Sees no comments.",
            SEE | SEE_SENDING | {P.CLINICAL_APPROVE},
        ),
        Role(
            "entry_clerk",
            "Entry clerk",
            "Keys in what came on paper, by telephone or at an event. Sees how far their own batches are, and reads no "
            "other words.",
            SEE | {P.VOICE_ENTER},
        ),
        Role(
            "safeguarding_lead",
            "Safeguarding lead",
            "Looks at words that may disclose harm, against a clock, writes what was done, and settles it. "
            "Each opening of the words is logged. Does not read other comments.",
            SEE | {P.CONCERN_HANDLE},
        ),
        Role(
            "administrator",
            "Administrator",
            "Invites people of the organisation, gives and ends their roles. Keeps the register of channels. "
            "Does not see comments.",
            SEE | {P.PEOPLE_MANAGE, P.CHANNEL_WRITE, P.CHANNEL_APPROVE},
        ),
        Role("reader", "Reader", "A panel member, patient leader or colleague who may look and not change.",
             SEE | SEE_SENDING | {P.CHECKLIST_READ}),
    )
}

# What a key of another system may be: it asks and sends, and approves nothing.
KEY_ROLES = ("reader", "analyst")
