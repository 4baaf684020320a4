"""Django's entry for this room."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "antiphon.stories"
    label = "stories"
    default = True

    def ready(self) -> None:
        from antiphon.language import live
        from antiphon.stories import queries

        live.register("stories.Story", queries.live_stories, find=queries.story_words)
        live.register("stories.CaseStudy", queries.live_cases, find=queries.case_words)
