"""What can be read of what voices mean: worklists, readings, themes with their figures, who took part, agreement."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet, TextField, Value
from django.db.models.functions import MD5, Cast, Coalesce, Concat

from antiphon.core.suppression import Shown, ShownList, share, shown, suppress_list
from antiphon.engagement.models import Engagement
from antiphon.insight import codebook, learnt, rules
from antiphon.insight.agreement import by_code, krippendorff_alpha, masi, mean_alpha, percent_agreement
from antiphon.insight.coders.typical import most_typical
from antiphon.insight.models import (
    Code,
    CodeFrame,
    FrameUse,
    Gathering,
    MachineReading,
    Reading,
    Report,
    Stance,
    Theme,
    ThemeProposal,
)
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.signoff.queries import signatures, signed
from antiphon.voices.entries import Groups, groups_in
from antiphon.voices.models import Channel, GroupRecord, Response, SpeaksAs, Voice, is_counted
from antiphon.voices.queries import counted_responses

TYPICAL_OF = 400  # comments of one stance that are looked at for the most typical

# --- Frames and codes --------------------------------------------------------------------------------


def frames() -> "QuerySet[CodeFrame]":
    """Return the lists of codes that are loaded."""
    return CodeFrame.objects.order_by("title")


def frame_use(engagement: Engagement) -> FrameUse | None:
    """Return which list of codes the engagement is read against, or None when none was chosen."""
    return FrameUse.objects.select_related("frame").filter(engagement=engagement).first()


def codes_of(engagement: Engagement, *, retired: bool = False) -> "QuerySet[Code]":
    """Return the codes that voices of the engagement may be given, its own among them.

    With `retired`, those that were split or are no longer used too.
    """
    codes = codebook.of_the_frame(engagement)
    return codes if retired else codes.filter(retired_at__isnull=True, split_at__isnull=True)


# --- Voices to read ----------------------------------------------------------------------------------


def readable(engagement: Engagement) -> "QuerySet[Voice]":
    """Return the voices of an engagement that were made safe."""
    return Voice.objects.clean_only().filter(engagement=engagement).defer("sealed_words")


def to_read(user: User, engagement: Engagement) -> "QuerySet[Voice]":
    """Return the voices that nobody has read yet: those that the coder is not sure of first, and what teaches it most."""
    machine = MachineReading.objects.filter(voice=OuterRef("pk"))
    least = machine.annotate(least=Coalesce(Min("suggestions__confidence"), Value(0.0))).values("least")
    return (
        readable(engagement)
        .filter(~Exists(Reading.objects.current().filter(voice=OuterRef("pk"))))
        .annotate(sure=machine.values("sure"), teaches=machine.values("teaches"), least=least)
        .order_by(F("sure").asc(nulls_last=True), F("teaches").desc(nulls_last=True), F("least").asc(nulls_last=True), "pk")
    )


def next_to_read(user: User, engagement: Engagement, *, but: Sequence[int] = ()) -> Voice | None:
    """Return the voice to read next: every other one is picked by lot, and the others are those that teach most.

    Those picked by lot are the ones that figures rest on; see `learnt`.
    """
    waiting = to_read(user, engagement).exclude(pk__in=but)
    if learnt.is_read_whole(engagement):
        return waiting.first()
    by_lot = learnt.kept_for_checking(waiting)
    others = waiting.exclude(pk__in=learnt.kept_for_checking(readable(engagement)).values("pk"))
    one_by_one = Reading.objects.current().filter(voice__engagement=engagement, settles=True, in_bulk=False).count()
    first, second = (by_lot, others) if one_by_one % 2 else (others, by_lot)
    return first.first() or second.first()


def waiting_to_be_read(user: User) -> dict[int, int]:
    """Return how many voices nobody has read yet, by the id of the engagement, where the person may read and code."""
    found = (
        Voice.objects.clean_only()
        .filter(engagement__in=Engagement.objects.where_may(user, Permission.CODE_CONFIRM), engagement__closed_at__isnull=True)
        .filter(~Exists(Reading.objects.current().filter(voice=OuterRef("pk"))))
        .order_by().values_list("engagement").annotate(Count("pk"))
    )  # fmt: skip
    return dict(found)


def to_read_again(user: User, engagement: Engagement) -> "QuerySet[Voice]":
    """Return the voices that others have read and this person has not, in an order that stays and picks no favourites."""
    current = Reading.objects.current().filter(voice=OuterRef("pk"))
    return (
        readable(engagement)
        .filter(Exists(current), ~Exists(current.filter(read_by=user)))
        .order_by(_shuffled("again"), "pk")
    )


def voice_for(engagement: Engagement, pk: int) -> Voice | None:
    """Return one readable voice with its question and response."""
    return readable(engagement).select_related("question", "response", "engagement").filter(pk=pk).first()


def machine_reading_of(voice: Voice) -> MachineReading | None:
    """Return what the coder suggested, its suggestions with their codes."""
    return MachineReading.objects.prefetch_related("suggestions__code").filter(voice=voice).first()


def readings_of(voice: Voice) -> "QuerySet[Reading]":
    """Return the current readings of a voice, one for each person, with their codes."""
    return Reading.objects.current().filter(voice=voice).select_related("read_by").prefetch_related("codes")


def waiting_for_a_coder(voices: "QuerySet[Voice]") -> "QuerySet[Voice]":
    """Return those voices that have a frame to be read against and no suggestion yet."""
    return voices.filter(
        Exists(FrameUse.objects.filter(engagement=OuterRef("engagement"))),
        ~Exists(MachineReading.objects.filter(voice=OuterRef("pk"))),
    )


def sure_and_unread(engagement: Engagement, *, at_least: float) -> "QuerySet[MachineReading]":
    """Return what the coder is sure of, in voices that nobody has read.

    It must be sure, have suggested something, and be at least so confident of every code that it suggests and of the
    stance (or say that the stance is not clear): nobody looks at these one by one. The comments that are kept for checking
    are left out, unless the engagement is small.
    """
    checking = Voice.objects.none() if learnt.is_read_whole(engagement) else learnt.kept_for_checking(readable(engagement))
    return (
        MachineReading.objects.filter(voice__engagement=engagement, voice__status=Voice.Status.CLEAN, sure=True)
        .annotate(least=Min("suggestions__confidence"))
        .filter(~Exists(Reading.objects.current().filter(voice=OuterRef("voice"))), least__gte=at_least)
        .filter(Q(stance=Stance.UNCLEAR) | Q(stance_confidence__gte=at_least))
        .exclude(voice__in=checking.values("pk"))
        .order_by("pk")
    )


def sample_of_sure(engagement: Engagement, *, at_least: float, size: int = 10) -> list[MachineReading]:
    """Return a few of them to look at first: the same ones each time, picked by no one."""
    return list(
        sure_and_unread(engagement, at_least=at_least)
        .select_related("voice__question")
        .defer("voice__sealed_words")
        .prefetch_related("suggestions__code")
        .order_by(_shuffled("sure", "voice_id"), "pk")[:size]
    )


@dataclass(frozen=True)
class Progress:
    """How far the reading of an engagement has come, in voices."""

    clean: int
    suggested: int
    read: int
    in_bulk: int

    @property
    def to_go(self) -> int:
        return self.clean - self.read


def progress(engagement: Engagement) -> Progress:
    """Return how many voices can be read, have a suggestion, and have been read. One query."""
    current = Reading.objects.current().filter(voice=OuterRef("pk"))
    marked = readable(engagement).annotate(
        is_suggested=Exists(MachineReading.objects.filter(voice=OuterRef("pk"))), is_read=Exists(current),
        is_in_bulk=Exists(current.filter(settles=True, in_bulk=True)),
    )  # fmt: skip
    return Progress(**marked.aggregate(
        clean=Count("pk"), suggested=Count("pk", filter=Q(is_suggested=True)), read=Count("pk", filter=Q(is_read=True)),
        in_bulk=Count("pk", filter=Q(is_in_bulk=True)),
    ))  # fmt: skip


# --- Themes ------------------------------------------------------------------------------------------


NO_GROUPS = Groups()


@dataclass(frozen=True)
class ThemeCount:
    """A standing theme with its true figures. For staff: they can open each voice. See `PublicTheme` for the public."""

    theme: Theme
    voices: int
    by_stance: dict[str, int]
    read: int
    groups: Groups = NO_GROUPS  # those of the voices' responses that came from groups: one each, whatever they declare

    @property
    def share(self) -> int | None:
        """How many in a hundred of the voices that were read."""
        return round(100 * self.voices / self.read) if self.read else None


@dataclass(frozen=True)
class PublicTheme:
    """A standing theme as anyone may see it, small numbers hidden."""

    theme: Theme
    voices: Shown
    by_stance: dict[str, Shown]
    share: int | None
    quotes: list[Gathering] = field(default_factory=list)
    groups: str = ""


def themes_of(engagement: Engagement) -> list[ThemeCount]:
    """Return the standing themes in their order, with how many voices each has, by stance, and the groups. Three queries."""
    counts = {stance: _belonging(stance=stance) for stance in Stance.values}
    themes = Theme.objects.standing().filter(engagement=engagement).annotate(
        voices=_belonging(), **{f"n_{stance}": count for stance, count in counts.items()}
    )  # fmt: skip
    read, groups = read_voices(engagement), _groups_by_theme(theme__engagement=engagement)
    return [
        ThemeCount(theme, theme.voices, {stance: getattr(theme, f"n_{stance}") for stance in Stance.values}, read,
                   groups.get(theme.pk, NO_GROUPS))
        for theme in themes.order_by("place", "pk")
    ]


def public_themes(engagement: Engagement) -> list[PublicTheme]:
    """Return the standing themes as anyone may see them, with the quotes that were approved. Four queries."""
    counted = themes_of(engagement)
    quoted = quotes_of(engagement)
    return [public_theme(one, quotes=quoted.get(one.theme.pk, [])) for one in counted]


def public_theme(one: ThemeCount, *, quotes: Sequence[Gathering] = ()) -> PublicTheme:
    """Return a theme's figures with small numbers hidden."""
    stances = suppress_list(list(one.by_stance.values()), total_known=True)
    return PublicTheme(
        one.theme, shown(one.voices), dict(zip(one.by_stance, stances.cells, strict=True)),
        share(shown(one.voices), shown(one.read)), list(quotes), one.groups.in_public() if shown(one.voices).value else "",
    )  # fmt: skip


