"""Django's entry for this room."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "antiphon.engagement"
    label = "engagement"
    default = True

    def ready(self) -> None:
        from antiphon.engagement import said
        from antiphon.language import live

        live.register("engagement.Engagement", said.live_items, find=said.item_of)
