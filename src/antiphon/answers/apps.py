"""Django's entry for this room."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "antiphon.answers"
    label = "answers"
    default = True

    def ready(self) -> None:
        from antiphon.answers.queries import faqs
        from antiphon.language import live

        live.register("answers.Faq", faqs.live_items, find=faqs.words_for)
