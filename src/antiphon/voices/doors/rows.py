"""The rows of a file, as responses: each cell read for what its column becomes. Plain Python; sees no database.

`Reader` hands back a `Taken` or a `BadRow` for each row, keeps what it noticed, and remembers which values it did not know,
so that a person can say once what each means.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from antiphon.engagement import answering
from antiphon.engagement.about import NOT_SAID, AboutSet, Characteristic
from antiphon.engagement.answering import LONGEST, Asked, Kind, Option
from antiphon.voices.doors import cells, writers
from antiphon.voices.doors.cells import Unclear
from antiphon.voices.doors.choices import Choices
from antiphon.voices.doors.columns import AROUND, Matching
from antiphon.voices.doors.writers import BadRow, Row, Taken, Write

UNKNOWN_KEPT = 200  # different values of a column that a person may be asked about


def faults(matching: Matching, asked: Sequence[Asked], about: AboutSet | None) -> list[str]:
    """Return what is wrong with a matching as a whole, as sentences; empty when rows can be read by it."""
    wrong = []
    series = {str(one.series): one for one in asked}
    used = [use for use in matching.uses if use]
    for use, count in Counter(used).items():
        if count > 1:
            wrong.append(f"{count} columns are both for {named(use, asked, about)}. Keep one of them.")
    for use in used:
        kind, _, rest = use.partition(":")
        key = rest.partition(":")[0]
        if kind == "q" and key not in series:
            wrong.append("A column is for a question that this engagement no longer asks. Choose again what it becomes.")
        elif kind == "q" and ":" in rest and f"q:{key}" in used and ":words:" not in use:
            wrong.append(f"One column is for the whole of “{series[key].text}” and another for a part of it. Keep one way.")
        elif kind == "about" and (about is None or about.characteristic(key) is None):
            wrong.append("A column is about the person, and this engagement does not ask that.")
        elif kind not in ("q", "about") and use not in AROUND:
            wrong.append("A column is for something that is not known.")
    if "text" in used and not any(one.kind is Kind.TEXT for one in asked):
        wrong.append("There is no question to be answered in words, so no column can hold such an answer.")
    if not any(use.startswith("q:") or use in ("text", "score") for use in used):
        wrong.append("No column is an answer. Say for at least one column which question it answers.")
    return list(dict.fromkeys(wrong))


def named(use: str, asked: Sequence[Asked], about: AboutSet | None) -> str:
    """Return what a use is, in words."""
    kind, _, rest = use.partition(":")
    if kind == "q":
        key = rest.split(":")[0]
        return next((f"“{one.text}”" for one in asked if str(one.series) == key), "a question")
    if kind == "about":
        found = about.characteristic(rest.split(":")[0]) if about else None
        return f"“{found.name}”" if found else "a question about the person"
    return f"“{AROUND.get(use, use)}”"


NOUNS = {"left_open": "answer", "controls": "cell"}  # what is counted, where it is not rows
SENTENCES = (
    ("score", "{} had a score that means “don’t know”: score not used."),
    ("no_words", "{} had no words: the score was kept, and there is nothing to read."),
    ("nothing_counted", "{} had nothing to count or read: each answer means “don’t know”. They count as responses."),
    ("no_answer", "{} had no answer at all, and passed over: somebody only looked."),
    ("left_open", "{} said “don’t know” or the like: not counted in that question."),
    ("month_first", "{} had a date with the month before the day: read as such. All other dates were read day first."),
    ("controls", "{} held characters that cannot be shown or kept: these were left out."),
    ("empty", "{} empty, and passed over."),
)


class Reader:
    """Reads the rows of a table by a matching."""

    def __init__(
        self, matching: Matching, *, asked: Sequence[Asked], about: AboutSet | None, today: datetime.date,
        twins: Mapping[str, int] | None = None,
    ) -> None:
        self.matching, self.today, self.twins = matching, today, twins or {}
        self.noticed: Counter[str] = Counter()
        self.unknown: dict[int, Counter[str]] = {}
        self._asked = {str(one.series): one for one in asked}
        self._by_pk = {one.pk: one for one in asked}
        self._in_words = [one for one in asked if one.kind is Kind.TEXT]
        self._about = about
        self._columns: list[tuple[int, Write]] = []
        self._made_up: dict[int, Asked] = {}
        for index, use in enumerate(matching.uses):
            if use:
                self._columns.append((index, self._writer(index, use)))
        self._only_words = all(one.kind is Kind.TEXT for one in asked)

    def read(self, records: Iterable[tuple[int, list[str]]]) -> Iterator[Taken | BadRow]:
        """Yield each row below the heading; empty ones are passed over."""
        begins = self.matching.first + self.matching.rows
        for number, row in records:
            if number < begins:
                continue
            if not any(row) or not any(cell.strip() for cell in row):
                self.noticed["empty"] += 1
                continue
            found = self._row(number, row)
            if found is not None:
                yield found

    def notes(self, ignored: Sequence[str] = ()) -> list[str]:
        """Return what was noticed, as sentences; complete once every row was read."""
        said = []
        if ignored:
            shown = ", ".join(ignored[:6]) + (f" and {len(ignored) - 6:,} more" if len(ignored) > 6 else "")
            said.append(f"Columns not used: {shown}.")
        return said + [
            sentence.format(f"{self.noticed[key]:,} {NOUNS.get(key, 'row')}{'' if self.noticed[key] == 1 else 's'}")
            for key, sentence in SENTENCES if self.noticed[key]
        ]  # fmt: skip

    def _row(self, number: int, cells_of_row: list[str]) -> Taken | BadRow | None:
        row = Row(Taken(number, {}, {}, channel=self.matching.channel))
        wrong: list[str] = []
        width = len(cells_of_row)
        for index, write in self._columns:
            said = cells_of_row[index].strip() if index < width else ""
            if not said:
                continue
            try:
                write(said, row)
            except Unclear as problem:
                wrong.append(str(problem))
        self._finish(row, wrong)
        taken = row.taken
        if not taken.answers and taken.score is None and not row.said_something:
            if self.matching.skip_empty and not wrong:
                self.noticed["no_answer"] += 1
                return None
            wrong.append("It has no words and no score" if self._only_words else "It has no answer to any question")
        if wrong:
            return BadRow(number, tuple(wrong))
        if not taken.answers:
            self.noticed["no_words" if self._only_words else "nothing_counted"] += 1
        return taken

    def _finish(self, row: Row, wrong: list[str]) -> None:
        """Put together what several columns said, and look at what only shows in the whole row."""
        taken = row.taken
        for pk, parts in row.parts.items():
            try:
                if (value := writers.put_together(self._made_up[pk], parts)) not in (None, [], {}):
                    taken.answers[pk] = value
            except Unclear as problem:
                wrong.append(str(problem))
        for pk, said in row.beside.items():
            try:
                taken.answers[pk] = writers.with_words(self._made_up[pk], taken.answers.get(pk), said)
            except Unclear as problem:
                wrong.append(str(problem))
        if row.text:
            question = self._question_named(row.question)
            taken.answers[question.pk] = row.text
        for pk, value in taken.answers.items():
            one = self._by_pk[pk]
            if one.kind is Kind.TEXT and len(value) > LONGEST:
                wrong.append(f"The comment has {len(value):,} characters; the most is {LONGEST:,}")
            elif one.kind not in (Kind.TEXT, Kind.ONE, Kind.SCALE, Kind.MATRIX):
                wrong += [f"“{one.text[:60]}”: {problem}" for problem in answering.problems(one, value)]
        if taken.wants_reply and not taken.email:
            wrong.append("The person wants a reply, and there is no e-mail address")
        if taken.speaks_for is not None and taken.speaks_as != "group":
            taken.speaks_as, taken.speaks_for = ("group", taken.speaks_for) if taken.speaks_for > 1 else (taken.speaks_as, None)
        if taken.speaks_as == "group" and taken.speaks_for is None:
            wrong.append("It speaks for a group, and does not say for how many people")

    def _question_named(self, said: str) -> Asked:
        """Return the question that a row names by its words or number, else the first that is answered in words."""
        word = cells.plain(said)
        for place, one in enumerate(self._asked.values(), start=1):
            if word and one.kind is Kind.TEXT and word in (cells.plain(one.text), str(place)):
                return one
        self.noticed["elsewhere"] += bool(word)
        return self._in_words[0]

    def _writer(self, index: int, use: str) -> Write:
        kind, _, rest = use.partition(":")
        if kind == "q":
            key, _, part = rest.partition(":")
            return self._of_question(index, self._asked[key], *part.partition(":")[::2])
        if kind == "about":
            key, _, part = rest.partition(":")
            assert self._about is not None
            characteristic = self._about.characteristic(key)
            assert characteristic is not None
            return self._of_person(index, characteristic, part.removeprefix("tick:"))
        of_ours = {"text": self._text, "date": self._date, "score": self._score, "twin": self._twin}
        return of_ours.get(use) or writers.AROUND_WRITERS[use]

    def _choices(self, index: int, question: str, options: Sequence[Option]) -> Choices:
        return Choices(question, options, told=self.matching.told.get(str(index), {}), free=self.matching.free_other)

    def _asking(self, index: int, find: Callable[[str], Any]) -> Callable[[str], Any]:
        """Remember what a column holds that is none of the answers."""

        def asks(said: str) -> Any:
            try:
                return find(said)
            except Unclear:
                seen = self.unknown.setdefault(index, Counter())
                if said[:100] in seen or len(seen) < UNKNOWN_KEPT:
                    seen[said[:100]] += 1
                raise

        return asks

    def _of_question(self, index: int, one: Asked, part: str, key: str) -> Write:
        self._made_up[one.pk] = one
        if part == "words":
            return writers.beside(one, key)
        if part == "tick":
            return writers.tick(one, key)
        if part in ("row", "rank"):
            find = self._asking(index, self._choices(index, one.text, one.options).one)
            return writers.part(one, f"{part}:{key}", find, self.noticed)
        if part == "place":
            return writers.rank(one, key)
        choices, told = self._choices(index, one.text, one.options), self.matching.told.get(str(index), {})
        finders: dict[Kind, Callable[[str], Any]] = {
            Kind.ONE: choices.one, Kind.MANY: choices.many, Kind.SCALE: writers.scale(one, told),
            Kind.RANKING: lambda said: [writers.key_of(each) for each in choices.many(said)],
        }  # fmt: skip
        if one.kind in finders:
            return writers.whole(one, self._asking(index, finders[one.kind]), self.noticed)
        if one.kind is Kind.DATE:
            return writers.whole(one, writers.day, self.noticed)
        return self._words_of(one)

    def _words_of(self, one: Asked) -> Write:
        def write(said: str, row: Row) -> None:
            if words := self._clean(said):
                row.taken.answers[one.pk] = words

        return write

    def _clean(self, said: str) -> str:
        words = cells.clean(said)
        if len(words) < len(said) and words != said.replace("\r\n", "\n").replace("\r", "\n").strip():
            self.noticed["controls"] += 1
        return words

    def _of_person(self, index: int, one: Characteristic, category: str) -> Write:
        options = [Option(each.key, each.text) for each in one.categories]
        choices = self._choices(index, one.name, options)
        for each in one.categories:
            for label in each.census:
                choices._named.setdefault(cells.plain(label), each.key)
        for words in ("prefer not to say", "prefer not to answer", "rather not say", "not said", "refused"):
            choices._named.setdefault(words, NOT_SAID)
        if one.key == "age":
            find = self._asking(index, lambda said: writers.age_band(said, options) or choices.one(said))
        else:
            find = self._asking(index, choices.many if one.many else choices.one)

        def write(said: str, row: Row) -> None:
            if category:
                if cells.plain(said) in cells.TICKED or cells.plain(said) == cells.plain(category):
                    row.taken.about.setdefault(one.key, []).append(category)
                return
            if (found := find(said)) not in (None, []):
                row.taken.about[one.key] = found

        return write

    def _text(self, said: str, row: Row) -> None:
        row.text = self._clean(said)

    def _date(self, said: str, row: Row) -> None:
        row.taken.date, swapped = cells.date_of(said, today=self.today, day_first=self.matching.day_first)
        self.noticed["month_first"] += swapped

    def _score(self, said: str, row: Row) -> None:
        row.taken.score = cells.score_of(said)
        row.said_something = True
        self.noticed["score"] += row.taken.score is None

    def _twin(self, said: str, row: Row) -> None:
        word = cells.plain(said)
        if word in ("standard", "main", "web", "online", *cells.NO_ANSWER):
            return
        key = cells.FORMATS.get(word) or (f"language:{cells.LANGUAGES[word]}" if word in cells.LANGUAGES else f"language:{word}")
        if key not in self.twins:
            raise Unclear(f"“{said[:30]}” is not a version of this engagement: easy read, BSL, large print or a language")
        row.taken.twin = self.twins[key]
