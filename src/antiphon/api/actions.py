"""What this face writes: a response that another system sends in, once."""

import datetime
import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from antiphon.api.models import Taken
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.engagement.answering import Kind
from antiphon.engagement.models import Engagement
from antiphon.network.models import ApiKey, User
from antiphon.voices import actions as voices
from antiphon.voices.intake import door_is_open
from antiphon.voices.models import Channel, Response

NAMES = uuid.UUID("6f0c2a52-94c0-4a8f-9a55-6d3d3f5c1c7b")


class Otherwise(Exception):
    """The name of the request was used before, for something else."""


@dataclass(frozen=True)
class Done:
    """The response, and whether it was there already."""

    response: Response
    again: bool


@action
def take_in(
    engagement: Engagement, *, key: ApiKey, called: str, body: bytes, answers: dict[int, Any], said_on: datetime.date, by: User,
    **more: Any,
) -> Done:
    """Take in a response under the name that the sender gave the request. The same request again brings the first response.

    Raises Otherwise when the name stands for another request, Refused with everything that is wrong.
    """
    digest = hashlib.sha256(f"{engagement.pk}:".encode() + body).hexdigest()
    if done := _done(key, called, digest):
        return done
    if not (engagement.published_at and engagement.opens_on and engagement.closes_on
            and engagement.opens_on <= said_on <= engagement.closes_on):  # fmt: skip
        raise Refused("This engagement was not open on that day.")
    door_is_open(engagement, str(Channel.API))
    files = {question.pk for question in engagement.questions.current() if question.kind == Kind.FILE}
    if files & set(answers):
        raise Refused("A file cannot be sent this way. Send people to the web form for it.")
    try:
        with transaction.atomic():
            response = voices.receive(
                engagement, answers=answers, channel=str(Channel.API), said_on=said_on,
                submission=uuid.uuid5(NAMES, f"{key.pk}:{called}"), by=by, **more,
            )
            taken = Taken.objects.create(key=key, name=called, digest=digest, response=response)
            trail.leave("take in", taken, by=by, response=response.pk)
    except IntegrityError:  # the same request, twice at the same moment
        if done := _done(key, called, digest):
            return done
        raise
    return Done(response, again=False)


def _done(key: ApiKey, called: str, digest: str) -> Done | None:
    taken = Taken.objects.select_related("response").filter(key=key, name=called).first()
    if taken is None:
        return None
    if taken.digest != digest:
        raise Otherwise
    return Done(taken.response, again=True)
