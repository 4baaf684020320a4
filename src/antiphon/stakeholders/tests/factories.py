"""Stakeholders for tests: fictional people at example.org."""

import datetime
import itertools
from typing import Any

from antiphon.core.actors import Visitor
from antiphon.core.sealing import key_for
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.actions import remember
from antiphon.stakeholders.models import Copy, Line, Message, Seat, Stakeholder

_number = itertools.count(1)
LONG_AGO = datetime.date(2024, 4, 1)


def make_stakeholder(*, name: str = "", email: str | None = None, telephone: str = "", **overrides: Any) -> Stakeholder:
    """Return a champion, or another when a kind is given."""
    number = next(_number)
    name = name or f"Somebody Example {number}"
    email = f"somebody.{number}@example.org" if email is None else email
    fields = {"kind": Stakeholder.Kind.CHAMPION, **overrides}
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    if "added_by" not in fields:
        fields["added_by"] = make_user(role="engagement_lead", organisation=fields["organisation"])
    if "person" not in fields:
        fields["person"] = remember(name=name, email=email, telephone=telephone, wants_reply=bool(email), by=Visitor())
        fields.setdefault("person_key", key_for("stakeholder", f"{name}|{email or telephone}"))
    return Stakeholder.objects.create(**fields)


def make_councillor(**overrides: Any) -> Stakeholder:
    """Return a councillor who answers for a ward and scrutinises."""
    fields = {"kind": Stakeholder.Kind.COUNCILLOR, "ward": "Harrow Bridge", "roles": ["scrutinises", "ward"],
              "post": "Member of the health scrutiny committee", **overrides}  # fmt: skip
    if "body" not in fields:
        fields["body"] = make_organisation(kind="council")
    return make_stakeholder(**fields)


def make_seat(*, stakeholder: Stakeholder | None = None, **overrides: Any) -> Seat:
    """Return a lay member's place on a board."""
    stakeholder = stakeholder or make_stakeholder(kind=Stakeholder.Kind.LAY)
    fields = {"body": stakeholder.organisation, "board": "Quality committee", "role": "lay_member", "starts_on": LONG_AGO,
              **overrides}  # fmt: skip
    return Seat.objects.create(stakeholder=stakeholder, **fields)


def make_line(*, stakeholder: Stakeholder | None = None, **overrides: Any) -> Line:
    """Return a line of what was done with a champion."""
    stakeholder = stakeholder or make_stakeholder()
    fields = {"kind": "training", "words": "An evening on plain words", "done_on": LONG_AGO,
              "noted_by": stakeholder.added_by, **overrides}  # fmt: skip
    return Line.objects.create(stakeholder=stakeholder, **fields)


def make_message(**overrides: Any) -> Message:
    """Return a message for champions that has not gone."""
    fields = {"title": f"Where to get help {next(_number)}", "words": "Ring 111 first. It is free, day and night.", **overrides}
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    if "written_by" not in fields:
        fields["written_by"] = make_user(role="communications_officer", organisation=fields["organisation"])
    return Message.objects.create(**fields)


def make_copy(*, message: Message | None = None, stakeholder: Stakeholder | None = None, **overrides: Any) -> Copy:
    """Return a copy of a message that waits for room in the champion's week."""
    message = message or make_message(**({"organisation": stakeholder.organisation} if stakeholder else {}))
    stakeholder = stakeholder or make_stakeholder(organisation=message.organisation)
    return Copy.objects.create(message=message, stakeholder=stakeholder, **overrides)
