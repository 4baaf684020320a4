"""Writes of this room: panels and members, asks and invitations, groups, payments."""
