"""Django's entry for this room."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "antiphon.events"
    label = "events"
    default = True

    def ready(self) -> None:
        from antiphon.campaigns import calendar
        from antiphon.events.queries import events
        from antiphon.language import live

        live.register("events.Event", events.live_items, find=events.words_for)
        calendar.register("events", events.calendar_entries)
