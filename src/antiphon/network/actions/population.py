"""Who lives where, and who reaches whom: figures of a census are loaded, organisations say whom they reach."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import Refused
from antiphon.network.access import Body as Ours
from antiphon.network.access import require
from antiphon.network.actions.bodies import BATCH, Loaded
from antiphon.network.doors.margins import Margins
from antiphon.network.groups import GROUPS
from antiphon.network.models import Margin, Organisation, Reach, User
from antiphon.network.roles import Permission


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
