"""The evidence of an engagement in one archive: what was asked, who took part, what was heard, decided and answered.

The same state gives the same bytes: nothing in it says when it was made, files stand in a fixed order with a fixed date.
It is redacted by default: only what the public may see of people, small numbers hidden, words made safe and quotes agreed to.
"""

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Count
from django.template.loader import render_to_string

from antiphon.core.models import TrailEntry
from antiphon.core.suppression import shown
from antiphon.decisions import queries as decided
from antiphon.engagement.models import Engagement, Question
from antiphon.engagement.queries import duty_test_of, extensions_of, partners_of
from antiphon.engagement.rules import LIMBS, RUNGS, SECTIONS
from antiphon.exports.lines import Lines, cell_of, cross_lines, result_lines
from antiphon.exports.writers import Cell, written
from antiphon.exports.writers.base import on_disk, pieces
from antiphon.insight import counting
from antiphon.insight import queries as understood
from antiphon.insight.crosstabs import CAN_BE_CUT, crosstab
from antiphon.insight.models import Stance
from antiphon.insight.results import results
from antiphon.voices.models import Channel, Response, Standing, Voice

WHEN = (2020, 1, 1, 0, 0, 0)
NOT_IN_TRAIL = ("take table out",)  # taking evidence out is no part of it


@dataclass
class Bundle:
    """Files by name, in their order."""

    engagement: Engagement
    held: dict[str, bytes] = field(default_factory=dict)

    @property
    def files(self) -> int:
        return len(self.held)

    def add_table(self, name: str, found: Lines) -> None:
        self.held[name] = b"".join(written("csv", found.columns, found.rows, notes=lambda: found.notes))

    def pieces(self) -> Iterator[bytes]:
        """Yield the archive."""
        with on_disk() as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in self.held.items():
                    entry = zipfile.ZipInfo(f"{self.engagement.slug}/{name}", WHEN)
                    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                    archive.writestr(entry, content)
            yield from pieces(file)


def bundle(engagement: Engagement) -> Bundle:
    """Return all the evidence of an engagement."""
    found = Bundle(engagement)
    found.held["index.html"] = b""  # first in the archive; written when all else is there
    found.add_table("asked/questions.csv", _questions(engagement))
    found.add_table("asked/twins.csv", _twins(engagement))
    found.add_table("heard/who-took-part.csv", _who(engagement))
    found.add_table("heard/results.csv", result_lines(engagement))
    for key, name in counting.characteristics(engagement).items():
        found.add_table(f"heard/cross-tabs/{key.replace(':', '-')}.csv", _cross(engagement, key, name))
    found.add_table("heard/themes.csv", _themes(engagement))
    found.add_table("heard/quotes.csv", _quotes(engagement))
    found.add_table("heard/moderation.csv", _moderation(engagement))
    found.add_table("answered/answers.csv", _answers(engagement))
    found.add_table("trail.csv", _trail(engagement))
    if words := _decision(engagement):
        found.held["decided/decision.txt"] = words.encode()
    if (report := understood.report_of(engagement)) and report.published_on:
        found.held["heard/report.txt"] = f"{report.summary}\n\nWhat this cannot tell us\n{report.limits}\n".encode()
    found.held["index.html"] = _index(engagement, list(found.held)).encode()
    found.held["manifest.json"] = _manifest(found).encode()
    return found


