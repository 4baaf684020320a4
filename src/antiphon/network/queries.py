"""What is known of organisations, areas and people with accounts."""

import datetime
import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Sequence

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.network.access import allowed_in, holds, organisations_of
from antiphon.network.branding import Mark, in_order
from antiphon.network.models import ApiKey, Area, Brand, FormerName, Margin, Membership, Organisation, Reach, Succession, User
from antiphon.network.roles import ROLES, Permission
from antiphon.network.rules import DAY, bodies_that_remain, digest_of_key, parts_of_key
from antiphon.network.rules import name_on as name_among


def organisations_on(day: datetime.date) -> QuerySet[Organisation]:
    """Return the bodies that exist on a day."""
    return Organisation.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    )


def organisations_at_work(day: datetime.date, *, also: Iterable[int] = ()) -> QuerySet[Organisation]:
    """Return the bodies whose people work here on a day, or that have said how they are named, by name; and some others by id.

    A register holds thousands of bodies, and a list to tick must be short.
    """
    here = Q(pk__in=_held_on(day).values("organisation")) | Q(pk__in=Brand.objects.values("organisation"))
    today = here & Q(pk__in=organisations_on(day).values("pk"))
    return Organisation.objects.filter(today | Q(pk__in=list(also))).order_by("name")


def name_on(organisation: Organisation, day: datetime.date) -> str:
    """Return the name that the body bore on a day."""
    former = organisation.former_names.values_list("name", "until")
    return name_among(organisation.name, former, day)


def names_over_time(organisation: Organisation) -> list[tuple[str, datetime.date | None, datetime.date | None]]:
    """Return each name that the body has borne with its first and its last day, oldest first."""
    found: list[tuple[str, datetime.date | None, datetime.date | None]] = []
    start = organisation.starts_on
    for former in organisation.former_names.order_by("until"):
        found.append((former.name, start, former.until - DAY))
        start = former.until
    last = organisation.ends_on - DAY if organisation.ends_on else None
    return [*found, (organisation.name, start, last)]


def find_organisations(*, words: str = "", kind: str = "", day: datetime.date) -> QuerySet[Organisation]:
    """Return the bodies that exist on a day and match: each word in the name of then or now, or the whole code."""
    found = organisations_on(day).prefetch_related("former_names")
    if kind:
        found = found.filter(kind=kind)
    if words:
        names = Q()
        for word in words.split()[:8]:
            borne_then = FormerName.objects.filter(organisation=OuterRef("pk"), name__icontains=word)
            names &= Q(name__icontains=word) | Q(short_name__icontains=word) | Exists(borne_then)
        found = found.filter(names | Q(code__iexact=words.strip()))
    return found.order_by("name", "pk")


def organisation_called(pk: int) -> Organisation:
    """Return a body by its id, or raise Http404. Bodies are public facts: everyone signed in may look."""
    found = Organisation.objects.filter(pk=pk).prefetch_related("former_names").first()
    if found is None:
        raise Http404
    return found


def organisations_called(said: str) -> QuerySet[Organisation]:
    """Return today's bodies that have exactly this code or name."""
    today = organisations_on(timezone.localdate())
    return today.filter(Q(code__iexact=said) | Q(name__iexact=said) | Q(short_name__iexact=said))


def body(code: str, *, register: str = "ODS") -> Organisation | None:
    """Return a body by its code in a register, or None."""
    return Organisation.objects.filter(register=register, code=code).first()


def came_from(organisation: Organisation) -> QuerySet[Succession]:
    """Return the ties to the bodies that this one follows."""
    return organisation.follows.select_related("predecessor").order_by("on", "predecessor__name")


def became(organisation: Organisation) -> QuerySet[Succession]:
    """Return the ties to the bodies that follow this one."""
    return organisation.followed_by.select_related("successor").order_by("on", "successor__name")


