"""Words tried on people, and findings that an author lets stand."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.language.live import Item
from antiphon.language.models import Override, TestSession
from antiphon.language.rules import digest, names_a_person
from antiphon.network.access import Body, organisations_of, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission

LONGEST_REASON = 500


@action
def let_stand(organisation: Organisation, *, paragraph: str, rule: str, text: str, reason: str, by: User) -> Override | None:
    """Keep why a finding stands, with the digest of its paragraph. The same reason twice is once (None)."""
    if organisation.pk not in organisations_of(by):
        raise Refused("You have no role in this organisation.")
    reason = " ".join(reason.replace("\x00", "").split())[:LONGEST_REASON]
    if not reason:
        raise Refused("Say why these words stay.")
    of = {"digest": digest(paragraph), "rule": rule, "text": text}
    newest = Override.objects.filter(**of).first()
    if newest is not None and newest.reason == reason:
        return None
    made = Override.objects.create(**of, reason=reason, organisation=organisation, kept_by=by)
    trail.leave("let stand", made, by=by, rule=rule)
    return made


@action
def keep_test(
    item: Item, *, held_on: datetime.date, users: int, staff: int, found: str, changed: str, credit: str, by: User, **more: Any
) -> TestSession:
    """Keep what came of trying words on people: who, what they understood, what changed, which group is thanked."""
    organisation = Organisation.objects.get(pk=item.organisation)
    require(by, Permission.WORDS_WRITE, on=Body(organisation))
    if held_on > timezone.localdate():
        raise Refused("The day of the test has not come yet.")
    if users + staff < 1:
        raise Refused("Say with how many people the words were tested.")
    if names_a_person(credit):
        raise Refused("Thank a group here, not one person by name. For example: the readers’ group of Ashmere.")
    if bool(more.get("before", "").strip()) != bool(more.get("after", "").strip()):
        raise Refused("Write the sentence both as it was and as it is now.")
    if (more.get("understood") or 0) > users + staff:
        raise Refused("More people understood than were there.")
    made = TestSession(
        kind=item.kind,
        key=item.key,
        title=item.title[:200],
        organisation=organisation,
        held_on=held_on,
        users=users,
        staff=staff,
        read=item.words,
        digest=digest(item.words),
        found=found.strip(),
        changed=changed.strip(),
        credit=credit.strip(),
        written_by=by,
        **more,
    )
    try:
        made.clean_fields()
    except ValidationError as problem:
        raise Refused(*problem.messages) from problem
    made.save()
    trail.leave("keep test", made, by=by, kind=item.kind, key=item.key, users=users, staff=staff)
    return made
