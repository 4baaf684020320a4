"""Screens of case studies and stories: write, have them approved, record a consent, take a story back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core import documents
from antiphon.core.forms import Form
from antiphon.network.access import may, require
from antiphon.network.queries import organisations_at_work
from antiphon.network.roles import Permission
from antiphon.stories import actions, queries
from antiphon.stories.models import CaseStudy, Story
from antiphon.stories.writers import TYPES, WRITERS
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.saying.presenters import standing
from antiphon.workspace.stories import forms, presenters

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the case studies and the stories, and what waits."""
    return _page(request, "list", **presenters.home(person(request), timezone.localdate()))


@FORM
def new_case(request: HttpRequest) -> HttpResponse:
    """Begin a case study."""
    return _case_form(request, None)


@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case study with what it still lacks."""
    found, me, today = queries.case_for(person(request), pk), person(request), timezone.localdate()
    return _page(
        request, "case", case=found, told=queries.told(found, today), missing=queries.missing_of_case(found),
        state=presenters.state_of_case(found, today), may_write=may(me, Permission.STORY_WRITE, on=found),
        may_approve=may(me, Permission.STORY_APPROVE, on=found),
    )  # fmt: skip


@FORM
def edit_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a case study."""
    return _case_form(request, _case(request, pk, Permission.STORY_WRITE))


@FORM
def publish_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the exact words, and let another person put their name under them."""
    found = _case(request, pk, Permission.STORY_APPROVE)
    form = Form(request.POST if request.method == "POST" else None)
    if attempt(request, form, lambda _: actions.publish_case(found, by=person(request)), done="The case study is public."):
        return redirect("workspace:stories:case", pk=pk)
    return _page(request, "publish_case", case=found, form=form, missing=queries.missing_of_case(found),
                 words=queries.words_of_case(found), standing=standing(person(request), found))  # fmt: skip


@require_POST
def take_down_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a case study off the public pages."""
    found = _case(request, pk, Permission.STORY_APPROVE)
    return press(request, lambda: actions.take_down_case(found, by=person(request)), done="It is not public any more.",
                 to="workspace:stories:case", pk=pk)  # fmt: skip


@require_safe
def case_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Hand out a case study as a file; a draft says that it is one."""
    found = queries.case_for(person(request), pk)
    told = queries.told(found, timezone.localdate())
    if kind not in TYPES:
        raise Http404
    if kind == "pdf":
        content = documents.pdf("stories/case", presenters.on_paper(told), lang="en-GB", title=told.title)
    else:
        content = WRITERS[kind](told)
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{slugify(told.title) or "case-study"}.{kind}"'
    return response


@FORM
def new_story(request: HttpRequest) -> HttpResponse:
    """Begin a story."""
    return _story_form(request, None)


@require_safe
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a story: its words, what it stands on, where it was used."""
    me, today = person(request), timezone.localdate()
    found = queries.story_for(me, pk)
    own = may(me, Permission.STORY_WRITE, on=found)
    return _page(
        request, "story", story=found, by_whom=queries.by_whom(found), state=presenters.state_of_story(found, today),
        consents=[(one, presenters.state_of_consent(one, today)) for one in queries.consents_of(found)] if own else [],
        uses=list(queries.uses_of(found)) if own else [], missing=queries.missing_of(found, today) if own else [],
        may_write=own, may_approve=may(me, Permission.STORY_APPROVE, on=found), real=found.kind == Story.Kind.REAL,
    )  # fmt: skip