def successors_of(organisation: Organisation, on: datetime.date | None = None) -> QuerySet[Organisation]:
    """Return the bodies that follow this one directly, by a day (today)."""
    day = on or timezone.localdate()
    ties = Succession.objects.filter(predecessor=organisation, on__lte=day)
    return Organisation.objects.filter(pk__in=ties.values("successor"))


def today_s_bodies_of(organisation: Organisation, on: datetime.date | None = None) -> QuerySet[Organisation]:
    """Return the bodies in which this one lives on today (or on a day): itself, or all that follow it in the end."""
    day = on or timezone.localdate()
    followed_by: dict[int, set[int]] = defaultdict(set)
    ended: set[int] = set()
    ties = Succession.objects.filter(on__lte=day).values_list("predecessor", "successor", "predecessor__ends_on")
    for predecessor, successor, ends_on in ties:
        followed_by[predecessor].add(successor)
        if ends_on is not None and ends_on <= day:
            ended.add(predecessor)
    if organisation.ends_on is not None and organisation.ends_on <= day:
        ended.add(organisation.pk)
    remain = bodies_that_remain(organisation.pk, ended=ended, followed_by=followed_by)
    return organisations_on(day).filter(pk__in=remain)


def own_organisations(user: User, may: Permission | None = None) -> QuerySet[Organisation]:
    """Return the bodies of today in which the person holds a role: those that they may act for, or do this for."""
    today = timezone.localdate()
    held = _held_on(today).filter(user=user)
    found = organisations_on(today).filter(pk__in=held.values("organisation"))
    return found if may is None else found.filter(pk__in=allowed_in(user, may))


def managed_organisations(user: User) -> QuerySet[Organisation]:
    """Return the bodies of today whose people this person may invite and give roles."""
    mine = allowed_in(user, Permission.PEOPLE_MANAGE)
    return organisations_on(timezone.localdate()).filter(pk__in=mine)


def people_of(user: User) -> QuerySet[User]:
    """Return the people who hold, or have held, a role in an organisation of this person, with those roles."""
    mine = organisations_of(user)
    roles = Membership.objects.filter(organisation__in=mine).select_related("organisation").order_by("ends_on", "role")
    return (
        User.objects.filter(memberships__organisation__in=mine, kind=User.Kind.PERSON)
        .distinct()
        .prefetch_related(Prefetch("memberships", queryset=roles, to_attr="roles_here"))
        .order_by("name", "pk")
    )


def colleague(user: User, pk: int) -> User:
    """Return a person of this person's organisations, or raise Http404."""
    found = people_of(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def role_held(user: User, pk: int) -> Membership:
    """Return a role in one of this person's organisations, or raise Http404."""
    found = (
        Membership.objects.filter(pk=pk, organisation__in=organisations_of(user))
        .select_related("user", "organisation")
        .first()
    )
    if found is None:
        raise Http404
    return found


def user_with(email: str) -> User | None:
    """Return the account with an e-mail address, however it is typed, or None."""
    return User.objects.filter(email__iexact=email.strip()).first()


def invitation_for(user: User) -> str:
    """Return the sealed part of a link by which an invited person sets their first password.

    It is signed, it holds for `INVITATION_DAYS`, and it is void once a password is set or a newer one was asked for.
    """
    return signing.dumps({"user": user.pk, "state": _state(user)}, salt=INVITATION)


def invited(token: str) -> User | None:
    """Return the person whose invitation this is, or None when it is not whole, too old, or used up."""
    try:
        said = signing.loads(token, salt=INVITATION, max_age=datetime.timedelta(days=settings.INVITATION_DAYS))
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=said["user"], is_active=True, kind=User.Kind.PERSON).first()
    return user if user is not None and not user.has_usable_password() and said["state"] == _state(user) else None


INVITATION = "antiphon.network.invitation"


def _state(user: User) -> str:
    # An account without a password holds a random mark in its place: a new mark makes earlier links void.
    return hashlib.sha256(user.password.encode()).hexdigest()[:24]


