"""The tables of this room: narratives and partners, clauses and measures, asking and signing, editions."""

from antiphon.narrative.models.clauses import Clause, ClauseText, SetAside, Touch
from antiphon.narrative.models.editions import Edition
from antiphon.narrative.models.measures import Claim, Evidence, Measure, Point
from antiphon.narrative.models.narrative import Narrative, NarrativePartner, Signatory
from antiphon.narrative.models.signing import Ask, Position

__all__ = ["Ask", "Claim", "Clause", "ClauseText", "Edition", "Evidence", "Measure", "Narrative", "NarrativePartner", "Point",
           "Position", "SetAside", "Signatory", "Touch"]  # fmt: skip
