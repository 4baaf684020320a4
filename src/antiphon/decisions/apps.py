"""Django's entry for this room."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "antiphon.decisions"
    label = "decisions"
    default = True

    def ready(self) -> None:
        from antiphon.decisions import said
        from antiphon.language import live

        live.register("decisions.Decision", said.live_decisions, find=said.decision_of)
        live.register("decisions.Answer", said.live_answers, find=said.answer_of)
