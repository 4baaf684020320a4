"""What we ask."""

from antiphon.engagement.models.asked import DutyTest, Engagement, EngagementSet, Extension, Partner
from antiphon.engagement.models.asks import GoOn, Ground
from antiphon.engagement.models.changes import InclusionCheck, Revision
from antiphon.engagement.models.channels import ChannelEntry
from antiphon.engagement.models.questions import Question, QuestionSet, Session, Twin, TwinQuestion

__all__ = [
    "ChannelEntry",
    "DutyTest",
    "Engagement",
    "EngagementSet",
    "Extension",
    "GoOn",
    "Ground",
    "InclusionCheck",
    "Partner",
    "Question",
    "QuestionSet",
    "Revision",
    "Session",
    "Twin",
    "TwinQuestion",
]