def read_voices(engagement: Engagement) -> int:
    """Return how many voices of the engagement have a reading that counts."""
    return codebook.settled(engagement).count()


def themes_of_group(record: GroupRecord) -> "QuerySet[Theme]":
    """Return the standing themes that the words of one group are in, also while a correction waits to be made safe."""
    its = Gathering.objects.filter(theme=OuterRef("pk"), voice__response=record.response_id, left_at__isnull=True)
    return Theme.objects.standing().filter(Exists(its), engagement=record.engagement_id).order_by("place", "pk")


def proposals_of_group(record: GroupRecord) -> "QuerySet[ThemeProposal]":
    """Return what one group proposed for themes, oldest first."""
    return ThemeProposal.objects.filter(record=record).select_related("theme", "answered_by")


def proposals_for(theme: Theme) -> "QuerySet[ThemeProposal]":
    """Return what groups proposed for one theme, oldest first."""
    return ThemeProposal.objects.filter(theme=theme).select_related("record__response", "answered_by")


def proposal_in(engagement: Engagement, pk: int) -> ThemeProposal | None:
    """Return one proposal of the engagement."""
    rows = ThemeProposal.objects.select_related("theme__engagement", "record__response")
    return rows.filter(theme__engagement=engagement, pk=pk).first()


def proposals_waiting(engagement: Engagement) -> "QuerySet[ThemeProposal]":
    """Return what groups proposed and nobody has answered."""
    rows = ThemeProposal.objects.filter(theme__engagement=engagement, status=ThemeProposal.Status.WAITING)
    return rows.select_related("theme", "record__response")


