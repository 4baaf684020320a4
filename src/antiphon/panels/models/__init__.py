"""The tables of this room: panels and members, asks and invitations, groups, payments."""

from antiphon.panels.models.asks import Ask, Draw, Errand, Invitation
from antiphon.panels.models.groups import AgendaItem, Agreement, Group, GroupDecision, Matter, Meeting, Seat, Terms
from antiphon.panels.models.panel import Member, Panel, PanelPartner, Target
from antiphon.panels.models.payments import Payment

__all__ = ["AgendaItem", "Agreement", "Ask", "Draw", "Errand", "Group", "GroupDecision", "Invitation", "Matter", "Meeting",
           "Member", "Panel", "PanelPartner", "Payment", "Seat", "Target", "Terms"]  # fmt: skip
