"""Django's entry for the house itself: its checks."""

from django.apps import AppConfig


class House(AppConfig):
    name = "antiphon.config"
    label = "config"
    default = True

    def ready(self) -> None:
        from antiphon.config import checks  # noqa: F401 - registers them
