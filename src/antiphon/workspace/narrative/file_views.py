"""The forms of a signed narrative for those who work with it: text to copy, files, and whether every partner is named."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from antiphon.narrative import queries
from antiphon.narrative.outputs import OUTPUTS, Output, flags_of
from antiphon.narrative.outputs.page import TooLong
from antiphon.narrative.outputs.snippets import snippets
from antiphon.network.branding import Flag
from antiphon.network.queries import marks_of
from antiphon.workspace.narrative.screens import find, page


@dataclass(frozen=True)
class Made:
    """One form, with what is not right with the names in it, or why it cannot be made."""

    output: Output
    flags: list[Flag]
    problem: str = ""


@require_safe
def files(request: HttpRequest, narrative: str) -> HttpResponse:
    """Make each form of the newest version, look for the partners' names in it, and show what to copy."""
    found = find(request, narrative)
    published = queries.published(found)
    if published is None:
        return page(request, "files", narrative=found, published=None)
    marks = marks_of([one.organisation for one in published.partners], lead=found.owner_id)
    address = f"{settings.PUBLIC_ADDRESS.rstrip('/')}{published.path}"
    made, bulletin = [], ""
    for one in OUTPUTS.values():
        try:
            content = one.make(published, marks, address)
        except TooLong as problem:
            made.append(Made(one, [], str(problem)))
            continue
        bulletin = content.decode() if one.key == "bulletin" else bulletin
        made.append(Made(one, flags_of(one, content, marks)))
    return page(request, "files", narrative=found, published=published, marks=marks, made=made, bulletin=bulletin,
                snippets=snippets(published, marks, address))  # fmt: skip