def waiting_proposals(user: User) -> dict[int, int]:
    """Return how many proposals of groups wait, by the id of the engagement, where this person may answer them."""
    theirs = Engagement.objects.where_may(user, Permission.THEME_EDIT)
    rows = ThemeProposal.objects.filter(theme__engagement__in=theirs, status=ThemeProposal.Status.WAITING)
    return dict(rows.order_by().values_list("theme__engagement").annotate(Count("pk")))


def merged_themes(engagement: Engagement) -> "QuerySet[Theme]":
    """Return the themes that were merged into others, each with the one it went into."""
    return Theme.objects.filter(engagement=engagement, merged_into__isnull=False).select_related("merged_into")


def theme_for(engagement: Engagement, pk: int) -> Theme | None:
    """Return one theme of the engagement, merged ones too."""
    return Theme.objects.select_related("merged_into", "engagement", "written_by").filter(engagement=engagement, pk=pk).first()


def count_of(theme: Theme) -> ThemeCount:
    """Return one theme's figures."""
    rows = Gathering.objects.belonging().filter(theme=theme).values_list("stance").annotate(Count("pk"))
    by_stance = {**dict.fromkeys(Stance.values, 0), **dict(rows)}
    groups = _groups_by_theme(theme=theme).get(theme.pk, NO_GROUPS)
    return ThemeCount(theme, sum(by_stance.values()), by_stance, read_voices(theme.engagement), groups)


