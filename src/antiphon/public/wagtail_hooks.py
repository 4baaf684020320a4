"""What the content editor gets from us: the checker of words, as somebody writes and when they save."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin import messages

from antiphon.language import queries
from antiphon.public import said
from antiphon.public.models import Written


@hooks.register("insert_editor_js")
def checker_as_you_write() -> SafeString:
    """Bring the script that shows findings below the page while somebody writes."""
    return format_html(
        '<script type="module" src="{}" data-script="{}"></script>',
        static("public/checked_pages.js"),
        static("workspace/checked.js"),
    )


@hooks.register("insert_editor_css")
def checker_looks() -> SafeString:
    """Bring the looks of what the checker says."""
    return format_html('<link rel="stylesheet" href="{}">', static("public/checked_pages.css"))


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_what_was_found(request: HttpRequest, page: object) -> None:
    """Say how much the checker found in what was saved, and where the reasons for what stays are written."""
    if not isinstance(page, Written):
        return
    found = queries.check(said.words(page))
    number, kept = len(found.open), len(found.kept)
    link = messages.button(f"/workspace/saying/about/public.Page/{page.pk}/", "See them, or say why they stay")
    if number:
        things = "thing" if number == 1 else "things"
        messages.info(request, f"The checker found {number} {things} to look at in these words. This is advice.", buttons=[link])
    elif kept:
        messages.info(request, f"The checker found nothing new: {kept} stay for a reason.", buttons=[link])
