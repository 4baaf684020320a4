"""Keys with which other systems of an organisation ask our API: made, used, and taken back."""

import datetime
import secrets
from dataclasses import dataclass

from django.db.models import Case, F, Value, When
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.network.access import Body, require
from antiphon.network.actions.people import give_role
from antiphon.network.models import ApiKey, Organisation, User
from antiphon.network.roles import KEY_ROLES, ROLES, Permission
from antiphon.network.rules import KEY_BEGINS, REQUESTS_A_MINUTE, alive, digest_of_key

LONGEST_LIFE = datetime.timedelta(days=366)
NOTED_EVERY = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class MadeKey:
    """A new key, and its secret: shown once, and kept nowhere."""

    key: ApiKey
    secret: str

    def __repr__(self) -> str:
        return f"MadeKey({self.key.prefix})"


@action
def make_key(*, name: str, organisation: Organisation, role: str, expires_on: datetime.date, by: User) -> MadeKey:
    """Make a key of an organisation with an account of its own, that has one role there and can never sign in."""
    require(by, Permission.PEOPLE_MANAGE, on=Body(organisation))
    today = timezone.localdate()
    name = " ".join(name.split())
    if not name:
        raise Refused("Say which system uses the key.")
    if role not in KEY_ROLES:
        raise Refused(f"A key can be {' or '.join(ROLES[one].title.lower() for one in KEY_ROLES)}.")
    if not today < expires_on <= today + LONGEST_LIFE:
        raise Refused("A key ends on a later day, within a year.")
    if not alive(organisation.starts_on, organisation.ends_on, today):
        raise Refused(f"{organisation.name} does not exist today.")
    prefix, secret = secrets.token_hex(5), secrets.token_urlsafe(32)
    account = User.objects.create_user(email=f"{prefix}@key.invalid", name=name[:150], kind=User.Kind.SERVICE)
    give_role(account, organisation=organisation, role=role, by=by)
    key = ApiKey.objects.create(
        account=account, organisation=organisation, prefix=prefix, digest=digest_of_key(secret), expires_on=expires_on,
        made_by=by,
    )
    trail.leave("make key", key, by=by, organisation=organisation.pk, role=role, account=account.pk)
    return MadeKey(key, f"{KEY_BEGINS}_{prefix}_{secret}")


@action
def revoke_key(key: ApiKey, *, by: User) -> ApiKey:
    """Take a key back: it opens nothing from this moment. What it did keeps its name."""
    require(by, Permission.PEOPLE_MANAGE, on=Body(key.organisation))
    key = ApiKey.objects.select_for_update().select_related("account", "organisation").get(pk=key.pk)
    if key.revoked_at:
        raise Refused("This key was taken back already.")
    key.revoked_at, key.revoked_by = timezone.now(), by
    key.save(update_fields=["revoked_at", "revoked_by"])
    key.account.is_active = False
    key.account.save(update_fields=["is_active"])
    trail.leave("revoke key", key, by=by)
    return key


@action
def use_key(key: ApiKey, *, by: User) -> int:
    """Count one request of the key in this minute, and return how many there are left; below 0 it is too many.

    That the key is used is noted each hour.
    """
    now = timezone.now()
    minute = int(now.timestamp()) // 60
    again = Case(When(minute=minute, then=F("in_minute") + 1), default=Value(1))
    ApiKey.objects.filter(pk=key.pk).update(in_minute=again, minute=minute)
    key.refresh_from_db(fields=["in_minute", "last_used_at"])
    if key.last_used_at is None or now - key.last_used_at > NOTED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
        trail.leave("use key", key, by=by)
    return REQUESTS_A_MINUTE - key.in_minute
