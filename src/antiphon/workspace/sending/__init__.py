"""Screens of “What we send”: the hub of campaigns, announcements, cascades, audiences, events and deliveries."""
