"""What arrives by any door, as data, and whether it can be taken: the same for the form, staff, files, e-mail and the API."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone

from antiphon.core import prepared
from antiphon.core.actors import Actor, Machine, Visitor
from antiphon.core.problems import Refused
from antiphon.engagement import answering
from antiphon.engagement.about import about_set
from antiphon.engagement.answering import Asked
from antiphon.engagement.models import Engagement, Question, Session, Twin
from antiphon.engagement.queries import CHANNEL_ENABLED, channel_enabled, channel_stands
from antiphon.engagement.rules import Phase
from antiphon.network.access import may, require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.trust.queries import Entry
from antiphon.voices.models import Channel, SpeaksAs


@dataclass(frozen=True)
class Said:
    """What one contributor sent, as every door hands it over. `answers`: by question id, see `engagement.answering`.

    `about`: category by characteristic, of the engagement's `about_set`. `speaks_for` is for groups alone.
    """

    answers: Mapping[int, Any]
    channel: str
    said_on: datetime.date
    score: int | None = None
    place: str = ""
    name: str = ""
    email: str = ""
    wants_reply: bool = False
    may_quote: bool = False
    may_reuse: bool = False
    about: Mapping[str, Any] = field(default_factory=dict)
    speaks_as: str = "self"
    speaks_for: int | None = None
    wrote_down: str = ""
    language: str = "en"
    trusted: str = "open"
    twin: Twin | None = None
    session: Session | None = None
    submission: uuid.UUID | None = None
    entry: Entry | None = None  # how a visitor got in, where not everyone may
    network_key: str = ""  # a digest of where it was sent from, never the address
    waited: bool = False  # the slow-down page was shown and waited out

    def __repr__(self) -> str:
        return f"Said({self.channel}, {len(self.answers)} answers)"  # a traceback must not tell what was said or by whom


class SlowDown(Refused):
    """So much comes from one network address that it may be a machine. Waiting helps, unless it is `too_much`."""

    def __init__(self, *, too_much: bool) -> None:
        self.too_much = too_much
        super().__init__("Many answers have come from your network in a few minutes. What you wrote is still here.")


def may_take_in(engagement: Engagement, by: Actor, *, single: bool = False) -> None:
    """Raise unless this actor may add a response to the engagement now.

    Whoever may key in sheets may add a `single` response; many at a time need the right to bring in files.
    """
    if engagement.closed_at:
        raise Refused("This engagement is closed, so nothing more can be added.")
    if isinstance(by, Machine):
        return
    if isinstance(by, Visitor):
        if engagement.phase is not Phase.OPEN:
            raise Refused("This engagement is not open, so it cannot take an answer now.")
        return
    if single and isinstance(by, User) and may(by, Permission.VOICE_ENTER, on=engagement):
        return
    require(by, Permission.VOICE_IMPORT, on=engagement)


def door_is_open(engagement: Engagement, channel: str) -> None:
    """Raise unless the organisation that owns the engagement has this channel switched on in its register. One query."""
    if not channel_enabled(engagement.owner_id, channel):
        raise _closed(channel)


def _closed(channel: str) -> Refused:
    return Refused(
        f"The channel “{channel}” is switched off for this organisation, so nothing was taken. An administrator can "
        "switch it on in the register of channels."
    )


def door_stands_open(engagement: Engagement, said: Said) -> None:
    """Raise unless the channel of a visitor's answer is switched on, and no flood comes from their network. One query.

    SlowDown when more has come from this network lately than a full waiting room could send. The first few hundred in ten
    minutes always pass: a hospital, a library or a school is behind one address.
    """
    limits = settings.INTAKE_LIMITS
    since = timezone.now() - datetime.timedelta(minutes=limits["minutes"])
    ceiling = limits["ceiling"] if said.network_key else 0
    ((on, lately),) = prepared.rows(
        f"select ({CHANNEL_ENABLED}), (select count(*) from (select 1 from voices_response"
        " where network_key = %s and network_key <> '' and made_at >= %s limit %s) lately)",
        [engagement.owner_id, said.channel, said.network_key, since, ceiling],
    )
    if not channel_stands(said.channel, on):
        raise _closed(said.channel)
    if ceiling and (lately >= ceiling or (lately >= limits["freely"] and not said.waited)):
        raise SlowDown(too_much=lately >= ceiling)


def problems(engagement: Engagement, said: Said, questions: Sequence[Question | Asked], *, by: Actor) -> list[str]:
    """Return everything that is wrong with a response, as sentences; empty when it can be taken.

    A question that must be answered must be answered on our own form; paper, telephone and files are taken as they came.
    """
    by_key = {one.pk: one if isinstance(one, Asked) else one.asked() for one in questions}
    wrong = []
    if set(said.answers) - set(by_key):
        wrong.append("One of the answers is to a question that this engagement does not have. Load the form again.")
    strict = isinstance(by, Visitor)
    routed = {one.pk for one in answering.route(list(by_key.values()), said.answers)}
    for key, asked in by_key.items():
        value = said.answers.get(key)
        if not answering.is_answered(value) and (not strict or key not in routed):
            continue
        named = f"{asked.text}: " if len(by_key) > 1 else ""
        wrong += [f"{named}{text}" for text in answering.problems(asked, value)]
    if said.score is None and not any(answering.is_answered(value) for value in said.answers.values()):
        wrong.append("Write an answer to at least one question.")
    return wrong + _problems_around(engagement, said)


def _problems_around(engagement: Engagement, said: Said) -> list[str]:
    wrong = []
    if said.channel not in Channel.values:
        wrong.append("Choose how this reached us.")
    if said.said_on > timezone.localdate():
        wrong.append("The day on which this was said must be today or in the past.")
    if said.score is not None and said.score not in range(1, 6):
        wrong.append("The score goes from 1 (very good) to 5 (very poor).")
    if len(said.place.strip()) > answering.PLACE_LONGEST:
        wrong.append("The place can have up to 100 characters.")
    if said.wants_reply and not said.email.strip():
        wrong.append("To hear from us, enter your e-mail address.")
    if said.speaks_as not in SpeaksAs.values:
        wrong.append("Choose for whom this was said.")
    if said.speaks_as == SpeaksAs.GROUP and (said.speaks_for is None or not 2 <= said.speaks_for <= 100_000):
        wrong.append("Say for how many people the group speaks: 2 or more.")
    if said.speaks_as != SpeaksAs.GROUP and said.speaks_for is not None:
        wrong.append("Only a group speaks for a number of people.")
    if len(said.wrote_down) > 200:
        wrong.append("Who wrote it down can have up to 200 characters.")
    if said.about:
        if not engagement.about_set:
            wrong.append("This engagement does not ask about the person.")
        else:
            wrong += about_set(engagement.about_set).problems(dict(said.about))
    return wrong
