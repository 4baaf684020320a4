"""The pages that people write in the content editor: content and news. Everything else is told by the records."""

import datetime
from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from antiphon.campaigns.models import Microsite
from antiphon.public.blocks import Body

PER_PAGE = 10


class SiteRoot(Page):
    """The page that the others hang on. Its own address is the home page, which is not written but told."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["public.ContentPage", "public.NewsIndexPage", "public.CampaignPage"]
    preview_modes: ClassVar[list[Any]] = []

    class Personal:
        plain: set[str] = set()
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "for good"

    class Meta:
        verbose_name = "site root"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("public:home")


class Written(Page):
    """What content and news pages share."""

    summary = models.CharField(
        max_length=300, blank=True, help_text="One or two plain sentences; shown in lists and by search engines"
    )
    body = Body(blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        abstract = True


class ContentPage(Written):
    """A page of words: how we work, help to take part."""

    template = "public/content_page.html"
    parent_page_types: ClassVar[list[str]] = ["public.SiteRoot", "public.ContentPage"]
    subpage_types: ClassVar[list[str]] = ["public.ContentPage"]

    class Personal:
        plain = {"summary", "body"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "for good"

    class Meta:
        verbose_name = "content page"


class NewsIndexPage(Page):
    """The list of news, newest first."""

    max_count = 1
    template = "public/news_index_page.html"
    parent_page_types: ClassVar[list[str]] = ["public.SiteRoot"]
    subpage_types: ClassVar[list[str]] = ["public.NewsPage"]

    class Personal:
        plain: set[str] = set()
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "for good"

    class Meta:
        verbose_name = "list of news"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found = NewsPage.objects.child_of(self).live().public().order_by("-on", "-pk")
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        return {**super().get_context(request, *args, **kwargs), "news": page}


class NewsPage(Written):
    """One piece of news, with its day."""

    on = models.DateField("date", default=timezone.localdate)
    template = "public/news_page.html"
    parent_page_types: ClassVar[list[str]] = ["public.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels, FieldPanel("on"), FieldPanel("summary"), FieldPanel("body")]  # fmt: skip

    class Personal:
        plain = {"summary", "body", "on"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "for good"

    class Meta:
        verbose_name = "news"


class CampaignPage(Page):
    """The microsite of a campaign at an address of its own. Its words are those that a second person signed, and no others:
    the content editor can move or hide it, and cannot change what it says."""

    microsite = models.OneToOneField(Microsite, models.PROTECT, related_name="+")
    template = "public/campaign_page.html"
    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["public.SiteRoot"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = []
    promote_panels: ClassVar[list[Any]] = []

    class Personal:
        plain = {"microsite"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "six years after the campaign ended"

    class Meta:
        verbose_name = "microsite of a campaign"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the signed words between the first and the last day; before it there is nothing, and after it a kind page."""
        said, today = self.microsite.published, timezone.localdate()
        if not said or today < datetime.date.fromisoformat(said["starts_on"]):
            raise Http404
        over = today > datetime.date.fromisoformat(said["ends_on"])
        printed = "print" in request.GET
        page = {"page": self, "said": said, "site": self.microsite, "printed": printed,
                "ends_on": datetime.date.fromisoformat(said["ends_on"])}  # fmt: skip
        name = "campaign_over" if over else "campaign_page"
        return TemplateResponse(request, f"public/{name}.html", page, status=410 if over else 200)


def live_pages() -> Iterator[Written]:
    """Yield every public page of words, with whoever made it. A fixed number of queries."""
    for model in (ContentPage, NewsPage):
        yield from model.objects.live().public().select_related("owner").prefetch_related("owner__memberships__organisation")


def page_with(pk: int) -> Written | None:
    """Return the page of words with this number, public or not, or None."""
    for model in (ContentPage, NewsPage):
        found: Written | None = model.objects.select_related("owner").filter(pk=pk).first()
        if found is not None:
            return found.get_latest_revision_as_object() if found.has_unpublished_changes else found  # type: ignore[no-any-return]
    return None