def comments_behind(themes: Iterable[int]) -> dict[int, Shown]:
    """Return how many comments stand behind each of these themes, small numbers hidden. One query."""
    rows = Gathering.objects.belonging().filter(theme__in=list(themes)).order_by().values_list("theme").annotate(Count("pk"))
    return {theme: shown(number) for theme, number in rows}


def _groups_by_theme(**which: object) -> dict[int, Groups]:
    """Return the groups whose words are in each theme, by the theme's id. A group with two answers in it is one group."""
    rows = Gathering.objects.belonging().filter(voice__response__speaks_as=SpeaksAs.GROUP, **which)
    found: dict[int, Groups] = {}
    for theme, _, people in rows.order_by().values_list("theme", "voice__response", "voice__response__speaks_for").distinct():
        before = found.get(theme, NO_GROUPS)
        found[theme] = Groups(before.groups + 1, before.people + people)
    return found


def with_merged(theme: Theme) -> list[int]:
    """Return the ids of a theme and of all that were merged into it, one after another."""
    into: dict[int, list[int]] = {}
    for pk, merged_into in Theme.objects.filter(engagement=theme.engagement, merged_into__isnull=False).values_list(
        "pk", "merged_into"
    ):
        into.setdefault(merged_into, []).append(pk)
    found = [theme.pk]
    for pk in found:
        found += [other for other in into.get(pk, []) if other not in found]
    return found


def codes_gathered_by(theme: Theme) -> "QuerySet[Code]":
    """Return the codes that bring voices into a theme: its own, and those of themes merged into it."""
    given = Theme.codes.through.objects.filter(theme__in=with_merged(theme)).values_list("code", flat=True)
    return Code.objects.filter(pk__in=codebook.book_of(theme.engagement_id).gathered_by(given))


def voices_by_code(theme: Theme) -> dict[int, str]:
    """Return the voices (by id) whose settled reading has any of the theme's codes, each with its stance."""
    read = codebook.settled(theme.engagement).filter(codings__code__in=codes_gathered_by(theme))
    return dict(read.distinct().values_list("voice", "stance"))


def brought_by_merging(theme: Theme) -> "QuerySet[Gathering]":
    """Return what the themes merged into this one had that codes do not bring: voices by hand, and quotes."""
    merged = with_merged(theme)[1:]
    return Gathering.objects.belonging().filter(theme__in=merged).filter(Q(by_hand=True) | Q(quoted=True)).order_by("pk")


def not_gathered(theme: Theme) -> tuple[int, int]:
    """Return how many voices would join and would leave if the theme were gathered now."""
    wanted = set(voices_by_code(theme))
    held = Gathering.objects.filter(theme=theme, left_at__isnull=True)
    by_code = set(held.filter(by_hand=False).values_list("voice", flat=True))
    by_hand = set(held.filter(by_hand=True).values_list("voice", flat=True))
    return len(wanted - by_code - by_hand), len(by_code - wanted)


def voices_in(theme: Theme, *, stance: str = "") -> "QuerySet[Gathering]":
    """Return the voices of a theme that can be read, all or those of one stance, in an order that picks no favourites."""
    rows = Gathering.objects.belonging().filter(theme=theme, voice__status=Voice.Status.CLEAN)
    rows = rows.select_related("voice__response", "voice__question").defer("voice__sealed_words")
    return (rows.filter(stance=stance) if stance else rows).order_by(_shuffled(f"theme {theme.pk}", "voice_id"), "pk")


