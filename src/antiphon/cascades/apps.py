"""Django's entry for this room."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "antiphon.cascades"
    label = "cascades"
    default = True

    def ready(self) -> None:
        from antiphon.campaigns import calendar
        from antiphon.cascades.queries import cascades

        calendar.register("cascades", cascades.calendar_entries)
