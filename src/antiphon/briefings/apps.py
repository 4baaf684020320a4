"""Django's entry for this room."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "antiphon.briefings"
    label = "briefings"
    default = True

    def ready(self) -> None:
        from antiphon.briefings import queries
        from antiphon.language import live

        live.register("briefings.Briefing", queries.live_items, find=queries.words_for)
