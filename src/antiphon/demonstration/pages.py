"""The content pages and the news of the demonstration."""

from django.utils import timezone
from wagtail.models import Page
from wagtail.rich_text import RichText

from antiphon.demonstration.story import story
from antiphon.public.models import ContentPage, NewsIndexPage, NewsPage
from antiphon.public.setup import ensure_site


def load_pages() -> None:
    """Publish the pages of the story, where they are not there yet."""
    site = ensure_site()
    for row in story()["pages"]:
        if Page.objects.filter(slug=row["key"]).exists():
            continue
        body = [("paragraph", RichText("".join(f"<p>{text}</p>" for text in row["body"])))]
        if row["kind"] == "news":
            NewsIndexPage.objects.get().add_child(
                instance=NewsPage(title=row["title"], slug=row["key"], summary=row["intro"], body=body, on=timezone.localdate())
            )
        else:
            site.add_child(instance=ContentPage(title=row["title"], slug=row["key"], summary=row["intro"], body=body))
