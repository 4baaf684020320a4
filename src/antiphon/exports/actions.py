"""Writes of exports: ask for a file, make it piece by piece, say that it is whole or why it is not, let it go."""

import datetime
import hashlib
from collections.abc import Sequence

from django.utils import timezone

from antiphon.core import days, nudges, trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine
from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement
from antiphon.exports import disclosure, rules
from antiphon.exports.models import Export, ExportPart, InformationRequest
from antiphon.exports.queries import LOST_AFTER
from antiphon.narrative.models import Clause
from antiphon.narrative.queries.writing import narrative_for
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.people import actions as people

MAKE = "antiphon.exports.tasks.make_waiting"
MOST_TRIES = 3
GIVEN_UP = "It could not be made in three tries. Ask for it again, or tell whoever runs this service."
AFTER_CLOSE = "An evidence bundle can be made once the engagement is published."


@action
def ask(engagement: Engagement, *, kind: str, format: str, by: User) -> Export:
    """Ask for a file. Whoever asks twice while it is being made gets the same one."""
    require(by, Permission.EXPORT, on=engagement)
    if kind not in Export.Kind.values:
        raise Refused("Choose what you want to take out.")
    fits = {Export.Format.ZIP} if kind == Export.Kind.EVIDENCE else set(Export.Format) - {Export.Format.ZIP}
    if format not in fits:
        raise Refused("Choose a kind of file.")
    if kind == Export.Kind.EVIDENCE and not engagement.published_at:
        raise Refused(AFTER_CLOSE)
    asked = Export.objects.filter(engagement=engagement, kind=kind, format=format, asked_by=by)
    if same := asked.filter(state__in=[Export.State.WAITING, Export.State.MAKING]).first():
        return same
    export = Export.objects.create(engagement=engagement, kind=kind, format=format, asked_by=by)
    trail.leave("ask for export", export, by=by, engagement=engagement.pk, kind=kind, format=format)
    nudges.nudge(MAKE)
    return export


@action
def begin(export: Export, *, by: Actor) -> bool:
    """Take a file to make it; False when somebody else has it. What an earlier try left is dropped."""
    found = Export.objects.select_for_update(skip_locked=True).filter(pk=export.pk).first()
    now = timezone.now()
    lost = found and found.state == Export.State.MAKING and found.beat_at and found.beat_at < now - LOST_AFTER
    if found is None or not (found.state == Export.State.WAITING or lost):
        return False
    ExportPart.objects.filter(export=found).delete()
    if found.tries >= MOST_TRIES:
        Export.objects.filter(pk=found.pk).update(state=Export.State.FAILED, problem=GIVEN_UP)
        trail.leave("give export up", found, by=by)
        return False
    found.state, found.beat_at, found.tries, found.done = Export.State.MAKING, now, found.tries + 1, 0
    found.save(update_fields=["state", "beat_at", "tries", "done"])
    trail.leave("make export", found, by=by, try_number=found.tries)
    export.state, export.tries = found.state, found.tries
    return True


@action
def keep_part(export: Export, *, number: int, content: bytes, done: int, by: Actor) -> None:
    """Keep a piece of a file that is being made. Raises Refused when somebody else has taken it over meanwhile."""
    still = Export.objects.filter(pk=export.pk, state=Export.State.MAKING, tries=export.tries)
    if not still.update(beat_at=timezone.now(), done=done):
        raise Refused("Somebody else is making this file.")
    ExportPart.objects.create(export=export, number=number, content=content)
    if number == 0:  # a line for each piece would say nothing more
        trail.leave("write export", export, by=by)


@action
def finish(export: Export, *, rows: int, size: int, sha256: str, notes: Sequence[str], by: Actor) -> Export:
    """Say that a file is whole: from now on it can be had, for some days."""
    found = Export.objects.select_for_update().get(pk=export.pk)
    if found.state != Export.State.MAKING or found.tries != export.tries:
        raise Refused("Somebody else is making this file.")
    found.state, found.rows, found.size, found.sha256, found.done = Export.State.READY, rows, size, sha256, rows
    found.notes, found.expires_at = list(notes), timezone.now() + datetime.timedelta(days=rules.KEPT_DAYS)
    found.save(update_fields=["state", "rows", "size", "sha256", "done", "notes", "expires_at"])
    trail.leave("finish export", found, by=by, rows=rows, size=size, sha256=sha256)
    return found


@action
def fail(export: Export, *, problem: str, by: Actor) -> Export:
    """Say why a file could not be made, and drop what was written of it."""
    ExportPart.objects.filter(export=export).delete()
    found = Export.objects.select_for_update().get(pk=export.pk)
    found.state, found.problem = Export.State.FAILED, problem[:300]
    found.save(update_fields=["state", "problem"])
    trail.leave("fail export", found, by=by)
    return found


@action
def take_out(export: Export, *, by: User) -> Export:
    """Let somebody have a file that is whole. Each time is on the trail."""
    require(by, Permission.EXPORT, on=export)
    found = Export.objects.select_related("engagement").get(pk=export.pk)
    if found.state != Export.State.READY or not found.expires_at or found.expires_at < timezone.now():
        raise Refused("This file is not here any more. Ask for it again.")
    trail.leave("take export out", found, by=by, sha256=found.sha256)
    return found


