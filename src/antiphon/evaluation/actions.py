"""Writes of assessments: start one, mark its items, keep how it stands today."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.evaluation import rules
from antiphon.evaluation.models import Assessment, Mark, Snapshot
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission


@action
def start(organisation: Organisation, *, kind: str, title: str, by: User, visibility: str = "own") -> Assessment:
    """Start a checklist for a plan, or the success factors for a place."""
    require(by, Permission.CHECKLIST_EDIT, on=Body(organisation))
    title = " ".join(title.split())
    if kind not in rules.KINDS or visibility not in Assessment.Visibility.values or not title:
        raise Refused("Say which plan or place it is for.")
    try:
        with transaction.atomic():
            made = Assessment.objects.create(
                organisation=organisation, kind=kind, title=title, visibility=visibility, started_by=by
            )
    except IntegrityError as problem:
        raise Refused("Your organisation has one with this name already. Open it, or choose another name.") from problem
    trail.leave("start", made, by=by, kind=kind)
    return made


@action
def share(assessment: Assessment, *, visibility: str, by: User) -> Assessment:
    """Let everyone who works here see it and lay it beside theirs, or only our organisation."""
    require(by, Permission.CHECKLIST_EDIT, on=assessment)
    if visibility not in Assessment.Visibility.values:
        raise Refused("Choose who may see it.")
    assessment.visibility = visibility
    assessment.save(update_fields=["visibility"])
    trail.leave("share", assessment, by=by, visibility=visibility)
    return assessment


@dataclass(frozen=True)
class Said:
    """What somebody says of one item. `version`: of the mark that they saw, 0 for none."""

    value: int
    evidence: str = ""
    owner: str = ""
    due_on: datetime.date | None = None
    version: int = 0


class NotAll(Refused):
    """Some items could not be saved. `items`: item and reason. Nothing was saved, and what was typed stays on the page."""

    def __init__(self, items: Mapping[str, list[str]]) -> None:
        self.items = items
        super().__init__("Some of it cannot be saved yet. What you wrote is still here.")


@action
def mark(assessment: Assessment, *, said: Mapping[str, Said], by: User) -> int:
    """Save where items stand, all or none; return how many changed. What somebody else changed since is not written over."""
    require(by, Permission.CHECKLIST_EDIT, on=assessment)
    kind = rules.KINDS[assessment.kind]
    Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    there = {mark.item: mark for mark in assessment.marks.select_related("marked_by")}
    wrong: dict[str, list[str]] = {}
    changed = []
    for key, one in said.items():
        if key not in kind.items or one.value not in kind.values:
            raise Refused("This is not an item of the list.")
        row = there.get(key) or Mark(assessment=assessment, item=key, version=0)
        fresh = (one.value, one.evidence.replace("\r\n", "\n").strip(), " ".join(one.owner.split()), one.due_on)
        if fresh == (row.value, row.evidence, row.owner, row.due_on):
            continue
        if row.version != one.version:
            wrong[key] = [f"{row.marked_by} changed this while you wrote. It now says: {kind.values[row.value]}. {row.evidence}"]
        elif lacks := rules.missing(kind, value=fresh[0], evidence=fresh[1], owner=fresh[2], due=fresh[3]):
            wrong[key] = lacks
        row.value, row.evidence, row.owner, row.due_on = fresh
        row.version, row.marked_by = row.version + 1, by
        changed.append(row)
    if wrong:
        raise NotAll(wrong)
    for row in changed:
        row.save()
    trail.leave("mark", assessment, by=by, items=[row.item for row in changed])
    return len(changed)


@action
def keep_as_it_stands(assessment: Assessment, *, by: User) -> Snapshot:
    """Keep how it stands today, to lay beside other days. Twice in a day keeps the later."""
    require(by, Permission.CHECKLIST_EDIT, on=assessment)
    held = {mark.item: mark for mark in assessment.marks.all()}
    if not held:
        raise Refused("Nothing is marked yet. Save some answers first.")
    marks = {
        key: {"value": one.value, "evidence": one.evidence, "owner": one.owner,
              "due_on": one.due_on.isoformat() if one.due_on else ""} if (one := held.get(key)) else
             {"value": 0, "evidence": "", "owner": "", "due_on": ""}
        for key in rules.KINDS[assessment.kind].items
    }  # fmt: skip
    snapshot, _ = Snapshot.objects.update_or_create(
        assessment=assessment, taken_on=timezone.localdate(),
        defaults={"edition": rules.EDITION, "marks": marks, "taken_by": by},
    )  # fmt: skip
    trail.leave("keep as it stands", snapshot, by=by)
    return snapshot
