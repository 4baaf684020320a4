"""Django's entry for this room."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "antiphon.library"
    label = "library"
    default = True

    def ready(self) -> None:
        from antiphon.language import live
        from antiphon.library import said

        live.register("library.Insight", said.live_items)
