"""Django's entry for this room."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "antiphon.campaigns"
    label = "campaigns"
    default = True

    def ready(self) -> None:
        from antiphon.campaigns import calendar, queries
        from antiphon.language import live

        calendar.register("campaigns", queries.calendar_entries)
        calendar.register("engagements", queries.ask_entries)
        live.register("campaigns.Microsite", queries.live_items, find=queries.words_for)