def voices_outside(theme: Theme, *, words: str = "") -> "QuerySet[Voice]":
    """Return the readable voices that are not in a theme, all or those with these words."""
    held = Gathering.objects.belonging().filter(theme=theme, voice=OuterRef("pk"))
    found = readable(theme.engagement).filter(~Exists(held)).select_related("question", "response").order_by("pk")
    for word in words.split():
        found = found.filter(clean_words__icontains=word)
    return found


def sample_of(theme: Theme, *, each: int = 3) -> dict[str, list[Gathering]]:
    """Return a few voices of each stance: always the same, so that nobody picked them to make a point."""
    found = {stance: list(voices_in(theme, stance=stance)[:each]) for stance in Stance.values}
    return {stance: rows for stance, rows in found.items() if rows}


def quotes(theme: Theme) -> "QuerySet[Gathering]":
    """Return the voices of a theme that the public may see: chosen, approved by another, agreed to, safe, still in it."""
    return _quotable().filter(theme=theme)


def quotes_of(engagement: Engagement) -> dict[int, list[Gathering]]:
    """Return the public quotes of every theme of an engagement, by the theme's id. One query."""
    found: dict[int, list[Gathering]] = {}
    for row in _quotable().filter(theme__engagement=engagement):
        found.setdefault(row.theme_id, []).append(row)
    return found


def quoted_in(theme: Theme) -> "QuerySet[Gathering]":
    """Return every chosen quote of a theme, those that no longer belong among them, for staff to decide on."""
    rows = Gathering.objects.filter(theme=theme, quoted=True).exclude(voice__status=Voice.Status.ERASED)
    return rows.select_related("voice__response", "quoted_by", "quote_approved_by").order_by("pk")


def quotable_in(theme: Theme) -> "QuerySet[Gathering]":
    """Return the chosen quotes of a theme that the public may see once they are approved, for those who approve."""
    rows = quoted_in(theme).filter(left_at__isnull=True, voice__status=Voice.Status.CLEAN, voice__response__may_quote=True)
    return rows.defer("voice__sealed_words")


def typical_of(theme: Theme) -> list[Gathering]:
    """Return the most typical comment of each stance, of those that may be quoted and in which nothing was masked.

    One of each stance, so that the strongest words do not speak for all. Of many, so many of each are looked at by lot.
    """
    found = []
    for stance in Stance.values:
        rows = list(voices_in(theme, stance=stance).filter(voice__response__may_quote=True, voice__found=[])[:TYPICAL_OF])
        place = most_typical([row.voice.clean_words for row in rows])
        found += [rows[place]] if place is not None else []
    return found


def themes_of_response(response: Response) -> "QuerySet[Theme]":
    """Return the standing themes that any voice of a response belongs to."""
    held = Gathering.objects.belonging().filter(theme=OuterRef("pk"), voice__response=response)
    return Theme.objects.standing().filter(Exists(held)).order_by("place", "pk")


# --- Who took part, and what each group said ----------------------------------------------------------


@dataclass(frozen=True)
class Profile:
    """Who took part, in responses: by channel and by place, small numbers hidden."""

    total: Shown
    by_channel: list[tuple[str, Shown]]
    by_place: list[tuple[str, Shown]]
    groups: Groups = NO_GROUPS


def profile(engagement: Engagement) -> Profile:
    """Return how many responses came by each channel and from each place, safe to show to anyone. Three queries."""
    responses = counted_responses(engagement).order_by()
    channels = dict(responses.values_list("channel").annotate(Count("pk")))
    places = dict(responses.values_list("place").annotate(Count("pk")))
    named = rules.places_by_name(places)
    by_place = Counter[str]()
    for place, count in places.items():
        by_place[named[place]] += count
    labels = dict(Channel.choices)
    return Profile(
        shown(sum(channels.values())),
        _shown_groups([(labels[channel], channels[channel]) for channel in Channel.values if channel in channels]),
        _shown_groups([(place, by_place[place]) for place in _in_order(by_place)]),
        groups_in(engagement),
    )