def _manifest(found: Bundle) -> str:
    listed = [
        {"file": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in sorted(found.held.items())
    ]
    return json.dumps({"engagement": found.engagement.slug, "files": listed}, indent=1) + "\n"


def _index(engagement: Engagement, names: Sequence[str]) -> str:
    test = duty_test_of(engagement)
    report = understood.report_of(engagement)
    return render_to_string("exports/evidence.html", {
        "engagement": engagement, "rung": RUNGS[engagement.rung], "partners": list(partners_of(engagement)),
        "extensions": list(extensions_of(engagement)), "questions": list(engagement.questions.order_by("place", "version")),
        "duty": test, "law": SECTIONS[test.section] if test else None,
        "limbs": [LIMBS[limb] for limb in test.limbs] if test else [],
        "results": results(engagement), "themes": understood.public_themes(engagement), "stances": dict(Stance.choices),
        "report": report if report and report.published_on else None, "decision": _decision(engagement).split("\n\n"),
        "answers": list(decided.answers_of(engagement).published()), "profile": understood.profile(engagement),
        "names": sorted(names),
    }, using="jinja2")  # fmt: skip


def _rows(rows: Sequence[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    return iter(rows)


def _questions(engagement: Engagement) -> Lines:
    rows = [
        [one.place, one.version, one.get_kind_display(), one.text, one.hint, "yes" if one.required else "no",
         " | ".join(option["text"] for option in one.options), " | ".join(row["text"] for row in one.rows), _if(engagement, one),
         f"{one.replaced_at:%Y-%m-%d}" if one.replaced_at else ""]
        for one in engagement.questions.order_by("place", "version", "pk")
    ]  # fmt: skip
    columns = ("Place", "Version", "Kind", "Question", "Hint", "Must be answered", "Answers", "Rows", "Asked only if",
               "Replaced on")  # fmt: skip
    return Lines(columns, _rows(rows))


def _if(engagement: Engagement, question: Question) -> str:
    texts = {str(one.series): one for one in engagement.questions.all()}
    said = []
    for condition in question.only_if:
        if on := texts.get(condition["series"]):
            names = {option["key"]: option["text"] for option in on.options}
            said.append(f"{on.text}: {' or '.join(names.get(key, key) for key in condition['options'])}")
    return " and ".join(said)


def _twins(engagement: Engagement) -> Lines:
    rows = [
        [twin.get_format_display(), twin.language, twin.title, twin.made_by, twin.checked_by, one.text, one.hint]
        for twin in engagement.twins.prefetch_related("questions") for one in twin.questions.all()
    ]  # fmt: skip
    return Lines(("Format", "Language", "Title", "Made by", "Checked by", "Question", "Hint"), _rows(rows))


def _who(engagement: Engagement) -> Lines:
    rows: list[Sequence[Cell]] = []
    for key, name in counting.characteristics(engagement).items():
        for table in crosstab(engagement, question=None, by=[key]).tables:
            rows += [[name, line.groups[0], cell_of(line.total)] for line in table.lines]
    return Lines(("What", "Group", "Responses"), _rows(rows))


def _cross(engagement: Engagement, key: str, name: str) -> Lines:
    """Return every question by one characteristic, one below the other: a line for each group and answer."""
    rows: list[Sequence[Cell]] = []
    for question in engagement.questions.current():
        if question.kind not in CAN_BE_CUT:
            continue
        for row in [one["key"] for one in question.rows] if question.kind == "matrix" else [""]:
            found = crosstab(engagement, question=question, by=[key], row=row)
            shares = cross_lines(found)
            answers = found.tables[0].answers if found.tables else ()
            for line in shares.rows:
                counts, parts = line[1 : 1 + len(answers)], line[1 + len(answers) : 1 + 2 * len(answers)]
                rows += [[found.heading, line[0], answer, count, part, line[-1]]
                         for answer, count, part in zip(answers, counts, parts, strict=True)]  # fmt: skip
    return Lines(("Question", name, "Answer", "People", "Share (%)", "Answered"), _rows(rows), [])


def _themes(engagement: Engagement) -> Lines:
    rows = [
        [one.theme.name, one.theme.description, cell_of(one.voices), one.share,
         *(cell_of(one.by_stance[stance]) for stance in Stance.values), "yes" if one.theme.minority else "no"]
        for one in understood.public_themes(engagement)
    ]  # fmt: skip
    return Lines(("Theme", "What it says", "Comments", "Share (%)", *Stance.labels, "A few people"), _rows(rows))


def _quotes(engagement: Engagement) -> Lines:
    quoted = understood.quotes_of(engagement)
    rows = [[one.theme.name, row.voice.clean_words] for one in understood.public_themes(engagement)
            for row in sorted(quoted.get(one.theme.pk, []), key=lambda row: row.pk)]  # fmt: skip
    return Lines(("Theme", "Words, as people allowed them to be used"), _rows(rows))


def _moderation(engagement: Engagement) -> Lines:
    """Return how many responses and comments there were, and what became of them before they were read."""
    channels = dict(Response.objects.filter(engagement=engagement).order_by().values_list("channel").annotate(Count("pk")))
    standing = dict(Response.objects.filter(engagement=engagement).order_by().values_list("standing").annotate(Count("pk")))
    states = dict(Voice.objects.filter(engagement=engagement).order_by().values_list("status").annotate(Count("pk")))
    why = Counter(Voice.objects.filter(engagement=engagement, status="withheld").values_list("withheld_because", flat=True))
    rows: list[Sequence[Cell]] = []
    rows += [["Responses by way", label, cell_of(shown(channels.get(key, 0)))] for key, label in Channel.choices]
    rows += [["Responses by standing", label, cell_of(shown(standing.get(key, 0)))] for key, label in Standing.choices]
    rows += [["Comments", label, cell_of(shown(states.get(key, 0)))] for key, label in Voice.Status.choices]
    rows += [["Kept back because", reason, cell_of(shown(count))] for reason, count in sorted(why.items()) if count >= 10]
    return Lines(("What", "Which", "How many"), _rows(rows))


def _answers(engagement: Engagement) -> Lines:
    rows = [
        [one.theme.name, one.get_kind_display(), one.words, one.why, f"{one.by_when:%Y-%m-%d}" if one.by_when else "",
         f"{one.published_at:%Y-%m-%d}" if one.published_at else ""]
        for one in decided.answers_of(engagement).published()
    ]  # fmt: skip
    return Lines(("Theme", "Answer", "Words", "Why", "By when", "Published on"), _rows(rows))


def _decision(engagement: Engagement) -> str:
    decision = decided.decision_of(engagement)
    return decided.words_of(decision) if decision and decision.published_at else ""


def _trail(engagement: Engagement) -> Lines:
    """Return who did what to the engagement, its report and its decision, by numbers; what machines did is left out."""
    subjects = {"engagement.Engagement": str(engagement.pk)}
    if report := understood.report_of(engagement):
        subjects["insight.Report"] = str(report.pk)
    if decision := decided.decision_of(engagement):
        subjects["decisions.Decision"] = str(decision.pk)
    rows: list[tuple[object, int, Sequence[Cell]]] = []
    for kind, key in subjects.items():
        entries = TrailEntry.objects.filter(kind=kind, key=key).exclude(verb__in=NOT_IN_TRAIL)
        entries = entries.exclude(actor__startswith="machine:")
        rows += [(one.at, one.pk, [f"{one.at:%Y-%m-%d %H:%M:%S} UTC", one.actor, one.verb, kind, key]) for one in entries]
    ordered = [cells for _, _, cells in sorted(rows, key=lambda row: row[:2])]  # type: ignore[arg-type,return-value]
    return Lines(("When", "Who (by number)", "Did", "To what", "Number"), _rows(ordered))
