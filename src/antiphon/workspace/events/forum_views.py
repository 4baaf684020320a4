"""Screens of the forum of an event: what was said, what waits for the moderator, the archive and its search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from antiphon.core.csv_fields import cell
from antiphon.events.actions import forum as acting
from antiphon.events.queries import events
from antiphon.events.queries import forum as threads
from antiphon.network.access import may
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.events import forms
from antiphon.workspace.events.files import table
from antiphon.workspace.events.views import FORM, READ, WRITE, crumb, form_page, page, sent


@FORM
def forum(request: HttpRequest, event: int) -> HttpResponse:
    """Show the forum, what waits, and what was reported; find words in it; say something."""
    user = person(request)
    found = events.event_for(user, event, WRITE if request.method == "POST" else READ)
    writes = may(user, WRITE, on=found)
    wanted = request.GET.get("words", "").strip()[:200]
    form = forms.PostForm(sent(request))
    if attempt(request, form, lambda said: acting.post_as_staff(found, by=user, **said),
               done="Your post waits until another person shows it."):  # fmt: skip
        return redirect("workspace:events:forum", event)
    return page(
        request, "forum", *crumb(found), event=found, form=form, wanted=wanted, may_write=writes, user=user,
        threads=[] if wanted else threads.flat(threads.threads(found)),
        found=[(post, threads.author_of(post)) for post in threads.search(found, wanted)] if wanted else [],
        waiting=[(post, threads.author_of(post)) for post in threads.waiting(found)] if writes else [],
        reported=[(post, threads.author_of(post), said) for post, said in threads.reported(found)] if writes else [],
    )  # fmt: skip


@require_safe
def forum_file(request: HttpRequest, event: int) -> HttpResponse:
    """Hand out what is shown in a forum as a table file. No name stands in it but that of staff."""
    found = events.event_for(person(request), event)
    rows = [
        [said.post.pk, said.post.parent_id or "", f"{said.post.made_at:%Y-%m-%d}", cell(said.author),
         cell(said.words or said.gone)]
        for said in threads.flat(threads.threads(found))
    ]  # fmt: skip
    return table(f"forum-{found.pk}", ["Post", "In answer to", "Day", "Who", "Words"], rows)


@FORM
def open_forum(request: HttpRequest, event: int) -> HttpResponse:
    """Open the forum, with somebody who looks after it."""
    found = events.event_for(person(request), event, WRITE)
    form = forms.OpenForm(
        sent(request), colleagues=events.colleagues_who_moderate(found), initial={"moderator": person(request).pk}
    )
    if attempt(request, form, lambda said: acting.open_forum(
        found, moderator=form.colleagues[said["moderator"]], by=person(request)
    ), done="The forum is open to everyone who has a place."):  # fmt: skip
        return redirect("workspace:events:forum", event)
    intro = ["Everyone who has a place can write there by their own link.",
             "Each post is read by another person before it is shown."]  # fmt: skip
    return form_page(request, form, *crumb(found), title="Open a forum", button="Open the forum", intro=intro)


@require_POST
def archive(request: HttpRequest, event: int) -> HttpResponse:
    """Make the forum an archive."""
    found = events.event_for(person(request), event, WRITE)
    return press(request, lambda: acting.archive_forum(found, by=person(request)), to="workspace:events:forum", event=event,
                 done="The forum is an archive now. It can be read and searched.")  # fmt: skip


@require_POST
def show(request: HttpRequest, post: int) -> HttpResponse:
    """Show a post."""
    found = threads.post_for(person(request), post)
    return press(request, lambda: acting.show(found, by=person(request)), done="The post is shown.",
                 to="workspace:events:forum", event=found.event_id)  # fmt: skip


@require_POST
def keep(request: HttpRequest, post: int) -> HttpResponse:
    """Leave a reported post where it stands."""
    found = threads.post_for(person(request), post)
    return press(request, lambda: acting.keep(found, by=person(request)), done="The post stays.",
                 to="workspace:events:forum", event=found.event_id)  # fmt: skip


@FORM
def hide(request: HttpRequest, post: int) -> HttpResponse:
    """Do not show a post, with a reason."""
    found = threads.post_for(person(request), post)
    form = forms.HideForm(sent(request))
    if attempt(request, form, lambda said: acting.hide(found, by=person(request), **said), done="The post is not shown."):
        return redirect("workspace:events:forum", found.event_id)
    return form_page(request, form, *crumb(found.event), title="Do not show this post?", button="Do not show it", warning=True,
                     quoted=found.words)  # fmt: skip


@FORM
def answer(request: HttpRequest, post: int) -> HttpResponse:
    """Answer a post as a colleague of the host."""
    found = threads.post_for(person(request), post)
    form = forms.PostForm(sent(request))
    if attempt(request, form, lambda said: acting.post_as_staff(found.event, parent=found, by=person(request), **said),
               done="Your answer waits until another person shows it."):  # fmt: skip
        return redirect("workspace:events:forum", found.event_id)
    return form_page(request, form, *crumb(found.event), title="Answer", button="Send", quoted=found.words)
