"""A person at a route: a test message to oneself, and trying a route again that is stopped."""

import datetime
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.nudges import nudge
from antiphon.core.problems import Refused
from antiphon.delivery import rules
from antiphon.delivery.actions.posting import TASK
from antiphon.delivery.models import Route, Trial
from antiphon.delivery.queries.routes import may_try
from antiphon.network.models import User
from antiphon.people.rules import takes_texts, telephone

TRY = "delivery.try_waiting"
MOST_AN_HOUR = 5
GIVEN_UP = datetime.timedelta(minutes=5)  # far longer than one message may take
Status = Trial.Status


@dataclass(frozen=True)
class TrialMessage:
    """A test message that is about to go. It is never stored or logged."""

    trial: Trial
    name: str
    to: str

    @property
    def route(self) -> str:
        return self.trial.route

    @property
    def title(self) -> str:
        return rules.title_of(self.trial.route, settings.PROVIDER)

    @property
    def reference(self) -> str:
        return self.trial.reference

    def __repr__(self) -> str:
        return f"TrialMessage({self.trial.pk})"


@action
def try_out(route: str, *, by: User, number: str = "") -> Trial:
    """Have a test message sent to oneself: to the address of one's account, or for texts to a mobile number."""
    _need(by)
    if route not in settings.ROUTES:
        raise Refused("This route is not set up.")
    to = by.email
    if rules.WAYS[route].channel == "sms":
        to = telephone(number)
        if not takes_texts(to):
            raise Refused("Enter a mobile number, like 07700 900 982.")
    now = timezone.now()
    if Trial.objects.filter(asked_by=by, made_at__gt=now - datetime.timedelta(hours=1)).count() >= MOST_AN_HOUR:
        raise Refused(f"You have sent {MOST_AN_HOUR} test messages in the last hour. Wait a while.")
    trial = Trial.objects.create(route=route, to=to, asked_by=by, reference=secrets.token_hex(16))
    trail.leave("try out", trial, by=by, route=route)
    nudge(TRY)
    return trial


@action
def begin_trial(*, by: Actor) -> TrialMessage | None:
    """Take the next test message that waits; None when there is none. It goes once: a worker that dies leaves it not known."""
    now = timezone.now()
    lost = Trial.objects.filter(status=Status.HANDING, begun_at__lt=now - GIVEN_UP)
    lost.update(status=Status.UNKNOWN, to="", settled_at=now, reply="The worker stopped while it was sent.")
    row = (
        Trial.objects.select_for_update(skip_locked=True, of=("self",)).select_related("asked_by")
        .filter(status=Status.WAITING).order_by("pk").first()
    )  # fmt: skip
    if row is None:
        return None
    row.status, row.begun_at = Status.HANDING, now
    row.save(update_fields=["status", "begun_at"])
    trail.leave("begin trial", row, by=by)
    return TrialMessage(row, row.asked_by.name, row.to)


@action
def settle_trial(trial: Trial, *, status: str, reply: str, by: Actor) -> None:
    """Write down what became of a test message, and forget where it went."""
    Trial.objects.filter(pk=trial.pk, status=Status.HANDING).update(
        status=status, reply=rules.without_addresses(reply), to="", settled_at=timezone.now()
    )
    trail.leave("settle trial", trial, by=by, status=status)


@action
def try_again_now(route: str, *, by: User) -> None:
    """Try a route again now that was stopped. If what was wrong is still wrong, it stops again and says so."""
    _need(by)
    row = Route.objects.filter(name=route).first()
    if row is None:
        raise Refused("Nothing has gone by this route yet, so it is not stopped.")
    Route.objects.filter(pk=row.pk).update(stopped_until=None, stopped_because="", failures=0)
    trail.leave("try again now", row, by=by)
    nudge(TASK)


def _need(user: User) -> None:
    if not may_try(user):
        raise PermissionDenied("Your role does not allow this. A communications officer or an administrator can do it.")
