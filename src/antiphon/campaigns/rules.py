"""What a plan must have, which ways reach people without the internet, clashes, pre-election days, sums. No clock, no table."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Channel:
    """A way to reach people."""

    title: str
    offline: bool


CHANNELS = {
    "web": Channel("Web page", offline=False),
    "email": Channel("E-mail", offline=False),
    "sms": Channel("Text message", offline=False),
    "social": Channel("Social media", offline=False),
    "online_meeting": Channel("Online meeting", offline=False),
    "intranet": Channel("Intranet for staff", offline=False),
    "video": Channel("Video", offline=False),
    "letter": Channel("Letter or leaflet by post", offline=True),
    "poster": Channel("Poster or screen in a building", offline=True),
    "telephone": Channel("Telephone", offline=True),
    "face": Channel("Face to face: visits, meetings, stalls", offline=True),
    "radio": Channel("Local radio", offline=True),
    "press": Channel("Newspaper or newsletter on paper", offline=True),
    "champions": Channel("Champions and community groups", offline=True),
    "outdoor": Channel("Buses, streets and shops", offline=True),
}
FORMATS = {
    "standard": "Standard print",
    "large_print": "Large print",
    "easy_read": "Easy read",
    "bsl": "British Sign Language video",
    "audio": "Audio",
    "braille": "Braille",
    "translated": "Other languages",
}
DUTIES = {"lead": "Leads", "approve": "Approves", "contribute": "Contributes", "inform": "Is told"}


@dataclass(frozen=True)
class Stage:
    """A stage of evaluation: what stands in it."""

    title: str
    asks: str


STAGES = {
    "inputs": Stage("Inputs", "What we put in: money, hours, things"),
    "outputs": Stage("Outputs", "What we put out: letters, posters, visits"),
    "outtakes": Stage("Out-takes", "What people noticed, understood and thought"),
    "outcomes": Stage("Outcomes", "What people did, and what changed for them"),
}
# What is counted: the words for one and for several. Different units are never added.
UNITS = {
    "items": ("item", "items put out"),
    "people": ("person", "people met face to face"),
    "attendances": ("attendance", "attendances"),
    "deliveries": ("message", "messages delivered"),
    "views": ("view", "views"),
    "visits": ("visit", "visits to a page"),
    "calls": ("call", "telephone calls"),
    "posts": ("post", "posts"),
    "broadcasts": ("broadcast", "broadcasts and articles"),
    "sites": ("page", "pages and sites"),
}


# --- What a plan must have -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Aim:
    """An objective, as the gate sees it: its words, and what is missing before it can be measured."""

    words: str
    missing: Sequence[str]


@dataclass(frozen=True)
class Deed:
    """An activity, as the gate sees it."""

    title: str
    leads: int
    channel: str
    dropped: bool = False
    dated: bool = True


@dataclass(frozen=True)
class Listener:
    """A row of the channel matrix, as the gate sees it."""

    name: str
    channels: Sequence[str]
    formats: Sequence[str]


@dataclass(frozen=True)
class Plan:
    """A whole plan, as the gate sees it."""

    filled: Mapping[str, bool]
    aims: Sequence[Aim] = ()
    deeds: Sequence[Deed] = ()
    listeners: Sequence[Listener] = ()
    sources: int = 0
    risks: int = 0
    dated: bool = True
    digital_because: str = ""


NEEDED = {
    "summary": "what the campaign is about",
    "insight": "what we know about the people",
    "strategy": "how we go about it",
    "scoring": "how we will know",
}


def missing(plan: Plan) -> list[str]:
    """Return why a plan is not ready, as sentences."""
    wrong = []
    measurable = [aim for aim in plan.aims if not aim.missing]
    if not measurable:
        wrong.append("No objective can be measured. Give at least one its baseline, measure, target and day.")
    wrong += [f"“{aim.words}” cannot be measured yet: {_listed(aim.missing)} missing." for aim in plan.aims if aim.missing]
    wrong += [f"Say {words}." for key, words in NEEDED.items() if not plan.filled.get(key)]
    if not plan.dated:
        wrong.append("Say when it begins and when it ends.")
    if not plan.sources:
        wrong.append("Name at least one source for what we know about the people.")
    if not plan.listeners:
        wrong.append("Say whom it is for: add at least one row to the channels.")
    wrong += [f"“{one.name}” has no channel yet." for one in plan.listeners if not one.channels]
    if not plan.digital_because.strip():
        wrong += [prompt(one) for one in only_digital(plan.listeners)]
    doing = [deed for deed in plan.deeds if not deed.dropped]
    if not doing:
        wrong.append("Add at least one activity.")
    wrong += [f"“{deed.title}” has {deed.leads or 'no'} {'leads' if deed.leads > 1 else 'lead'}. Name exactly one."
              for deed in doing if deed.leads != 1]  # fmt: skip
    wrong += [f"“{deed.title}” has no days yet." for deed in doing if not deed.dated]
    if not plan.risks:
        wrong.append("Name at least one risk, and what we do about it.")
    return wrong


def _listed(parts: Sequence[str]) -> str:
    words = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{words} {'is' if len(parts) == 1 else 'are'}"


def only_digital(listeners: Iterable[Listener]) -> list[Listener]:
    """Return the people whom the plan reaches by nothing but the internet or a telephone of their own."""
    offline = {key for key, channel in CHANNELS.items() if channel.offline}
    return [one for one in listeners if one.channels and not offline & set(one.channels)]


def prompt(one: Listener) -> str:
    """Return the sentence that asks for a way without the internet."""
    return f"“{one.name}” has digital ways only. Add one that works without the internet, or say why none is needed."


# --- The calendar --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slot:
    """Something in the calendar, as clashes see it. Without groups it is for everyone, without places everywhere."""

    kind: str
    key: str
    title: str
    organisation: int
    starts_on: datetime.date
    ends_on: datetime.date
    groups: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def name(self) -> tuple[str, str]:
        return self.kind, self.key


@dataclass(frozen=True)
class Clash:
    """Two things for the same people in the same weeks; each week is named by its Monday. No groups: both are for everyone."""

    one: Slot
    other: Slot
    weeks: tuple[datetime.date, ...]
    groups: tuple[str, ...] = ()


def monday(day: datetime.date) -> datetime.date:
    """Return the Monday of the week of a day."""
    return day - datetime.timedelta(days=day.weekday())


def weeks_shared(one: Slot, other: Slot) -> tuple[datetime.date, ...]:
    """Return the weeks in which both run, by their Mondays."""
    first = max(monday(one.starts_on), monday(other.starts_on))
    last = min(monday(one.ends_on), monday(other.ends_on))
    return tuple(first + datetime.timedelta(weeks=number) for number in range((last - first).days // 7 + 1))


def same_people(one: Slot, other: Slot) -> tuple[str, ...] | None:
    """Return the groups that both speak to (none when both speak to everyone), or None when they do not meet."""
    if one.places and other.places and not _folded(one.places) & _folded(other.places):
        return None
    if not one.groups and not other.groups:
        return ()
    return tuple(group for group in one.groups if group in other.groups) or None


def _folded(words: Iterable[str]) -> set[str]:
    return {word.casefold() for word in words}


def clashes_of(one: Slot, others: Iterable[Slot]) -> list[Clash]:
    """Return what else speaks to the same people in the same week."""
    found = []
    for other in others:
        if other.name == one.name:
            continue
        groups, weeks = same_people(one, other), weeks_shared(one, other)
        if groups is not None and weeks:
            found.append(Clash(one, other, weeks, groups))
    return found


def clashes(slots: Sequence[Slot]) -> list[Clash]:
    """Return every pair that clashes, once, by the first week. Only those whose days meet are compared."""
    found: list[Clash] = []
    running: list[Slot] = []
    for slot in sorted(slots, key=lambda one: (one.starts_on, one.name)):
        running = [one for one in running if monday(one.ends_on) >= monday(slot.starts_on)]
        found += [Clash(clash.other, clash.one, clash.weeks, clash.groups) for clash in clashes_of(slot, running)]
        running.append(slot)
    return sorted(found, key=lambda clash: (clash.weeks[0], clash.one.title, clash.other.title))


@dataclass(frozen=True)
class Tiring:
    """A group that hears from us in more than so many things at once, with the stretch of weeks in which it does."""

    group: str
    most: int
    week: datetime.date
    slots: tuple[Slot, ...]


def tiring(slots: Sequence[Slot], *, most: int) -> list[Tiring]:
    """Return each group to which more than `most` things speak in one week, with its fullest week.

    What is for everyone counts for every group.
    """
    by_group: dict[str, dict[datetime.date, list[Slot]]] = defaultdict(lambda: defaultdict(list))
    groups = sorted({group for slot in slots for group in slot.groups})
    for slot in slots:
        last, week = monday(slot.ends_on), monday(slot.starts_on)
        while week <= last:
            for group in slot.groups or groups or [""]:
                by_group[group][week].append(slot)
            week += datetime.timedelta(weeks=1)
    found = []
    for group, weeks in by_group.items():
        week, fullest = max(weeks.items(), key=lambda pair: (len(pair[1]), -pair[0].toordinal()))
        if len(fullest) > most:
            found.append(Tiring(group, most, week, tuple(fullest)))
    return sorted(found, key=lambda one: (one.week, one.group))


# --- Elections -----------------------------------------------------------------------------------------------------
NOTICE = 25  # working days before a poll by which its notice must stand: the period begins then unless another day is known


@dataclass(frozen=True)
class Poll:
    """An election: the area, and the first day and the day of the poll, between which new publicity waits."""

    key: int
    area: str
    starts_on: datetime.date
    poll_on: datetime.date


def in_the_way(day: datetime.date, areas: Iterable[str], polls: Iterable[Poll]) -> list[Poll]:
    """Return the elections in whose pre-election period a day falls; without areas, those of every area count."""
    wanted = set(areas)
    return [poll for poll in polls if poll.starts_on <= day <= poll.poll_on and (not wanted or poll.area in wanted)]


# --- Sums ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """One output, as the sum sees it."""

    key: str
    organisation: int
    unit: str
    number: int
    estimate: bool = False
    with_others: tuple[int, ...] = ()


@dataclass
class Total:
    """What was put out in one unit: the sum, how much of it is estimated, and how much by whom. Each output counts once."""

    unit: str
    number: int = 0
    estimated: int = 0
    by: dict[int, int] = field(default_factory=dict)
    took_part: dict[int, int] = field(default_factory=dict)


def rolled_up(outputs: Iterable[Counted]) -> list[Total]:
    """Return the sums by unit. What another partner took part in is named beside its own, and not added again."""
    totals: dict[str, Total] = {}
    seen: set[str] = set()
    for one in outputs:
        if one.key in seen:
            raise ValueError(f"“{one.key}” would be counted twice.")
        seen.add(one.key)
        total = totals.setdefault(one.unit, Total(one.unit))
        total.number += one.number
        total.estimated += one.number if one.estimate else 0
        total.by[one.organisation] = total.by.get(one.organisation, 0) + one.number
        for other in one.with_others:
            total.took_part[other] = total.took_part.get(other, 0) + one.number
    return [totals[unit] for unit in UNITS if unit in totals]


def share_reached(baseline: Decimal, target: Decimal, now: Decimal) -> int | None:
    """Return how much of the way from the baseline to the target is done, in whole per cent; None when there is no way."""
    way = target - baseline
    return None if way == 0 else round((now - baseline) / way * 100)


def plain(number: Decimal) -> str:
    """Return a number without empty decimals: 1,850 and 12.5."""
    return f"{number.normalize():,f}"