def has_second_step(user: User) -> bool:
    """Return whether the person has set up an authenticator app or a passkey."""
    return Authenticator.objects.filter(user=user).exists()


def may_speak_for(by: User, user: User) -> bool:
    """Return whether someone may change a person's account as a whole: an administrator of each organisation in
    which that person holds a role, and never the person themselves."""
    today = timezone.localdate()
    held = list(user.memberships.values_list("organisation", "ends_on"))
    open_now = [pk for pk, ends_on in held if ends_on is None or ends_on > today] or [pk for pk, _ in held]
    return by.pk != user.pk and bool(open_now) and all(
        holds(by, Permission.PEOPLE_MANAGE, organisation=pk) for pk in open_now
    )


def administrators_of(organisation: Organisation, *, except_for: Membership | None = None) -> int:
    """Return how many active people may manage the people of a body today."""
    managing = [role.key for role in ROLES.values() if Permission.PEOPLE_MANAGE in role.allows]
    today = timezone.localdate()
    held = _held_on(today).filter(organisation=organisation, role__in=managing, user__is_active=True, user__kind=User.Kind.PERSON)
    if except_for is not None:
        held = held.exclude(pk=except_for.pk)
    return held.values("user").distinct().count()


def keys_of(user: User) -> QuerySet[ApiKey]:
    """Return the keys of the organisations whose people this person manages, newest first, with their roles."""
    held = Membership.objects.order_by("pk")
    return (
        ApiKey.objects.filter(organisation__in=managed_organisations(user))
        .select_related("account", "organisation", "made_by", "revoked_by")
        .prefetch_related(Prefetch("account__memberships", queryset=held, to_attr="roles_here"))
    )


