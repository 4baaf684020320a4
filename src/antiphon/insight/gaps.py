"""Reads: who is missing from an engagement while it is open, who could reach them, and what follows from what was heard."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from antiphon.core.suppression import Shown, shown
from antiphon.engagement import asks
from antiphon.engagement.about import NOT_SAID, about_set, versions
from antiphon.engagement.models import Engagement, Session
from antiphon.insight import coverage
from antiphon.insight.coverage import Compared, Line, Slice
from antiphon.insight.models import Gathering, Recommendation, Report, Routing, SessionTheme, Suggestion, Theme
from antiphon.library.models import Insight
from antiphon.network import groups
from antiphon.network.models import Margin, Reach, User
from antiphon.network.queries import margins, reach_register, residents_by_district
from antiphon.network.roles import Permission
from antiphon.voices.models import About, Answer, SpeaksAs, Voice
from antiphon.voices.queries import counted_responses

PLACE = "place"
MOST_PLACES = 40


@dataclass(frozen=True)
class Help:
    """What helps to hear a group: the partners who reach it, and what was learned or asked before."""

    reach: list[Reach] = field(default_factory=list)
    insights: list[Insight] = field(default_factory=list)
    engagements: list[Engagement] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """One question about the person, or the places: its comparison, and help for each gap, in the order of the lines."""

    key: str
    name: str
    compared: Compared
    help: list[Help]
    many: bool = False

    @property
    def has_figures(self) -> bool:
        return any(line.expected is not None for line in self.compared.lines)


@dataclass(frozen=True)
class Missing:
    """Who was heard and who was not, in one engagement, safe to show."""

    people: Shown
    groups: int
    spoken_for: Shown
    parts: list[Part]
    areas: list[str]
    by_hand: bool
    asks_about: bool
    sources: list[str]

    @property
    def gaps(self) -> list[tuple[Part, Line, Help]]:
        """Return every gap, the widest first: how far below what was expected the most is that chance allows."""

        def width(found: tuple[Part, Line, Help]) -> float:
            line = found[1]
            return (line.expected or 0) - (line.high if line.high is not None else 0)

        found = [
            (part, line, helped)
            for part in self.parts for line, helped in zip(part.compared.lines, part.help, strict=True) if line.is_gap
        ]
        return sorted(found, key=width, reverse=True)

    @property
    def without_figures(self) -> list[tuple[Part, Line, Help]]:
        """Return carers and inclusion health groups that cannot be compared: nobody may read silence as all being well."""
        return [
            (part, line, helped)
            for part in self.parts if part.key in ("carer", "inclusion")
            for line, helped in zip(part.compared.lines, part.help, strict=True)
            if line.expected is None and groups.keys_for(part.key, line.keys)
        ]


def who_is_missing(user: User, engagement: Engagement) -> Missing:
    """Return expected against heard for each characteristic and each place. A fixed number of queries.

    Someone who speaks for a group is one voice with a declared number beside it: groups stand apart and count for no share.
    """
    codes, by_hand = asks.ground_of(engagement)
    rows = list(margins(codes))
    tables = _added_up(rows)
    responses = counted_responses(engagement).order_by()
    persons = responses.exclude(speaks_as=SpeaksAs.GROUP)
    places = Counter(dict(persons.values_list("place").annotate(Count("pk"))))
    people = sum(places.values())
    spoken = responses.filter(speaks_as=SpeaksAs.GROUP).aggregate(groups=Count("pk"), people=Sum("speaks_for"))
    version = engagement.about_set or (versions() or [""])[0]
    said = (
        About.objects.filter(engagement=engagement, response__in=persons.values("pk")).order_by()
        .values_list("said").annotate(Count("pk"))
    )
    found = []
    if version and engagement.about_set:
        answers = list(said)
        for one in about_set(version).characteristics:
            counts, silent = _heard(answers, one.key, people)
            slices = coverage.expected(one, tables)
            compared = coverage.compare(slices, counts, people=people, not_said=silent, many=one.many)
            found.append((one.key, one.name, compared, one.many))
    by_place = _places(places, tables.get(PLACE, {}), codes)
    if by_place is not None:
        found.append((PLACE, "Places", by_place, False))
    helpers = _Helpers(user, engagement)
    parts = [
        Part(key, name, compared, [helpers.of(key, line) for line in compared.lines], many) for key, name, compared, many in found
    ]
    return Missing(
        people=shown(people), groups=spoken["groups"], spoken_for=shown(spoken["people"] or 0), parts=parts,
        areas=_named(rows, codes), by_hand=by_hand, asks_about=bool(engagement.about_set),
        sources=sorted({f"{row.source} ({row.year})" for row in rows}),
    )  # fmt: skip


def _added_up(rows: Sequence[Margin]) -> dict[str, dict[str, int]]:
    tables: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        tables[row.variable][row.category] += row.count
    return tables


def _named(rows: Sequence[Margin], codes: Sequence[str]) -> list[str]:
    names = {row.code: row.name for row in rows if row.name}
    return [names.get(code, code) for code in codes]


def _heard(answers: "Sequence[tuple[Any, int]]", key: str, people: int) -> tuple[dict[str, int], int]:
    """Return how many chose each category, and how many of all people did not say."""
    counts: Counter[str] = Counter()
    spoke = 0
    for said, number in answers:
        value = said.get(key)
        chosen = {one for one in (value if isinstance(value, list) else [value]) if one and one != NOT_SAID}
        spoke += number if chosen else 0
        for one in chosen:
            counts[one] += number
    return dict(counts), max(0, people - spoke)


def _places(heard: "Counter[str]", table: dict[str, int], codes: Sequence[str]) -> Compared | None:
    """Return heard against expected by place: the places of the figures, or the districts that named wards lie in."""
    known = {name.casefold(): (name, count) for name, count in table.items()} or residents_by_district(codes)
    residents: Counter[str] = Counter()
    for name, count in known.values():
        residents[name] += count
    if len(residents) < 2 or len(residents) > MOST_PLACES:
        return None
    counts: Counter[str] = Counter()
    for said, number in heard.items():
        place = known.get(" ".join(said.split()).casefold())
        if place:
            counts[place[0]] += number
    whole, people = sum(residents.values()), sum(heard.values())
    slices = [Slice((name,), name, residents[name] / whole if whole else None) for name in sorted(residents)]
    return coverage.compare(slices, counts, people=people, not_said=people - sum(counts.values()))


class _Helpers:
    """Who could reach each group, found once for the whole page."""

    def __init__(self, user: User, engagement: Engagement) -> None:
        self.register = list(reach_register())
        self.places = {str(place).casefold() for place in engagement.places}
        self.insights = list(
            Insight.objects.visible_to(user).exclude(groups=[]).select_related("organisation").order_by("-learned_on")[:400]
        )
        since = timezone.localdate() - asks.A_YEAR
        self.engagements = list(
            asks.across_partners(user).exclude(pk=engagement.pk).exclude(groups=[]).filter(closes_on__gte=since)
            .order_by("-opens_on")[:200]
        )

    def of(self, characteristic: str, line: Line) -> Help:
        if characteristic == PLACE:
            name = line.text.casefold()
            return Help(
                [one for one in self.register if name in {place.casefold() for place in one.places}],
                [one for one in self.insights if name in one.places][:3],
            )
        wanted = set(groups.keys_for(characteristic, line.keys))
        if not wanted:
            return Help()

        def near(one: Reach) -> bool:
            return not self.places or not one.places or bool(self.places & {place.casefold() for place in one.places})

        return Help(
            [one for one in self.register if wanted & set(one.groups) and near(one)],
            [one for one in self.insights if wanted & set(one.groups)][:3],
            [one for one in self.engagements if wanted & set(one.groups)][:3],
        )


# --- Sessions, recommendations, and what was put to services ---------------------------------------------


def sessions_of(engagement: Engagement) -> "QuerySet[Session]":
    """Return the sessions of an engagement, the latest first."""
    return Session.objects.filter(engagement=engagement).order_by("-held_on", "-pk")


def voices_of_session(session: Session) -> "QuerySet[Voice]":
    """Return the comments of a session that may be read."""
    found: QuerySet[Voice] = Voice.objects.clean_only().filter(response__session=session)
    return found.select_related("response").order_by("pk")


def to_rest_on(engagement: Engagement, session: Session | None) -> "QuerySet[Voice]":
    """Return the comments that a recommendation may rest on: those of the session, or of the whole engagement."""
    if session is not None:
        return voices_of_session(session)
    found: QuerySet[Voice] = Voice.objects.clean_only().filter(engagement=engagement)
    return found.order_by("-pk")


def themes_of_session(session: Session) -> list[tuple[Theme, bool]]:
    """Return the themes that came up, and whether somebody said so by hand (the others gather comments of the session)."""
    by_hand = set(SessionTheme.objects.filter(session=session).values_list("theme", flat=True))
    gathered = Gathering.objects.belonging().filter(voice__response__session=session).values("theme")
    found = Theme.objects.standing().filter(Q(pk__in=by_hand) | Q(pk__in=gathered)).order_by("place", "pk")
    return [(theme, theme.pk in by_hand) for theme in found]


def recommendations_of(engagement: Engagement) -> "QuerySet[Recommendation]":
    """Return what should be done, as it was recommended, with the session that it came from."""
    return (
        Recommendation.objects.filter(engagement=engagement).select_related("session", "written_by")
        .annotate(quotes=Count("voices")).order_by("pk")
    )  # fmt: skip


def recommendation_in(engagement: Engagement, pk: int) -> Recommendation | None:
    """Return one recommendation of an engagement, or None."""
    return recommendations_of(engagement).prefetch_related("voices__response").filter(pk=pk).first()


def routings_of(engagement: Engagement) -> "QuerySet[Routing]":
    """Return what was put to services, the next day first."""
    found = Routing.objects.filter(engagement=engagement)
    return found.select_related("theme", "voice", "organisation", "owner", "routed_by").order_by("due_on", "pk")


def routing_in(engagement: Engagement, pk: int) -> Routing | None:
    """Return one thing that was put to a service, or None."""
    return routings_of(engagement).filter(pk=pk).first()


def waiting_for(user: User) -> "QuerySet[Routing]":
    """Return what this person owns and has not replied to, where they may still look, the next day first."""
    return (
        Routing.objects.filter(owner=user, replied_at__isnull=True, engagement__in=Engagement.objects.visible_to(user))
        .select_related("engagement", "theme").order_by("due_on", "pk")
    )  # fmt: skip


def late_among(user: User, today: datetime.date) -> "QuerySet[Routing]":
    """Return what services have not replied to by its day, where the person works on the themes."""
    mine = Engagement.objects.where_may(user, Permission.THEME_EDIT)
    late = Routing.objects.filter(engagement__in=mine, replied_at__isnull=True, due_on__lt=today).exclude(owner=user)
    return late.select_related("engagement", "organisation").order_by("due_on", "pk")


# --- A pulse, live ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Live:
    """A pulse as it stands now: how many were heard, what they chose, what they spoke of."""

    heard: Shown
    clean: int
    choices: list[tuple[str, list[tuple[str, Shown]]]]
    suggested: list[tuple[str, Shown]]


def live(engagement: Engagement) -> Live:
    """Return what has come in so far, small numbers hidden. Four queries. Suggestions are the machine's: nobody decided them."""
    heard = counted_responses(engagement).count()
    clean = Voice.objects.clean_only().filter(engagement=engagement).count()
    counted = Counter({
        (question, option): number
        for question, option, number in Answer.objects.filter(engagement=engagement).exclude(option="").order_by()
        .values_list("question", "option").annotate(Count("pk"))
    })  # fmt: skip
    choices = []
    for question in engagement.questions.filter(replaced_at__isnull=True).order_by("place"):
        if question.options:
            cells = [(one["text"], counted[question.pk, one["key"]]) for one in question.options]
            choices.append((question.text, [(text, shown(number)) for text, number in cells]))
    topics = (
        Suggestion.objects.filter(reading__voice__engagement=engagement, reading__voice__status=Voice.Status.CLEAN)
        .order_by().values_list("code__name").annotate(number=Count("reading__voice", distinct=True))
        .order_by("-number", "code__name")
    )
    return Live(shown(heard), clean, choices, [(name, shown(number)) for name, number in topics[:8]])


def pulses_without_a_note(user: User) -> "QuerySet[Engagement]":
    """Return the pulses that are published, not closed, and have no note to the board, where the person may write it."""
    mine: QuerySet[Engagement] = Engagement.objects.where_may(user, Permission.REPORT_WRITE)
    noted = Report.objects.filter(published_on__isnull=False).values("engagement")
    found = mine.filter(kind=Engagement.Kind.PULSE, published_at__isnull=False, closed_at__isnull=True)
    return found.exclude(pk__in=noted).order_by("published_at", "pk")
