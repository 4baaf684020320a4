"""What is done to organisations, to people with accounts, and to their roles."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import BadFile, Refused
from antiphon.network.access import Body as Ours
from antiphon.network.access import forget_roles, require
from antiphon.network.doors import Body, Place, Reading, Tie, boards
from antiphon.network.doors.margins import Margins
from antiphon.network.groups import GROUPS
from antiphon.network.models import Area, FormerName, Margin, Membership, Organisation, Reach, Succession, User
from antiphon.network.queries import administrators_of, may_speak_for, name_on, user_with
from antiphon.network.roles import ROLES, Permission
from antiphon.network.rules import alive

BATCH = 2_000
LIFE = ("name", "short_name", "kind", "level", "starts_on", "ends_on", "details")
GROUND = ("name", "residents", "within", "board", "details")


@dataclass
class Loaded:
    """What one file brought: how many rows were added, changed, and left as they were."""

    file: str
    added: int = 0
    changed: int = 0
    left: int = 0


# --- Organisations and areas ---------------------------------------------------------------------------
@action
def load_boards(*, by: Actor) -> Loaded:
    """Bring in the integrated care boards of 2022 and of 2026, and how they followed one another. Twice is harmless."""
    return load([boards.read()], by=by)[0]


@action
def load(readings: Sequence[Reading], *, by: Actor) -> list[Loaded]:
    """Take what published files hold, all or nothing: new bodies and areas are added, known ones brought up to date.

    A body that comes with a new name keeps the old one as a former name. Raises BadFile when a file speaks of
    an area or a board that is not known.
    """
    done = []
    for reading in readings:
        loaded = Loaded(reading.file)
        for part in (_take_bodies(reading.bodies), _take_ties(reading), _take_places(reading)):
            loaded.added, loaded.changed, loaded.left = (
                loaded.added + part.added, loaded.changed + part.changed, loaded.left + part.left
            )
        # The row with id 0 stands for "a whole file": a line for each of 33,755 areas would drown the trail.
        counts = {"added": loaded.added, "changed": loaded.changed, "left": loaded.left}
        trail.leave("load", Organisation(pk=0), by=by, file=loaded.file, **counts)
        done.append(loaded)
    return done


def _take_bodies(bodies: Sequence[Body]) -> Loaded:
    counted, today = Loaded(""), timezone.localdate()
    known = {
        (one.register, one.code): one
        for one in Organisation.objects.filter(code__in=[body.code for body in bodies]).prefetch_related("former_names")
    }
    new, changed, former = [], [], []
    for body in bodies:
        one = known.get(body.key)
        if one is None:
            one = Organisation(register=body.register, code=body.code, **{name: getattr(body, name) for name in LIFE})
            new.append(one)
            former += [FormerName(organisation=one, name=name, until=until) for name, until in body.former_names]
            continue
        borne = {old.name.casefold() for old in one.former_names.all()}
        wanted = {name: getattr(body, name) for name in LIFE}
        wanted["details"] = {**one.details, **body.details}
        # An end or a start that is known stays, where the file is silent; so does a name that was given here since.
        wanted["ends_on"] = body.ends_on or one.ends_on
        wanted["starts_on"] = body.starts_on or one.starts_on
        wanted["short_name"] = body.short_name or one.short_name
        if body.name.casefold() in borne:
            wanted["name"], wanted["short_name"] = one.name, one.short_name
        elif body.name.casefold() != one.name.casefold():
            former.append(FormerName(organisation=one, name=one.name, until=today))
        if any(getattr(one, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(one, name, value)
            changed.append(one)
        else:
            counted.left += 1
    Organisation.objects.bulk_create(new, batch_size=BATCH)
    Organisation.objects.bulk_update(changed, LIFE, batch_size=BATCH)
    FormerName.objects.bulk_create(former, batch_size=BATCH)
    counted.added, counted.changed = len(new), len(changed)
    return counted


def _take_ties(reading: Reading) -> Loaded:
    ties: Sequence[Tie] = reading.ties
    codes = {code for tie in ties for _, code in (tie.predecessor, tie.successor)}
    ids = {(register, code): pk for register, code, pk in
           Organisation.objects.filter(code__in=codes).values_list("register", "code", "pk")}  # fmt: skip
    known = set(Succession.objects.filter(predecessor__in=ids.values()).values_list("predecessor", "successor", "on"))
    new = [
        Succession(predecessor_id=ids[tie.predecessor], successor_id=ids[tie.successor], on=tie.on, kind=tie.kind,
                   share=tie.share, source=tie.source)
        for tie in ties if (ids[tie.predecessor], ids[tie.successor], tie.on) not in known
    ]  # fmt: skip
    Succession.objects.bulk_create(new, batch_size=BATCH)
    return Loaded("", added=len(new), left=len(ties) - len(new))


def _take_places(reading: Reading) -> Loaded:
    counted = Loaded("")
    board_ids = {} if not reading.places else dict(Organisation.objects.filter(register="ODS").values_list("code", "pk"))
    # The areas around come first in the file, so those of one kind can be written before the next looks for them.
    for kind in dict.fromkeys(place.kind for place in reading.places):
        part = [place for place in reading.places if place.kind == kind]
        done = _take_places_of_a_kind(reading.file, kind, part, board_ids)
        counted = Loaded("", counted.added + done.added, counted.changed + done.changed, counted.left + done.left)
    return counted


def _take_places_of_a_kind(file: str, kind: str, places: Sequence[Place], board_ids: dict[str, int]) -> Loaded:
    around_kinds = {place.within[0] for place in places if place.within}
    around = {(of, code): pk for of, code, pk in
              Area.objects.filter(kind__in=around_kinds).values_list("kind", "code", "pk")}  # fmt: skip
    known = {area.code: area for area in Area.objects.filter(kind=kind)}
    counted, new, changed = Loaded(""), [], []
    for place in places:
        if place.within and place.within not in around:
            raise _unknown(file, place, f"{place.code} lies in {place.within[1]}, an area that is not known; add its file")
        if place.board and place.board not in board_ids:
            raise _unknown(file, place, f"{place.code} lies in {place.board}, a board that is not known")
        within = around[place.within] if place.within else None
        board = board_ids[place.board] if place.board else None
        area = known.get(place.code)
        if area is None:
            new.append(Area(kind=kind, code=place.code, name=place.name, residents=place.residents, within_id=within,
                            board_id=board, details=place.details))  # fmt: skip
            continue
        # Two files may each know a part of a district: what one does not say, stays.
        wanted = {
            "name": place.name, "residents": place.residents if place.residents is not None else area.residents,
            "within_id": within or area.within_id, "board_id": board or area.board_id,
            "details": {**area.details, **place.details},
        }
        if any(getattr(area, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(area, name, value)
            changed.append(area)
        else:
            counted.left += 1
    Area.objects.bulk_create(new, batch_size=BATCH)
    Area.objects.bulk_update(changed, GROUND, batch_size=BATCH)
    counted.added, counted.changed = len(new), len(changed)
    return counted


def _unknown(file: str, place: Place, reason: str) -> BadFile:
    return BadFile(f"{file}, row {place.row}: {reason}", rows=[(place.row, reason)])


@action
def add_organisation(
    *, name: str, kind: str, by: Actor, level: str = "place", starts_on: datetime.date | None = None
) -> Organisation:
    """Add a body that no published file has: a charity, a community group. Only the operator does."""
    if isinstance(by, User):
        raise PermissionDenied("Ask the person who runs Antiphon to add an organisation.")
    added = Organisation.objects.create(name=_name(name), kind=kind, level=level, starts_on=starts_on)
    trail.leave("add", added, by=by, kind=kind)
    return added


@action
def merge(
    organisations: Iterable[Organisation], *, into_name: str, on: datetime.date, by: Actor, short_name: str = ""
) -> Organisation:
    """End these bodies on a day and begin one that follows them all; return it.

    Their people keep their roles, in the new body. Old records keep the old bodies, with the names they bore.
    """
    ending = sorted(organisations, key=lambda one: one.pk)
    if len(ending) < 2 or len({one.pk for one in ending}) < len(ending):
        raise Refused("Choose two or more different organisations to merge.")
    _may_change(ending, by=by)
    for one in ending:
        if not alive(one.starts_on, one.ends_on, on):
            raise Refused(f"{one.name} does not exist on {_said(on)}, so it cannot merge on that day.")
        if one.starts_on == on:
            raise Refused(f"{one.name} only begins on {_said(on)}. Choose a later day.")
        if one.ends_on is not None:
            raise Refused(f"{one.name} already has an end: {_said(one.ends_on)}.")
    merged = Organisation.objects.create(
        name=_name(into_name), short_name=short_name.strip(), starts_on=on,
        kind=ending[0].kind if len({one.kind for one in ending}) == 1 else Organisation.Kind.OTHER, level=ending[0].level,
    )
    for one in ending:
        one.ends_on = on
        one.save(update_fields=["ends_on"])
        Succession.objects.create(predecessor=one, successor=merged, on=on, kind=Succession.Kind.MERGER, source="recorded here")
        trail.leave("merge", one, by=by, into=merged.pk, on=on.isoformat())
    _carry_roles_over(ending, merged, on=on)
    trail.leave("begin", merged, by=by, follows=[one.pk for one in ending])
    return merged


def _carry_roles_over(ending: Sequence[Organisation], merged: Organisation, *, on: datetime.date) -> None:
    # A role of the old body ends with it; the same person holds the same role in the new body from that day.
    held = Membership.objects.filter(organisation__in=ending, ends_on__isnull=True).select_related("user")
    for user_id, role in sorted({(membership.user_id, membership.role) for membership in held}):
        Membership.objects.create(user_id=user_id, organisation=merged, role=role, starts_on=on)
    held.update(ends_on=on)


@action
def rename(organisation: Organisation, *, name: str, on: datetime.date, by: Actor, short_name: str = "") -> None:
    """Give a body a new name from a day that has come. Records of earlier days keep showing the old one."""
    _may_change([organisation], by=by)
    name = _name(name)
    if on > timezone.localdate():
        raise Refused("The day of the new name must be today or earlier. Come back on the day.")
    if organisation.starts_on is not None and on <= organisation.starts_on:
        raise Refused(f"{organisation.name} began on {_said(organisation.starts_on)}. The new name must come after that day.")
    if name == organisation.name:
        raise Refused("That is its name already.")
    if name_on(organisation, on) != organisation.name:
        raise Refused(f"It had another name change after {_said(on)}. Choose a later day.")
    FormerName.objects.create(organisation=organisation, name=organisation.name, until=on)
    organisation.name, organisation.short_name = name, short_name.strip()
    organisation.save(update_fields=["name", "short_name"])
    trail.leave("rename", organisation, by=by, on=on.isoformat())


@action
def end(
    organisation: Organisation, *, on: datetime.date, by: Actor, followed_by: Iterable[Organisation] = (), kind: str = ""
) -> None:
    """End a body on a day (the first without it). `followed_by` says which bodies take up its work, wholly or in part."""
    _may_change([organisation], by=by)
    following = list(followed_by)
    if organisation.ends_on is not None:
        raise Refused(f"{organisation.name} already has an end: {_said(organisation.ends_on)}.")
    if organisation.starts_on is not None and on <= organisation.starts_on:
        raise Refused(f"{organisation.name} began on {_said(organisation.starts_on)}. Its end must come after that day.")
    for successor in following:
        if not alive(successor.starts_on, successor.ends_on, on):
            raise Refused(f"{successor.name} does not exist on {_said(on)}, so it cannot follow.")
    organisation.ends_on = on
    organisation.save(update_fields=["ends_on"])
    how = kind or (Succession.Kind.SPLIT if len(following) > 1 else Succession.Kind.REPLACED)
    for successor in following:
        Succession.objects.create(predecessor=organisation, successor=successor, on=on, kind=how, source="recorded here")
    trail.leave("end", organisation, by=by, on=on.isoformat(), followed_by=[one.pk for one in following])


def _may_change(organisations: Sequence[Organisation], *, by: Actor) -> None:
    # Access follows succession, so whoever merges a body gains what is its own: it takes an administrator of each.
    if isinstance(by, User):
        for organisation in organisations:
            require(by, Permission.PEOPLE_MANAGE, on=Ours(organisation))


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name:
        raise Refused("Enter the name of the organisation.")
    if len(name) > Organisation._meta.get_field("name").max_length:
        raise Refused("The name must be 200 letters or fewer.")
    return name


def _said(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


# --- People and their roles ----------------------------------------------------------------------------
@action
def invite(*, email: str, name: str, organisation: Organisation, role: str, by: Actor) -> User:
    """Make an account that has no password yet, with one role; or give the role to whoever has the account already.

    The letter with the link (`queries.invitation_for`) is sent by the face, after this.
    """
    known = user_with(email)
    if known is None:
        _may_give(organisation, role, by=by)
        known = User.objects.create_user(email=email.strip(), name=" ".join(name.split()))
        trail.leave("invite", known, by=by, organisation=organisation.pk, role=role)
    elif not known.is_active:
        raise Refused("This person's account was closed. Open it again from their page, or use another address.")
    give_role(known, organisation=organisation, role=role, by=by)
    return known


@action
def invite_again(user: User, *, by: User) -> None:
    """Make every link that was sent to this person before void, so that a new one can be made."""
    _may_speak_for(user, by=by)
    if user.has_usable_password():
        raise Refused(f"{user.name} has signed in already. They can choose a new password from the sign-in page.")
    user.set_unusable_password()
    user.save(update_fields=["password"])
    trail.leave("invite again", user, by=by)


@action
def accept_invitation(user: User, *, password: str, by: User) -> None:
    """Set the first password of an invited person. The link is then used up."""
    if user.pk != by.pk or user.has_usable_password() or not user.is_active:
        raise Refused("This link has been used already, or a newer one was sent.")
    user.set_password(password)
    user.save(update_fields=["password"])
    trail.leave("accept invitation", user, by=by)


@action
def give_role(
    user: User, *, organisation: Organisation, role: str, by: Actor,
    starts_on: datetime.date | None = None, ends_on: datetime.date | None = None,
) -> Membership:
    """Give a person a role in an organisation, from today unless another day is said. Nobody gives one to themselves."""
    _may_give(organisation, role, by=by)
    _not_oneself(user, by=by)
    starts = starts_on or timezone.localdate()
    if not user.is_active:
        raise Refused(f"The account of {user.name} is closed. Open it before you give a role.")
    if not alive(organisation.starts_on, organisation.ends_on, starts):
        raise Refused(f"{organisation.name} does not exist on {_said(starts)}.")
    if ends_on is not None and ends_on <= starts:
        raise Refused("The end of the role must come after its start.")
    if Membership.objects.filter(user=user, organisation=organisation, role=role, ends_on__isnull=True).exists():
        raise Refused(f"{user.name} is already {ROLES[role].title.lower()} at {organisation.name}.")
    membership = Membership.objects.create(
        user=user, organisation=organisation, role=role, starts_on=starts, ends_on=ends_on
    )
    forget_roles(user)
    trail.leave("give role", membership, by=by, user=user.pk, organisation=organisation.pk, role=role)
    return membership


@action
def end_role(membership: Membership, *, by: Actor, on: datetime.date | None = None) -> None:
    """End a role on a day (today), unless it is one's own or that of the organisation's last administrator."""
    organisation, day = membership.organisation, on or timezone.localdate()
    if isinstance(by, User):
        require(by, Permission.PEOPLE_MANAGE, on=Ours(organisation))
    _not_oneself(membership.user, by=by)
    if membership.ends_on is not None and membership.ends_on <= day:
        raise Refused("This role has ended already.")
    _not_the_last_administrator(membership)
    membership.ends_on = max(day, membership.starts_on)
    membership.save(update_fields=["ends_on"])
    forget_roles(membership.user)
    trail.leave("end role", membership, by=by, on=membership.ends_on.isoformat())


@action
def deactivate(user: User, *, by: User) -> None:
    """Close an account: the person is signed out everywhere and cannot sign in. Their name stays on what they did."""
    _may_speak_for(user, by=by)
    for membership in _open_roles(user):
        _not_the_last_administrator(membership)
    user.is_active = False
    user.save(update_fields=["is_active"])
    trail.leave("deactivate", user, by=by)


@action
def reactivate(user: User, *, by: User) -> None:
    """Open a closed account again, with the roles that it still has."""
    _may_speak_for(user, by=by)
    user.is_active = True
    user.save(update_fields=["is_active"])
    trail.leave("reactivate", user, by=by)


@action
def clear_second_factor(user: User, *, by: User) -> None:
    """Take away the second steps of someone who has lost them: at the next sign-in they set up new ones."""
    _may_speak_for(user, by=by)
    count, _ = Authenticator.objects.filter(user=user).delete()
    if not count:
        raise Refused(f"{user.name} has no second step to take away.")
    trail.leave("clear second factor", user, by=by)


def _may_give(organisation: Organisation, role: str, *, by: Actor) -> None:
    if isinstance(by, User):
        require(by, Permission.PEOPLE_MANAGE, on=Ours(organisation))
    if role not in ROLES:
        raise Refused("Choose a role from the list.")


def _not_oneself(user: User, *, by: Actor) -> None:
    if isinstance(by, User) and by.pk == user.pk:
        raise Refused("You cannot change your own roles. Ask another administrator.")


def _open_roles(user: User) -> list[Membership]:
    today = timezone.localdate()
    held = user.memberships.filter(starts_on__lte=today).select_related("organisation")
    return [membership for membership in held if membership.ends_on is None or membership.ends_on > today]


def _not_the_last_administrator(membership: Membership) -> None:
    if Permission.PEOPLE_MANAGE not in ROLES[membership.role].allows:
        return
    # Two administrators who end each other at the same moment must not both succeed.
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    if not administrators_of(membership.organisation, except_for=membership):
        raise Refused(
            f"{membership.user.name} is the last administrator of {membership.organisation}. Give someone else that role first."
        )


def _may_speak_for(user: User, *, by: User) -> None:
    _not_oneself(user, by=by)
    if not may_speak_for(by, user):
        raise PermissionDenied(
            "This person has a role in an organisation that you do not look after. You can end the roles that they have in yours."
        )


# --- Who lives where, and who reaches whom ---------------------------------------------------------------
@action
def load_margins(found: Sequence[Margins], *, by: Actor) -> list[Loaded]:
    """Take how many people of each kind live where, all or nothing. Known figures are brought up to date. Only the operator."""
    if isinstance(by, User):
        raise PermissionDenied("Ask the person who runs Antiphon to load population figures.")
    done = []
    for file in found:
        keys = {(one.register, one.code, one.variable, one.category): one for one in file.counts}
        rows = Margin.objects.filter(code__in={one.code for one in file.counts})
        known = {(row.register, row.code, row.variable, row.category): row for row in rows}
        new = [
            Margin(register=one.register, code=one.code, name=one.name, variable=one.variable, category=one.category,
                   count=one.count, year=one.year, source=file.source)
            for key, one in keys.items() if key not in known
        ]  # fmt: skip
        changed = []
        for key, one in keys.items():
            row = known.get(key)
            # Two files may both hold a figure, one without the name of the area: what one does not say, stays.
            wanted = (one.count, one.year, file.source, one.name or (row.name if row else ""))
            if row is not None and (row.count, row.year, row.source, row.name) != wanted:
                if one.year < row.year:
                    continue
                row.count, row.year, row.source, row.name = wanted
                changed.append(row)
        Margin.objects.bulk_create(new, batch_size=BATCH)
        Margin.objects.bulk_update(changed, ["count", "year", "source", "name"], batch_size=BATCH)
        loaded = Loaded(file.file, len(new), len(changed), len(keys) - len(new) - len(changed))
        counts = {"added": loaded.added, "changed": loaded.changed, "left": loaded.left}
        trail.leave("load", Margin(pk=0), by=by, file=loaded.file, **counts)
        done.append(loaded)
    return done


@action
def say_reach(
    organisation: Organisation, *, groups: Iterable[str], places: Iterable[str], note: str, contact: str, by: User
) -> Reach:
    """Say which people, in which places, an organisation can reach, and whom to ask. A later word replaces it."""
    require(by, Permission.LIBRARY_WRITE, on=Ours(organisation))
    chosen, where = list(dict.fromkeys(groups)), list(dict.fromkeys(" ".join(place.split())[:100] for place in places))
    if unknown := [key for key in chosen if key not in GROUPS]:
        raise Refused(f"This is not a group of the list: {', '.join(unknown)}.")
    if not chosen:
        raise Refused("Choose at least one group of people.")
    if not contact.strip():
        raise Refused("Say whom to ask: a role, for example community manager.")
    if "@" in contact:
        raise Refused("Write a role, not an e-mail address: people change, roles stay.")
    row, _ = Reach.objects.update_or_create(
        organisation=organisation,
        defaults={"groups": chosen, "places": [place for place in where if place], "note": note.strip(),
                  "contact": contact.strip(), "written_by": by, "checked_on": timezone.localdate()},
    )  # fmt: skip
    trail.leave("say reach", row, by=by, groups=len(chosen))
    return row


@action
def take_reach_back(reach: Reach, *, by: User) -> None:
    """Take an organisation off the reach register."""
    require(by, Permission.LIBRARY_WRITE, on=Ours(reach.organisation))
    trail.leave("take reach back", reach, by=by)
    reach.delete()
