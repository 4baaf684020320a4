"""Django's entry for the house itself: its checks."""

from django.apps import AppConfig, apps


class House(AppConfig):
    name = "antiphon.config"
    label = "config"
    default = True

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from antiphon.config import checks, walls  # noqa: F401 - they register themselves
        from antiphon.config.shelf import build_shelf

        # First the walls, then the library's shelf.
        # Every table is there when the first of these is sent; this room has no models of its own to wait for.
        post_migrate.connect(build_shelf, sender=apps.get_app_config("network"), dispatch_uid="antiphon.walls")
