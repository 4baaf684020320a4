"""The checklist and the five success factors, in our own words, and what a mark needs. Plain Python.

Facts from two published guides: the integration guide of the Social Care Institute for Excellence (its sections on
communications and engagement), and the five success factors of “Building common purpose” (NHS Confederation, 2020).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

EDITION = "1"  # of these lists; a snapshot keeps the edition it was taken from


@dataclass(frozen=True)
class Item:
    """One thing to look at: its key, for good, the words on the screen and, for a factor, what each level looks like."""

    key: str
    words: str
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """Items that belong together."""

    key: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Kind:
    """One kind of assessment: its parts and the values a mark can have. `needs_evidence` from which value on."""

    key: str
    title: str
    about: str
    parts: tuple[Part, ...]
    values: Mapping[int, str]
    reached: frozenset[int]  # values that must be backed by evidence
    begun: frozenset[int]  # values that must have an owner and a day

    @property
    def items(self) -> dict[str, Item]:
        return {item.key: item for part in self.parts for item in part.items}

    def value_words(self, value: int) -> str:
        return self.values[value]


def _part(key: str, title: str, *items: tuple[str, str]) -> Part:
    return Part(key, title, tuple(Item(f"{key}.{name}", words) for name, words in items))


CHECKLIST = Kind(
    "checklist", "Checklist of engagement and communications",
    "Go through it when you write a plan, and again when the plan changes. Each plan has a list of its own.",
    (
        _part(
            "story", "One story",
            ("experts", "People who use services, and carers, helped to write it from what they have lived."),
            ("promises", "Leaders of each partner say what they will do differently, beside what people say they need."),
            ("measures", "It says what gets better by when, with measures that people who use services have talked about."),
            ("limits", "It says plainly what this will not do."),
        ),
        _part(
            "language", "The same words",
            ("shared", "All partners use one list of words, and other programmes in the area know it."),
            ("tested", "We try the words on people who use services and on staff, and change them when they do not work."),
            ("plain", "What we send out carries all partners' names, and has no jargon or unexplained letters."),
        ),
        _part(
            "success", "How we know that it works",
            ("outcomes", "The plan names what should be different for people, and how we measure it."),
            ("links", "We have drawn how each activity should lead to that, step by step."),
            ("learning", "We look at what each activity brought, and do more of what works."),
        ),
        _part(
            "people", "Who has a part in it",
            ("all", "Everyone who has a part in it, inside and outside, is on a list that the board has agreed."),
            ("reasons", "We know what matters to each of them, where they stand and what worries them."),
            ("missed", "We say which groups we do not reach yet, and what we do about it."),
            ("champions", "We have champions in health, in care and in the community."),
        ),
        _part(
            "skills", "Skills",
            ("training", "Champions are offered training and support, also those who use services."),
            ("induction", "New staff learn how we talk with people, in the training that they have anyway."),
            ("appraisal", "People who lead have an aim about communications in their yearly talk."),
        ),
        _part(
            "public", "Local people",
            ("purpose", "For each activity we have said how much say people have, from being told to deciding."),
            ("together", "People who use services, carers and families write the plans with us."),
            ("feedback", "We read what comes back as a matter of course, and change story and plans because of it."),
        ),
        _part(
            "politicians", "Councillors",
            ("options", "Those who decide get real options, each with its risks and what follows from it."),
            ("role", "We know what each councillor is trying to do, and ask when we do not."),
            ("ward", "We look at it from the ward, and bring figures of the ward."),
            ("neutral", "Our papers take no political side, and somebody else has checked that."),
            ("knowledge", "We use what councillors know about their places."),
            ("deadlines", "No agreed day passes in silence. If something is late we say what comes when."),
        ),
        _part(
            "joined", "Joined up",
            ("roles", "It is written down which partner does what."),
            ("same", "Leaders of different partners speak together, and tell the same story in the same words."),
            ("answers", "Partners have agreed answers to common questions, and there is one place to ask."),
            ("examples", "We show examples of work that partners did together."),
            ("lay", "Councillors, non-executive directors and lay members are part of it."),
            ("formats", "We use the formats and places that reach people, and not only our website."),
        ),
    ),
    {0: "Not started", 1: "In part", 2: "Done", 3: "Does not apply"}, frozenset({2, 3}), frozenset({1}),
)  # fmt: skip


def _factor(key: str, title: str, *levels: str) -> Part:
    return Part(key, title, (Item(key, title, levels),))


MATURITY = Kind(
    "maturity", "Five success factors",
    "Judge together, with partners in one room, where you are. Say what shows it. Do it again in half a year.",
    (
        _factor(
            "heart", "Engagement is at the heart of decisions",
            "We tell people after a decision is made.",
            "We ask people, often late, and it is hard to say what changed because of them.",
            "We ask before options are written, and decision papers show what people said.",
            "No decision comes to the board without people's insight, and we show each time what it changed.",
        ),
        _factor(
            "relations", "Partners build trust on purpose",
            "Partners meet when something goes wrong.",
            "Some leaders know each other well. It depends on them.",
            "Leaders make time for it, and how things are decided is written down for all to see.",
            "Trust holds when people leave: new leaders are brought in, and partners tell each other hard things early.",
        ),
        _factor(
            "narrative", "One story that all partners stand behind",
            "Each partner tells its own story.",
            "There is one story on paper. Few people know it.",
            "All partners have signed it, and people and staff know what it means for them.",
            "It shows in what we do. Stories of what got better are told by those who lived them.",
        ),
        _factor(
            "reach", "A broad way of engaging people, in the open",
            "We publish papers, and hold a meeting when the law asks for it.",
            "We use surveys and meetings. We hear the same people again.",
            "We have standing ways such as a panel, know whom we miss, and publish plans and progress.",
            "People design services with us, those who were missed too, and anyone can see what came of it.",
        ),
        _factor(
            "team", "Skills and teams are shared across partners",
            "Each team works alone.",
            "Teams help each other in a crisis.",
            "Roles are clear, and teams plan together and lend each other skills.",
            "Skills, people and money are pooled by agreement, and teams have those who plan, connect and tell stories.",
        ),
    ),
    {0: "Not judged yet", 1: "Level 1", 2: "Level 2", 3: "Level 3", 4: "Level 4"}, frozenset({2, 3, 4}), frozenset(),
)  # fmt: skip
KINDS = {kind.key: kind for kind in (CHECKLIST, MATURITY)}


def missing(kind: Kind, *, value: int, evidence: str, owner: object, due: object) -> list[str]:
    """Return what a mark lacks, as sentences."""
    wrong = []
    if value in kind.reached and not evidence.strip():
        if kind is CHECKLIST and value == 3:
            wrong.append("Say why it does not apply.")
        else:
            wrong.append("Say what shows it.")
    if value in kind.begun and not (owner and due):
        wrong.append("Say who sees to the rest, and by when.")
    return wrong


@dataclass(frozen=True)
class Sum:
    """How far an assessment is, in words: it is read by those who work on it, never used to rank places."""

    words: str
    judged: int
    of: int


def sum_up(kind: Kind, values: Iterable[int]) -> Sum:
    """Return how many items have each value: 12 done, 4 in part, 16 not started."""
    counted = dict.fromkeys(kind.values, 0)
    for value in values:
        counted[value] += 1
    whole = len(kind.items)
    counted[0] = whole - sum(count for value, count in counted.items() if value)
    order = (2, 1, 3, 0) if kind is CHECKLIST else (4, 3, 2, 1, 0)
    words = ", ".join(f"{counted[value]} {_small(kind.values[value])}" for value in order if counted[value])
    return Sum(words, whole - counted[0], whole)


def _small(words: str) -> str:
    return words[:1].lower() + words[1:] if not words.startswith("Level") else f"at {words.lower()}"


@dataclass(frozen=True)
class Step:
    """How one item stands in several snapshots, the first to the last, and which way it went."""

    item: Item
    values: list[int | None]

    @property
    def moved(self) -> str:
        known = [value for value in self.values if value is not None]
        if len(known) < 2 or known[0] == known[-1]:
            return "as it was"
        if 3 in (known[0], known[-1]) and len(self.values) and max(known) <= 3 and not self.item.levels:
            return "changed"
        return "further" if known[-1] > known[0] else "further back"


def compared(kind: Kind, several: Iterable[Mapping[str, int]]) -> list[tuple[Part, list[Step]]]:
    """Lay several snapshots side by side: for each item its value in each; None where an edition did not have it."""
    marks = list(several)
    return [(part, [Step(item, [one.get(item.key) for one in marks]) for item in part.items]) for part in kind.parts]
