"""What people told us."""

from antiphon.voices.models.answers import About, Answer, Upload
from antiphon.voices.models.entry import Difference, EntryBatch, SecondKeying, Sheet
from antiphon.voices.models.files import SavedMatching, WaitingFile, WaitingPart
from antiphon.voices.models.groups import GroupEvent, GroupRecord, WordsBefore
from antiphon.voices.models.heard import (
    Because,
    Channel,
    ImportBatch,
    Opening,
    Response,
    SpeaksAs,
    Standing,
    Voice,
    VoiceSet,
    is_counted,
)
from antiphon.voices.models.mail import ReceivedMail
from antiphon.voices.models.saved import FileOpening, Saved

__all__ = [
    "About",
    "Answer",
    "Because",
    "Channel",
    "Difference",
    "EntryBatch",
    "FileOpening",
    "GroupEvent",
    "GroupRecord",
    "ImportBatch",
    "Opening",
    "ReceivedMail",
    "Response",
    "Saved",
    "SavedMatching",
    "SecondKeying",
    "Sheet",
    "SpeaksAs",
    "Standing",
    "Upload",
    "Voice",
    "VoiceSet",
    "WaitingFile",
    "WaitingPart",
    "WordsBefore",
    "is_counted",
]
