"""The rows of cascades: the plan, the hops that it takes, and what came of each."""

from antiphon.cascades.models.hops import Hop, Lead, Notice, Path
from antiphon.cascades.models.plan import Cascade, Partner, Route
from antiphon.cascades.models.work import Declared, Filled, Outgoing, Reply

__all__ = ["Cascade", "Declared", "Filled", "Hop", "Lead", "Notice", "Outgoing", "Partner", "Path", "Reply", "Route"]