def _shown_groups(groups: list[tuple[str, int]]) -> list[tuple[str, Shown]]:
    cells = suppress_list([count for _, count in groups], total_known=True).cells
    return list(zip([name for name, _ in groups], cells, strict=True))


@dataclass(frozen=True)
class Breakdown:
    """Themes by group, small numbers hidden. Without groups there were too few voices to break down."""

    by: str
    groups: list[str]
    everyone: list[Shown]
    rows: list[tuple[Theme, ShownList]]


def breakdown(engagement: Engagement, by: str = "place") -> Breakdown:
    """Return how many voices of each group spoke of each theme, safe to show. Three queries.

    A voice can be in several themes, so the rows do not add up; each row adds up over its groups.
    """
    path = {"place": "voice__response__place", "channel": "voice__response__channel"}[by]
    everyone = Counter(dict(codebook.settled(engagement).order_by().values_list(path).annotate(Count("pk"))))
    rows = Gathering.objects.belonging().filter(theme__engagement=engagement, theme__merged_into__isnull=True)
    counted = list(rows.order_by().values_list("theme", path).annotate(Count("pk")))
    for _, group, count in counted:  # a voice that was added by hand may not have been read: its group counts it too
        everyone[group] = max(everyone[group], count)
    if by == "place":
        label = rules.places_by_name(everyone)
    else:
        names = dict(Channel.choices)
        groups = rules.pooled({names[channel]: count for channel, count in everyone.items()}, rules.OTHER_WAYS)
        label = {channel: groups[names[channel]] for channel in everyone}
    whole: Counter[str] = Counter()
    for group, count in everyone.items():
        whole[label[group]] += count
    if len(whole) < 2:
        return Breakdown(by, [], [], [])
    cells: dict[int, Counter[str]] = {}
    for theme, group, count in counted:
        cells.setdefault(theme, Counter())[label[group]] += count
    order = _in_order(whole, () if by == "place" else Channel.labels)
    themes = list(Theme.objects.standing().filter(engagement=engagement).order_by("place", "pk"))
    safe = rules.breakdown_rows(
        [whole[group] for group in order], [[cells.get(theme.pk, Counter())[group] for group in order] for theme in themes]
    )
    return Breakdown(by, order, [shown(whole[group]) for group in order], list(zip(themes, safe, strict=True)))


def _in_order(counts: Mapping[str, int], known: Sequence[str] = ()) -> list[str]:
    last = {rules.OTHER_PLACES: 1, rules.OTHER_WAYS: 1, rules.NOT_GIVEN: 2}
    place = {name: number for number, name in enumerate(known)}
    return sorted(counts, key=lambda name: (last.get(name, 0), place.get(name, 0), name))


# --- Agreement ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CodeAgreement:
    """How far readers agree on one code."""

    code: Code
    used: int
    alpha: float | None
    percent: int | None


@dataclass(frozen=True)
class Agreement:
    """How far the readers of an engagement agree, over the voices that two or more of them read one by one."""

    voices: int
    readers: list[User]
    mean: float | None
    sets: float | None
    stance: float | None
    percent: int | None
    codes: list[CodeAgreement]


def agreement(engagement: Engagement) -> Agreement:
    """Return how far two or more readers agree, overall and code by code. Readings made in bulk do not count."""
    units = [
        readings
        for readings in _by_voice(_read_twice(engagement).filter(in_bulk=False)).values()
        if len(readings) > 1
    ]
    book = codebook.book_of(engagement)
    chosen = [[_counting(book, reading) for reading in readings] for readings in units]
    used = Counter(code for unit in chosen for codes in unit for code in codes)
    codes = Code.objects.filter(pk__in=used).order_by("group", "name")
    readers = {reading.read_by_id: reading.read_by for readings in units for reading in readings}
    return Agreement(
        voices=len(units), readers=sorted(readers.values(), key=lambda user: user.name), mean=mean_alpha(chosen),
        sets=krippendorff_alpha(chosen, masi), percent=percent_agreement(chosen),
        stance=krippendorff_alpha([[reading.stance for reading in readings] for readings in units]),
        codes=[
            CodeAgreement(
                code, used[code.pk], krippendorff_alpha(by_code(chosen, code.pk)),
                percent_agreement(by_code(chosen, code.pk)),
            )
            for code in codes
        ],
    )  # fmt: skip