def key_held(user: User, pk: int) -> ApiKey:
    """Return a key of an organisation whose people this person manages, or raise Http404."""
    found = keys_of(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def key_that_says(said: str) -> ApiKey | None:
    """Return the key whose whole text this is, if it opens anything today. It takes as long for one that nobody has."""
    parts = parts_of_key(said)
    prefix, secret = parts or ("", "")
    found = ApiKey.objects.select_related("account", "organisation").filter(prefix=prefix).first()
    fits = hmac.compare_digest(digest_of_key(secret), found.digest if found else NOBODY_S)
    if not (found and parts and fits and found.account.is_active and found.opens(timezone.localdate())):
        return None
    return found


NOBODY_S = digest_of_key("a key that was never made")


def areas(kind: str) -> QuerySet[Area]:
    """Return the areas of a kind."""
    return Area.objects.filter(kind=kind)


def kinds_on(day: datetime.date) -> dict[str, int]:
    """Return how many bodies of each kind exist on a day, for the filter of the list."""
    counted = organisations_on(day).order_by().values_list("kind").annotate(number=Count("pk"))
    return dict(counted)


def margins(codes: Iterable[str]) -> QuerySet[Margin]:
    """Return the population figures of these areas."""
    return Margin.objects.filter(code__in=list(codes)).order_by("variable", "pk")


def areas_with_margins(words: str = "") -> list[tuple[str, str]]:
    """Return code and name of each area that has figures (and is called like this), by name."""
    found = Margin.objects.filter(Q(name__icontains=words) | Q(code__iexact=words)) if words else Margin.objects.all()
    named = dict(found.order_by("name").values_list("code", "name").distinct())
    bodies = dict(Organisation.objects.filter(code__in=[code for code, name in named.items() if not name])
                  .values_list("code", "name"))  # fmt: skip
    return sorted(((code, name or bodies.get(code) or code) for code, name in named.items()), key=lambda pair: pair[1])


def areas_of(organisations: Sequence[Organisation]) -> list[str]:
    """Return the codes of the areas that bodies serve and that have figures: their own code, or a county's districts.

    A board covers its system, so where there is one, the areas of councils inside it would count people twice.
    """
    boards = [one.code for one in organisations if one.code and one.kind == Organisation.Kind.BOARD]
    codes = boards or [one.code for one in organisations if one.code and one.kind == Organisation.Kind.COUNCIL]
    found = set(Margin.objects.filter(code__in=codes).values_list("code", flat=True))
    inside = Area.objects.filter(within__code__in=set(codes) - found, kind=Area.Kind.DISTRICT).values_list("code", flat=True)
    return sorted(found | set(Margin.objects.filter(code__in=list(inside)).values_list("code", flat=True)))


def residents_by_district(codes: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Return, for each place that people may name in these areas (a district or a ward), its district and residents."""
    wanted = list(codes)
    wards = Area.objects.filter(kind=Area.Kind.WARD).filter(Q(board__code__in=wanted) | Q(within__code__in=wanted))
    return {
        name.casefold(): (district or name, residents or 0)
        for name, district, residents in wards.values_list("name", "within__name", "residents")
    }


def reach_register() -> QuerySet[Reach]:
    """Return whom each organisation of today can reach: everyone who works here may look."""
    today = timezone.localdate()
    alive = Q(organisation__ends_on__isnull=True) | Q(organisation__ends_on__gt=today)
    return Reach.objects.filter(alive).select_related("organisation")


def reach_of(organisation: Organisation) -> Reach | None:
    """Return whom an organisation can reach, or None when it has not said."""
    return Reach.objects.filter(organisation=organisation).select_related("organisation").first()


def who_reaches(groups: Iterable[str], place: str = "") -> QuerySet[Reach]:
    """Return the organisations that reach any of these groups (in this place)."""
    found = reach_register().filter(_any_of("groups", groups))
    return found.filter(Q(places=[]) | Q(places__contains=[place])) if place else found


def _any_of(field: str, values: Iterable[str]) -> Q:
    found = Q(pk__in=[])
    for value in values:
        found |= Q(**{f"{field}__contains": [value]})
    return found


def holders(organisation: int, permission: Permission, *, role: str = "") -> list[User]:
    """Return who holds a permission in an organisation today, perhaps by one role alone. One query."""
    roles = [key for key, found in ROLES.items() if permission in found.allows and role in ("", key)]
    held = _held_on(timezone.localdate()).filter(organisation=organisation, role__in=roles, user__is_active=True)
    return list(dict.fromkeys(membership.user for membership in held.select_related("user").order_by("user__name")))


def _held_on(day: datetime.date) -> QuerySet[Membership]:
    return Membership.objects.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))




def brand_of(organisation: Organisation) -> Brand | None:
    """Return how an organisation says that it is named and shown, or None."""
    return Brand.objects.filter(organisation=organisation).select_related("written_by").first()


def brands() -> QuerySet[Brand]:
    """Return every brand, by name, without the pictures."""
    return Brand.objects.select_related("organisation").defer("logo").order_by("name")


def logo_of(organisation: int) -> Brand | None:
    """Return the brand of an organisation that has a logo here, or None."""
    return Brand.objects.filter(organisation=organisation, logo__isnull=False).first()


def marks_of(organisations: Sequence[int], *, lead: int) -> list[Mark]:
    """Return how several are named and shown on what one of them leads, in its order. Two queries.

    Whoever has said nothing stands there with the name of the register, and the mark says so.
    """
    said = {one.organisation_id: one for one in Brand.objects.filter(organisation__in=[*organisations, lead])}
    names = dict(Organisation.objects.filter(pk__in=organisations).values_list("pk", "name"))
    marks = [
        Mark(pk, brand.name, tuple(brand.avoid), brand.required, bytes(brand.logo) if brand.logo else None, brand.logo_alt)
        if (brand := said.get(pk)) else Mark(pk, names[pk], said=False)
        for pk in dict.fromkeys(organisations) if pk in names
    ]  # fmt: skip
    leads = said.get(lead)
    return in_order(marks, lead=lead, order=leads.order if leads else "lead_first")
