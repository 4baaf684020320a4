"""Django's entry for this room."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "antiphon.insight"
    label = "insight"
    default = True

    def ready(self) -> None:
        from antiphon.insight import said
        from antiphon.language import live

        live.register("insight.Report", said.live_reports, find=said.report_of)
