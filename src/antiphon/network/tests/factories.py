"""The cast of the tests: organisations, and people with a role in one of them."""

import datetime
import itertools
from typing import Any

from django.utils import timezone

from antiphon.network.models import ApiKey, Area, Brand, FormerName, Margin, Membership, Organisation, Reach, Succession, User
from antiphon.network.rules import digest_of_key

_number = itertools.count(1)
LONG_AGO = datetime.date(2024, 4, 1)


def make_organisation(**overrides: Any) -> Organisation:
    """Return a body of the system."""
    fields = {"name": f"Organisation {next(_number)}", "kind": Organisation.Kind.BOARD, **overrides}
    return Organisation.objects.create(**fields)


def make_user(
    *, role: str = "", organisation: Organisation | None = None, name: str = "", email: str = "", **overrides: Any
) -> User:
    """Return someone with an account and, when a role is given, with that role in the organisation (a new one)."""
    number = next(_number)
    user = User.objects.create_user(
        email=email or f"{(name or 'someone').lower().replace(' ', '.')}.{number}@example.org",
        name=name or f"Someone {number}", **overrides,
    )
    if role:
        make_membership(user=user, organisation=organisation or make_organisation(), role=role)
    return user


def make_membership(**overrides: Any) -> Membership:
    """Return a role that someone holds."""
    fields = {"role": "engagement_lead", "starts_on": LONG_AGO, **overrides}
    fields.setdefault("user", None)
    if fields["user"] is None:
        fields["user"] = make_user()
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    return Membership.objects.create(**fields)


def make_former_name(**overrides: Any) -> FormerName:
    """Return a name that a body bore until a day."""
    fields = {"name": f"Former name {next(_number)}", "until": LONG_AGO, **overrides}
    fields.setdefault("organisation", None)
    fields["organisation"] = fields["organisation"] or make_organisation()
    return FormerName.objects.create(**fields)


def make_succession(**overrides: Any) -> Succession:
    """Return a tie: one body follows another, wholly unless another kind is said."""
    fields = {"on": LONG_AGO, "kind": Succession.Kind.MERGER, **overrides}
    for side in ("predecessor", "successor"):
        if side not in fields:
            fields[side] = make_organisation()
    return Succession.objects.create(**fields)


def make_area(**overrides: Any) -> Area:
    """Return a place on the map."""
    number = next(_number)
    return Area.objects.create(**{"kind": Area.Kind.WARD, "code": f"E{number:08}", "name": f"Ward {number}", **overrides})


def make_margin(**overrides: Any) -> Margin:
    """Return how many people of one kind live in an area."""
    fields = {"register": "local", "code": "VALE", "name": "The Vale", "variable": "sex", "category": f"Kind {next(_number)}",
              "count": 1_000, "year": 2021, "source": "made up for a test", **overrides}  # fmt: skip
    return Margin.objects.create(**fields)


def make_reach(**overrides: Any) -> Reach:
    """Return whom an organisation can reach."""
    fields = {"groups": ["carers"], "places": [], "note": "We meet each Tuesday.", "contact": "Community manager", **overrides}
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    if "written_by" not in fields:
        fields["written_by"] = make_user(role="engagement_lead", organisation=fields["organisation"])
    return Reach.objects.create(**fields)


def make_api_key(*, organisation: Organisation | None = None, role: str = "analyst", **overrides: Any) -> ApiKey:
    """Return the key of another system, with its account and role. Its secret is `SECRET`, after the prefix."""
    number = next(_number)
    organisation = organisation or make_organisation()
    prefix = f"{number:010x}"
    account = make_user(role=role, organisation=organisation, name=f"Feedback kiosk {number}", kind=User.Kind.SERVICE)
    fields = {"expires_on": timezone.localdate() + datetime.timedelta(days=90), "digest": digest_of_key(SECRET), **overrides}
    fields.setdefault("made_by", None)
    fields["made_by"] = fields["made_by"] or make_user(name="Administrator")
    return ApiKey.objects.create(account=account, organisation=organisation, prefix=prefix, **fields)


SECRET = "s" * 43


def said(key: ApiKey) -> str:
    """Return the whole text of a key that `make_api_key` made."""
    return f"antiphon_{key.prefix}_{SECRET}"


def make_brand(**overrides: Any) -> Brand:
    """Return how an organisation is named and shown; it has no logo unless one is given."""
    fields = dict(overrides)
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    fields.setdefault("name", fields["organisation"].name)
    if "written_by" not in fields:
        fields["written_by"] = make_user(role="communications_officer", organisation=fields["organisation"])
    return Brand.objects.create(**fields)


def make_picture(width: int = 200, height: int = 80, kind: str = "PNG") -> bytes:
    """Return a picture, as somebody uploads it."""
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.new("RGB", (width, height), "#005eb8").save(file, kind)
    return file.getvalue()