@FORM
def edit_story(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a story."""
    return _story_form(request, _story(request, pk, Permission.STORY_WRITE))


@never_cache
@FORM
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what a person agreed to, and show once the code by which they take it back."""
    found = _story(request, pk, Permission.STORY_WRITE)
    form = forms.ConsentForm(request.POST if request.method == "POST" else None)
    made: list[Any] = []
    if attempt(request, form, lambda data: made.append(actions.record_consent(found, by=person(request), **data))):
        return _page(request, "code", story=found, consent=made[0][0], code=made[0][1],
                     address=request.build_absolute_uri("/stories/take-back/"))  # fmt: skip
    return _page(request, "consent", story=found, form=form)


@FORM
def publish_story(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the exact words and the consent, and let another person put their name under them."""
    found = _story(request, pk, Permission.STORY_APPROVE)
    form = Form(request.POST if request.method == "POST" else None)
    if attempt(request, form, lambda _: actions.publish_story(found, by=person(request)), done="The story is public."):
        return redirect("workspace:stories:story", pk=pk)
    return _page(request, "publish_story", story=found, form=form, by_whom=queries.by_whom(found),
                 missing=queries.missing_of(found, timezone.localdate()), consent=queries.consent_of(found),
                 standing=standing(person(request), found))  # fmt: skip


@require_POST
def take_down_story(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a story off the public pages; its words stay here."""
    found = _story(request, pk, Permission.STORY_WRITE)
    return press(request, lambda: actions.take_down_story(found, by=person(request)), done="It is not public any more.",
                 to="workspace:stories:story", pk=pk)  # fmt: skip


@FORM
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what goes and what stays, and take a story back when the person has asked for it."""
    found = _story(request, pk, Permission.STORY_WRITE)
    form = Form(request.POST if request.method == "POST" else None)
    done = "The story was taken back. It is on no public page any more."
    if attempt(request, form, lambda _: actions.take_back(found, by=person(request)), done=done):
        return redirect("workspace:stories:story", pk=pk)
    return _page(request, "take_back", story=found, form=form, uses=list(queries.uses_of(found)))


@FORM
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down where a story goes beyond these pages."""
    found = _story(request, pk, Permission.STORY_WRITE)
    form = forms.UseForm(request.POST if request.method == "POST" else None)
    if attempt(request, form, lambda data: actions.record_use(found, by=person(request), **data), done="The use is recorded."):
        return redirect("workspace:stories:story", pk=pk)
    return _page(request, "use", story=found, form=form)


@require_POST
def call_back(request: HttpRequest, pk: int, use: int) -> HttpResponse:
    """Say that a story was taken down where it had been used."""
    found = queries.uses_of(_story(request, pk, Permission.STORY_WRITE)).filter(pk=use).first()
    if found is None:
        raise Http404
    return press(request, lambda: actions.call_back(found, by=person(request)), done="It is written down.",
                 to="workspace:stories:story", pk=pk)  # fmt: skip


def _case_form(request: HttpRequest, found: CaseStudy | None) -> HttpResponse:
    me = person(request)
    initial: dict[str, Any] = {}
    if found is not None:
        initial = {name: getattr(found, name) for name in actions.CASE} | {
            "organisation": found.organisation_id, "partners": [one.organisation_id for one in found.partners.all()]}  # fmt: skip
    writers = queries.writers_for(me)
    if not writers.exists():
        raise PermissionDenied("Your role does not allow this. A communications officer or a director can do it.")
    form = forms.CaseForm(request.POST if request.method == "POST" else None, initial=initial, writers=writers,
                          partners=organisations_at_work(timezone.localdate(), also=initial.get("partners", ())))  # fmt: skip
    kept: list[CaseStudy] = []

    def save(data: dict[str, Any]) -> None:
        fields = dict(data)
        organisation = fields.pop("organisation")
        partners = list(dict.fromkeys([*fields.pop("partners"), *fields.pop("others")]))
        kept.append(actions.change_case(found, partners=partners, by=me, **fields) if found is not None
                    else actions.write_case(organisation, partners=partners, by=me, **fields))  # fmt: skip

    if attempt(request, form, save, done="The case study is saved."):
        return redirect("workspace:stories:case", pk=kept[0].pk)
    return _page(request, "write_case", form=form, case=found)


def _story_form(request: HttpRequest, found: Story | None) -> HttpResponse:
    me = person(request)
    initial: dict[str, Any] = {}
    if found is not None:
        initial = {name: getattr(found, name) for name in actions.STORY if name != "case"} | {
            "organisation": found.organisation_id, "case": found.case_id}  # fmt: skip
    writers = queries.writers_for(me)
    if not writers.exists():
        raise PermissionDenied("Your role does not allow this. A communications officer or a director can do it.")
    cases = queries.cases_of(me).filter(organisation__in=writers)
    form = forms.StoryForm(request.POST if request.method == "POST" else None, initial=initial, writers=writers, cases=cases)
    kept: list[Story] = []

    def save(data: dict[str, Any]) -> None:
        fields = dict(data)
        organisation = fields.pop("organisation")
        kept.append(actions.change_story(found, by=me, **fields) if found is not None
                    else actions.write_story(organisation, by=me, **fields))  # fmt: skip

    if attempt(request, form, save, done="The story is saved."):
        return redirect("workspace:stories:story", pk=kept[0].pk)
    return _page(request, "write_story", form=form, story=found)


def _case(request: HttpRequest, pk: int, permission: Permission) -> CaseStudy:
    found = queries.case_for(person(request), pk)
    require(person(request), permission, on=found)
    return found


def _story(request: HttpRequest, pk: int, permission: Permission) -> Story:
    found = queries.story_for(person(request), pk)
    require(person(request), permission, on=found)
    return found


def _page(request: HttpRequest, name: str, **more: Any) -> HttpResponse:
    return render(request, f"workspace/stories/{name}.html", {"section": "saying", **more})
