"""The blocks that a content page is made of, and a field that keeps them out of migrations."""

from typing import Any

from django.utils import timezone
from wagtail import blocks
from wagtail.fields import StreamField

from antiphon.stories import queries

FEATURES = ["h3", "bold", "ol", "ul", "link", "document-link"]


class Heading(blocks.CharBlock):
    """A heading in the page."""

    class Meta:
        icon = "title"
        template = "public/blocks/heading.html"


class Paragraph(blocks.RichTextBlock):
    """Words with lists and links, and nothing that a screen reader trips over."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=FEATURES, **kwargs)

    class Meta:
        icon = "pilcrow"
        template = "public/blocks/paragraph.html"


class Inset(blocks.TextBlock):
    """A few words that should stand out."""

    class Meta:
        icon = "info-circle"
        template = "public/blocks/inset.html"


class Expander(blocks.StructBlock):
    """More to read, for those who want it."""

    title = blocks.CharBlock(max_length=140)
    words = blocks.RichTextBlock(features=FEATURES)

    class Meta:
        icon = "plus"
        template = "public/blocks/expander.html"


class Contact(blocks.StructBlock):
    """How to reach someone: each way is left out when it is empty."""

    title = blocks.CharBlock(max_length=140)
    telephone = blocks.CharBlock(max_length=60, required=False)
    email = blocks.EmailBlock(required=False)
    post = blocks.TextBlock(required=False)

    class Meta:
        icon = "mail"
        template = "public/blocks/contact.html"


def stories() -> list[tuple[str, str]]:
    """Return the stories that the public may read today, as choices."""
    return [(str(one.pk), one.title) for one in queries.public_stories(timezone.localdate())]


class Story(blocks.ChoiceBlock):
    """A story from the story bank: its row is read each time, so a story that is taken back is gone from the page as well."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"choices": stories, **kwargs})

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        context = super().get_context(value, parent_context=parent_context)
        found = queries.public_story(int(value), timezone.localdate()) if str(value or "").isdigit() else None
        return {**context, "story": found, "by_whom": queries.by_whom(found) if found else ""}

    class Meta:
        icon = "user"
        template = "public/blocks/story.html"


PARTS = [
    ("heading", Heading()),
    ("paragraph", Paragraph()),
    ("inset", Inset()),
    ("expander", Expander()),
    ("contact", Contact()),
    ("story", Story()),
]


class Body(StreamField):
    """A stream of blocks whose definitions stay out of migrations: a new block is not a change of the table."""

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        super().__init__(block_types or PARTS, **kwargs)

    def deconstruct(self) -> Any:
        name, _path, _args, kwargs = super().deconstruct()
        kwargs["block_lookup"] = {}
        return name, "wagtail.fields.StreamField", [[]], kwargs
