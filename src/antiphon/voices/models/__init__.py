"""What people told us."""

from antiphon.voices.models.answers import About, Answer, Upload
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

__all__ = ["About", "Answer", "Because", "Channel", "ImportBatch", "Opening", "Response", "SpeaksAs", "Standing", "Upload",
           "Voice", "VoiceSet", "is_counted"]  # fmt: skip
