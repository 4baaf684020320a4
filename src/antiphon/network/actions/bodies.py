"""What is done to organisations and areas: published files are taken, bodies begin, merge, are renamed and end."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import BadFile, Refused
from antiphon.network.access import Body as Ours
from antiphon.network.access import require
from antiphon.network.doors import Body, Place, Reading, Tie, boards
from antiphon.network.models import Area, FormerName, Membership, Organisation, Succession, User
from antiphon.network.queries import name_on
from antiphon.network.roles import Permission
from antiphon.network.rules import alive, said

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
            raise Refused(f"{one.name} does not exist on {said(on)}, so it cannot merge on that day.")
        if one.starts_on == on:
            raise Refused(f"{one.name} only begins on {said(on)}. Choose a later day.")
        if one.ends_on is not None:
            raise Refused(f"{one.name} already has an end: {said(one.ends_on)}.")
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
        raise Refused(f"{organisation.name} began on {said(organisation.starts_on)}. The new name must come after that day.")
    if name == organisation.name:
        raise Refused("That is its name already.")
    if name_on(organisation, on) != organisation.name:
        raise Refused(f"It had another name change after {said(on)}. Choose a later day.")
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
        raise Refused(f"{organisation.name} already has an end: {said(organisation.ends_on)}.")
    if organisation.starts_on is not None and on <= organisation.starts_on:
        raise Refused(f"{organisation.name} began on {said(organisation.starts_on)}. Its end must come after that day.")
    for successor in following:
        if not alive(successor.starts_on, successor.ends_on, on):
            raise Refused(f"{successor.name} does not exist on {said(on)}, so it cannot follow.")
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
