"""Other systems of an organisation that are told when something happens."""

import secrets
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.nudges import nudge
from antiphon.core.problems import Refused
from antiphon.delivery import rules
from antiphon.delivery.channels import webhook
from antiphon.delivery.models import Endpoint, Notice
from antiphon.delivery.queries import notices_waiting
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission

NOTIFY = "delivery.notify_waiting"


@action
def add_endpoint(*, organisation: Organisation, url: str, kinds: Iterable[str], by: User) -> tuple[Endpoint, str]:
    """Have another system told when something happens. Returns the endpoint and the secret, which is shown once."""
    require(by, Permission.PEOPLE_MANAGE, on=Body(organisation))
    chosen = [kind for kind in rules.KINDS if kind in set(kinds)]
    if not chosen:
        raise Refused("Choose at least one thing to be told of.")
    try:
        webhook.judge(url.strip(), open_door=settings.WEBHOOKS_TO_THIS_MACHINE)
    except webhook.Refusal as problem:
        raise Refused(str(problem)) from problem
    secret = secrets.token_urlsafe(32)
    endpoint = Endpoint.objects.create(organisation=organisation, url=url.strip(), secret=secret, kinds=chosen, made_by=by)
    trail.leave("add endpoint", endpoint, by=by, organisation=organisation.pk, kinds=chosen)
    return endpoint, secret


@action
def stop_endpoint(endpoint: Endpoint, *, by: User) -> None:
    """Tell it nothing more. What waits, waits."""
    require(by, Permission.PEOPLE_MANAGE, on=Body(endpoint.organisation))
    Endpoint.objects.filter(pk=endpoint.pk, stopped_at__isnull=True).update(
        stopped_at=timezone.now(), stopped_because=f"{by.name} stopped it."
    )
    trail.leave("stop endpoint", endpoint, by=by)


@action
def start_endpoint(endpoint: Endpoint, *, by: User) -> None:
    """Tell it again, what waits first."""
    require(by, Permission.PEOPLE_MANAGE, on=Body(endpoint.organisation))
    Endpoint.objects.filter(pk=endpoint.pk).update(stopped_at=None, stopped_because="", failures=0)
    trail.leave("start endpoint", endpoint, by=by)
    nudge(NOTIFY)


@action
def remove_endpoint(endpoint: Endpoint, *, by: User) -> None:
    """Take an address out, with what it was told."""
    require(by, Permission.PEOPLE_MANAGE, on=Body(endpoint.organisation))
    trail.leave("remove endpoint", endpoint, by=by)
    endpoint.delete()


@action
def announce(endpoint: Endpoint, *, happenings: Iterable[rules.Happening], by: Actor) -> int:
    """Put what happened in the worklist of an address, each thing once; return how many are new. Twice is harmless."""
    wanted = {rules.event(endpoint.organisation_id, one.kind, one.key): one for one in happenings if one.kind in endpoint.kinds}
    known = set(Notice.objects.filter(endpoint=endpoint, reference__in=list(wanted)).values_list("reference", flat=True))
    new = [
        Notice(endpoint=endpoint, reference=reference, kind=one.kind, happened_at=one.at, facts=one.facts)
        for reference, one in wanted.items() if reference not in known
    ]
    Notice.objects.bulk_create(new, batch_size=1000, ignore_conflicts=True)
    if new:
        trail.leave("announce", endpoint, by=by, notices=len(new))
        nudge(NOTIFY)
    return len(new)


@action
def begin_notice(*, by: Actor) -> Notice | None:
    """Take the next notice that has to go, for this worker alone; None when there is none. It comes back if the worker dies."""
    row = notices_waiting().select_for_update(skip_locked=True, of=("self",)).select_related("endpoint").first()
    if row is None:
        return None
    row.status, row.attempts, row.not_before = Notice.Status.SENDING, row.attempts + 1, timezone.now() + rules.SENDS_FOR
    row.save(update_fields=["status", "attempts", "not_before"])
    trail.leave("begin notice", row, by=by, attempt=row.attempts)
    return row


@action
def settle_notice(notice: Notice, *, taken: bool, reply: str, by: Actor) -> None:
    """Write down whether the other system took it. After many failures one after another it is told nothing more."""
    row = Notice.objects.select_for_update().get(pk=notice.pk)
    if row.status != Notice.Status.SENDING or row.attempts != notice.attempts:
        return  # another worker has it by now
    now = timezone.now()
    row.reply, again = reply[:300], rules.try_again(row.attempts, now)
    row.status = Notice.Status.TAKEN if taken else Notice.Status.WAITING if again else Notice.Status.FAILED
    row.not_before, row.settled_at = (again, None) if row.status == Notice.Status.WAITING else (None, now)
    row.save(update_fields=["reply", "status", "not_before", "settled_at"])
    endpoint = Endpoint.objects.select_for_update().get(pk=row.endpoint_id)
    endpoint.failures = 0 if taken else endpoint.failures + 1
    if endpoint.failures >= rules.STOP_AFTER and endpoint.stopped_at is None:
        endpoint.stopped_at = now
        because = f"It did not take {endpoint.failures} messages one after another. The last answer: {reply}"
        endpoint.stopped_because = because[:300]
    endpoint.save(update_fields=["failures", "stopped_at", "stopped_because"])
    trail.leave("settle notice", row, by=by, taken=taken, stopped=endpoint.stopped_at is not None)


@action
def tell_again(notice: Notice, *, by: User) -> None:
    """Send a notice again, taken or not: the other system tells doubles by its reference."""
    require(by, Permission.PEOPLE_MANAGE, on=Body(notice.endpoint.organisation))
    Notice.objects.filter(pk=notice.pk).exclude(status=Notice.Status.SENDING).update(
        status=Notice.Status.WAITING, attempts=0, not_before=None, settled_at=None
    )
    trail.leave("tell again", notice, by=by)
    nudge(NOTIFY)
