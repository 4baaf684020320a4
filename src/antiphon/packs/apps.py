"""Django's entry for this room."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "antiphon.packs"
    label = "packs"
    default = True

    def ready(self) -> None:
        from antiphon.language import live
        from antiphon.packs.queries import live as ours

        live.register("packs.PackVersion", ours.live_items, find=ours.words_for)
