"""Django's entry for this room."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Room(AppConfig):
    name = "antiphon.public"
    label = "public"
    default = True

    def ready(self) -> None:
        from antiphon.campaigns import publishing
        from antiphon.language import live
        from antiphon.public import said
        from antiphon.public.setup import ensure_site_after_migrate, show_campaign

        post_migrate.connect(ensure_site_after_migrate, sender=self, dispatch_uid="antiphon.public.site")
        publishing.register(show_campaign)
        live.register("public.Page", said.live_items, find=said.item_of)