def differing(engagement: Engagement) -> list[tuple[Voice, list[Reading]]]:
    """Return the voices whose readers do not agree and which nobody has settled since, with their readings.

    A voice is settled when the reading that counts is not the first of them.
    """
    book, found = codebook.book_of(engagement), []
    for readings in _by_voice(_read_twice(engagement).select_related("voice__question").defer("voice__sealed_words")).values():
        said = {(reading.stance, _counting(book, reading)) for reading in readings}
        first = min(readings, key=lambda reading: reading.pk)
        if len(said) > 1 and first.settles:
            found.append((readings[0].voice, readings))
    return found


def _counting(book: codebook.Book, reading: Reading) -> frozenset[int]:
    return frozenset(book.under(code.pk) for code in reading.codes.all())


def _read_twice(engagement: Engagement) -> "QuerySet[Reading]":
    current = Reading.objects.current().filter(voice__engagement=engagement, voice__status=Voice.Status.CLEAN)
    twice = current.order_by().values("voice").annotate(n=Count("pk")).filter(n__gt=1).values("voice")
    return current.filter(voice__in=twice).select_related("read_by").prefetch_related(
        Prefetch("codes", Code.objects.order_by("name"))
    ).order_by("voice", "pk")  # fmt: skip


def _by_voice(readings: Iterable[Reading]) -> dict[int, list[Reading]]:
    found: dict[int, list[Reading]] = {}
    for reading in readings:
        found.setdefault(reading.voice_id, []).append(reading)
    return found


# --- The report --------------------------------------------------------------------------------------


def report_of(engagement: Engagement) -> Report | None:
    """Return the insight report of an engagement, if anyone has begun one."""
    return Report.objects.select_related("engagement", "written_by").filter(engagement=engagement).first()


def missing_before_publishing(report: Report) -> list[str]:
    """Return what the report still needs, in sentences."""
    missing = []
    if not report.summary.strip():
        missing.append("Write the summary: what people told us.")
    if not report.limits.strip():
        missing.append("Write what this cannot tell us: who was not heard, and how sure we can be.")
    if not Theme.objects.standing().filter(engagement=report.engagement).exists():
        missing.append("Write at least one theme.")
    return missing


def words_of_report(report: Report) -> str:
    """Return the exact words that are signed: the report's own, and each theme as the public sees it."""
    among = {True: ", among them ", False: ""}
    themes = [
        f"{one.theme.name}: {one.voices} voices{among[bool(one.groups)]}{one.groups}. {one.theme.description}"
        for one in public_themes(report.engagement)
    ]
    return "\n\n".join([str(report.engagement), report.summary, report.limits, *themes])


def wrote(report: Report, user: User) -> bool:
    """Return whether the person wrote any of the report."""
    return bool(report.authors.filter(pk=user.pk).exists())


def changed_since_signed(report: Report) -> bool:
    """Return whether a published report's words or figures are no longer those that were approved."""
    return bool(report.published_on) and signed(report, words=words_of_report(report)) is None


def approved_by(report: Report) -> User | None:
    """Return who approved the published report."""
    latest = signatures(report).first() if report.published_on else None
    return latest.signed_by if latest else None


# --- What several of them ask ------------------------------------------------------------------------


def _belonging(**conditions: str) -> Count:
    asked = {f"gatherings__{name}": value for name, value in conditions.items()}
    return Count("gatherings", filter=Q(gatherings__left_at__isnull=True, **asked) & is_counted("gatherings__voice__"))


def _quotable() -> "QuerySet[Gathering]":
    return (
        Gathering.objects.belonging()
        .filter(quoted=True, voice__response__may_quote=True, voice__status=Voice.Status.CLEAN)
        .filter(quote_approved_at__gte=F("voice__made_safe_at"))  # words that changed since are approved anew
        .select_related("voice__response")
        .defer("voice__sealed_words")
        .order_by("theme", "pk")
    )


def _shuffled(salt: str, key: str = "pk") -> MD5:
    """An order that looks like chance and never changes: nobody chose it, and anyone can check it."""
    return MD5(Concat(Value(f"{salt}:"), Cast(key, TextField()), output_field=TextField()))
