"""Django's entry for this room."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "antiphon.narrative"
    label = "narrative"
    default = True

    def ready(self) -> None:
        from antiphon.language import live
        from antiphon.narrative.queries import live as what_is_live

        live.register("narrative.Narrative", what_is_live.live_narratives, find=what_is_live.words_of)
