"""Writes of the library: keep an insight, change it, take it out, bring many in, cite one."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import Model, ProtectedError
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Machine
from antiphon.core.problems import BadFile, Refused
from antiphon.library import engine, queries
from antiphon.library.doors import csv_file
from antiphon.library.models import Citation, Glossary, Insight, Passage, Word
from antiphon.network.access import Body, Shared, Way, organisations_of, require
from antiphon.network.groups import GROUPS
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission

FIELDS = ("title", "learned", "method", "groups", "places", "topics", "learned_on", "strength", "people", "limits", "link",
          "reference", "visibility")  # fmt: skip
# What it takes to cite in each kind of thing: what it takes to write there.
CITES = {"insight.Report": Permission.REPORT_WRITE, "decisions.Option": Permission.DECISION_WRITE}


@action
def keep(organisation: Organisation, *, by: User, **fields: Any) -> Insight:
    """Put an insight into the library, as something that an organisation learned."""
    require(by, Permission.LIBRARY_WRITE, on=Body(organisation))
    insight = Insight(organisation=organisation, written_by=by)
    _set(insight, fields)
    insight.save()
    trail.leave("keep", insight, by=by, organisation=organisation.pk)
    return insight


@action
def change(insight: Insight, *, by: User, **fields: Any) -> Insight:
    """Change what the library says about an insight."""
    require(by, Permission.LIBRARY_WRITE, on=insight)
    insight = Insight.objects.select_for_update().get(pk=insight.pk)
    _set(insight, fields)
    insight.save()
    trail.leave("change", insight, by=by)
    return insight


@action
def take_out(insight: Insight, *, by: User) -> None:
    """Take an insight out of the library. One that is cited stays: what rests on it must be able to show it."""
    require(by, Permission.LIBRARY_WRITE, on=insight)
    trail.leave("take out", insight, by=by)
    try:
        insight.delete()
    except ProtectedError as problem:
        raise Refused("This insight is cited, so it stays. Take the citations back first.") from problem


@action
def bring_in(organisation: Organisation, *, content: bytes, by: User) -> list[Insight]:
    """Bring in a table of insights, all or nothing. Rows that are here already (title and date) are left as they are."""
    require(by, Permission.LIBRARY_WRITE, on=Body(organisation))
    names = {group.text.casefold(): key for key, group in GROUPS.items()} | {key: key for key in GROUPS}
    choices = {"method": tuple(Insight.Method.values), "strength": tuple(Insight.Strength.values),
               "visibility": tuple(Insight.Visibility.values)}  # fmt: skip
    rows = csv_file.read(content, groups=names, choices=choices)
    late = [row for row in rows if row.learned_on > timezone.localdate()]
    if late:
        raise BadFile(*(f"Row {row.number}: the date has not come yet." for row in late),
                      rows=[(row.number, "the date has not come yet") for row in late])  # fmt: skip
    held = Insight.objects.filter(organisation=organisation).values_list("title", "learned_on")
    known = {(title.casefold(), day) for title, day in held}
    new = [
        Insight(organisation=organisation, written_by=by, **{name: getattr(row, name) for name in FIELDS})
        for row in rows if (row.title.casefold(), row.learned_on) not in known
    ]
    Insight.objects.bulk_create(new, batch_size=500)
    trail.leave("bring in", Insight(pk=0), by=by, organisation=organisation.pk, added=len(new), left=len(rows) - len(new))
    return new


@action
def cite(insight: Insight, *, thing: Model, place: str, by: User) -> Citation:
    """Cite an insight in a report or an option; `place` says where in words that anyone may read. Twice is once."""
    owner = _may_cite(thing, by)
    queries.insight_for(by, insight.pk)  # whoever may not see it may not know of it
    citation, made = Citation.objects.get_or_create(
        insight=insight, kind=thing._meta.label, key=str(thing.pk),
        defaults={"organisation_id": owner, "place": place[:200], "cited_by": by},
    )
    if made:
        trail.leave("cite", insight, by=by, kind=citation.kind, key=citation.key)
    return citation


@action
def take_citation_back(citation: Citation, *, thing: Model, by: User) -> None:
    """Cite an insight no longer in a report or an option."""
    _may_cite(thing, by)
    if (citation.kind, citation.key) != (thing._meta.label, str(thing.pk)):
        raise Refused("It is not cited here.")
    trail.leave("take citation back", citation.insight, by=by, kind=citation.kind, key=citation.key)
    citation.delete()


# --- The shelf -------------------------------------------------------------------------------------------

AT_ONCE = 500
LONGEST_GLOSSARY = 20_000


@action
def shelve(*, by: Machine) -> int:
    """Put the next of what waits on the shelf; return how many that were."""
    with connection.cursor() as cursor:
        cursor.execute("select antiphon_shelve_waiting(%s)", [AT_ONCE])
        number = int(cursor.fetchone()[0])
    if number:
        trail.leave("shelve", Passage(pk=0), by=by, number=number)
    return number


@action
def count_words(*, by: Machine) -> int:
    """Count in how many passages each word stands; return how many words there are. Nobody writes to the shelf meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(engine.COUNT)
    number: int = Word.objects.count()
    trail.leave("count words", Passage(pk=0), by=by, number=number)
    return number