@action
def take_out_table(engagement: Engagement, *, what: str, format: str, rows: int, by: User) -> None:
    """Write down that somebody took a cross-tabulation out, which is made while they wait and kept nowhere."""
    require(by, Permission.EXPORT, on=engagement)
    trail.leave("take table out", engagement, by=by, what=what, format=format, rows=rows)


@action
def let_go(export: Export, *, by: Machine) -> None:
    """Drop a file whose time is up. Its receipt stays."""
    ExportPart.objects.filter(export=export).delete()
    Export.objects.filter(pk=export.pk, state=Export.State.READY).update(state=Export.State.GONE)
    trail.leave("let export go", export, by=by)


@action
def record_request(
    organisation: Organisation, *, clause: Clause, reference: str, asked: str, received_on: datetime.date, by: User,
    name: str = "", email: str = "",
) -> InformationRequest:
    """Record a request for the drafts and comments on a part of a narrative. The clock of 20 working days runs from its day."""
    require(by, Permission.EXPORT, on=Body(organisation))
    narrative_for(by, clause.narrative.slug)  # whoever may not see it may not know of it
    reference = " ".join(reference.split())
    wrong = [] if reference else ["Give the request a reference, like FOI 2026/12."]
    wrong += [] if asked.strip() else ["Write down what was asked."]
    wrong += ["The day on which it came has not come yet."] if received_on > timezone.localdate() else []
    if InformationRequest.objects.filter(organisation=organisation, reference=reference).exists():
        wrong.append("There is a request with this reference already.")
    if wrong:
        raise Refused(*wrong)
    known = bool(name.strip() or email.strip())
    person = people.remember(name=name, email=email, wants_reply=bool(email.strip()), by=by) if known else None
    request = InformationRequest.objects.create(
        organisation=organisation, clause=clause, reference=reference, asked=asked.strip(), received_on=received_on,
        person=person, due_on=days.working_days_after(received_on, rules.FOI_DAYS), recorded_by=by, prepared_by=by,
    )  # fmt: skip
    trail.leave("record request", request, by=by, clause=clause.pk, due=str(request.due_on))
    return request


@action
def choose_hidden(
    request: InformationRequest, *, hide: Sequence[tuple[str, str]], keep: Sequence[str], by: User
) -> InformationRequest:
    """Choose what is hidden besides what was found, each with its reason, and what is shown after all."""
    require(by, Permission.EXPORT, on=request)
    request = _open(request)
    if bare := [words for words, why in hide if not why.strip()]:
        raise Refused(f"Say why “{bare[0]}” is hidden: the part of the Act, or the reason.")
    request.hide = [[" ".join(words.split()), " ".join(why.split())] for words, why in hide if words.strip()]
    request.keep, request.prepared_by = [" ".join(one.split()) for one in keep if one.strip()], by
    request.bundle, request.sha256, request.bundled_at, request.bundled_by = None, "", None, None  # type: ignore[assignment]
    request.save()
    trail.leave("choose hidden", request, by=by, hide=len(request.hide), keep=len(request.keep))
    return request


@action
def make_bundle(request: InformationRequest, *, by: User) -> InformationRequest:
    """Make the bundle from what is held and hidden now. Another person than the one who chose what is hidden does this."""
    require(by, Permission.EXPORT, on=request)
    request = _open(request)
    if request.prepared_by_id == by.pk:
        raise Refused("You chose what is hidden, so another person must look at it and make the bundle.")
    content = disclosure.archive(disclosure.disclosure(request))
    request.sha256 = hashlib.sha256(content).hexdigest()
    request.bundle = content  # type: ignore[assignment]
    request.bundled_at, request.bundled_by = timezone.now(), by
    request.save()
    trail.leave("make bundle", request, by=by, sha256=request.sha256)
    return request


@action
def take_out_bundle(request: InformationRequest, *, by: User) -> bytes:
    """Let somebody have the bundle as it was made. Each time is on the trail."""
    require(by, Permission.EXPORT, on=request)
    if request.bundle is None:
        raise Refused("The bundle is not made yet.")
    trail.leave("take bundle out", request, by=by, sha256=request.sha256)
    return bytes(request.bundle)


@action
def answer_request(
    request: InformationRequest, *, outcome: str, answered_on: datetime.date, by: User
) -> InformationRequest:
    """Say that the request was answered, how and when. The clock stops."""
    require(by, Permission.EXPORT, on=request)
    request = _open(request)
    if outcome not in InformationRequest.Outcome.values:
        raise Refused("Say what became of it.")
    if not request.received_on <= answered_on <= timezone.localdate():
        raise Refused("Enter the day on which it was answered.")
    if outcome in ("whole", "part") and request.bundle is None:
        raise Refused("Make the bundle first.")
    request.outcome, request.answered_on = outcome, answered_on
    request.save(update_fields=["outcome", "answered_on"])
    trail.leave("answer request", request, by=by, outcome=outcome, late=answered_on > request.due_on)
    return request


@action
def forget_requester(request: InformationRequest, *, by: Machine) -> None:
    """Forget who asked. The request and its answer stay."""
    if request.person:
        people.erase(request.person, by=by)
        InformationRequest.objects.filter(pk=request.pk).update(person=None)
        trail.leave("forget requester", request, by=by)


def _open(request: InformationRequest) -> InformationRequest:
    found = (
        InformationRequest.objects.select_for_update(of=("self",)).select_related("organisation", "clause__narrative__owner")
        .get(pk=request.pk)
    )
    if found.answered_on:
        raise Refused("This request is answered already.")
    return found