@action
def keep_glossary(organisation: Organisation, *, lines: str, by: User) -> Glossary:
    """Keep an organisation's list of words that mean the same, one meaning a line. It steers the search of its own people."""
    require(by, Permission.LIBRARY_WRITE, on=Body(organisation))
    lines = "\n".join(" ".join(line.split()) for line in lines.replace("\x00", "").splitlines() if line.strip())
    if len(lines) > LONGEST_GLOSSARY:
        raise Refused("The list is too long. Keep it under 20,000 letters.")
    alone = [line for line in lines.splitlines() if len([one for one in line.split(",") if one.strip()]) < 2]
    if alone:
        raise Refused(f"Put at least two words in each line, with a comma between: “{alone[0][:60]}”.")
    glossary, _ = Glossary.objects.update_or_create(organisation=organisation, defaults={"lines": lines, "written_by": by})
    trail.leave("keep glossary", glossary, by=by, lines=len(lines.splitlines()))
    return glossary


def _may_cite(thing: Any, by: User) -> int:
    """Let whoever may write there through, and return the organisation by which they cite: the owner, or their own."""
    permission = CITES.get(thing._meta.label)
    if permission is None:
        raise PermissionDenied("An insight is cited in a report or in an option.")
    shared: Shared = thing if hasattr(thing, "ways_in") else thing.decision
    require(by, permission, on=shared)
    ways, mine = shared.ways_in(), organisations_of(by)
    return min((one for one in ways if one in mine), key=lambda one: (ways[one] is not Way.OWNER, one))


def _set(insight: Insight, fields: dict[str, Any]) -> None:
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"An insight has no such field: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(insight, name, value.strip() if isinstance(value, str) else value)
    insight.topics = [str(topic).casefold() for topic in insight.topics]
    insight.places = [str(place).casefold() for place in insight.places]
    if wrong := [key for key in insight.groups if key not in GROUPS]:
        raise Refused(f"This is not a group of the list: {', '.join(wrong)}.")
    if not insight.title or not insight.learned:
        raise Refused("Say in a title, and in a few sentences, what was learned.")
    if insight.learned_on is None:
        raise Refused("Say when it was learned.")
    if insight.learned_on > timezone.localdate():
        raise Refused("The day on which it was learned has not come yet.")
    try:
        insight.clean_fields(exclude=["searchable"])
        insight.validate_constraints(exclude=["searchable"])
    except ValidationError as problem:
        if "insight_once" in str(problem) or "already exists" in str(problem):
            raise Refused("Your organisation keeps an insight of this title and day already.") from problem
        raise Refused(*problem.messages) from problem
