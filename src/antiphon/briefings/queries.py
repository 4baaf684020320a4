"""Reads of briefings: packs, who would get them, who opened them, what was asked, and the figures of wards."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.core import signing
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from antiphon.answers.queries import faqs
from antiphon.answers.wording import AgreedAnswer
from antiphon.briefings import rules
from antiphon.briefings.models import Attendance, Briefing, Copy, Meeting, Question
from antiphon.decisions.models import Decision
from antiphon.insight import queries as insight
from antiphon.language.live import Item
from antiphon.language.queries import check
from antiphon.network.access import require
from antiphon.network.models import Area, User
from antiphon.network.roles import Permission
from antiphon.stakeholders import queries as stakeholders
from antiphon.stakeholders.models import Seat, Stakeholder
from antiphon.stakeholders.queries import Listed

PARTISAN = "partisan"  # the rule of the checker that a briefing is held to; all else that it finds is advice


def briefings_of(user: User) -> QuerySet[Briefing]:
    """Return the briefings of the organisations whose briefings the person may read, with how many were opened."""
    mine = stakeholders.keepers(user, Permission.BRIEFING_READ)
    found: QuerySet[Briefing] = Briefing.objects.filter(organisation__in=mine).select_related("organisation", "sent_by")
    return found.annotate(
        got=Count("copies", distinct=True),
        opened=Count("copies", filter=Q(copies__opened_at__isnull=False), distinct=True),
        asked=Count("copies__questions", filter=Q(copies__questions__replied_at__isnull=True), distinct=True),
    )


def briefing_for(user: User, pk: int, permission: Permission = Permission.BRIEFING_READ) -> Briefing:
    """Return a briefing, for those who may."""
    found = Briefing.objects.filter(pk=pk).select_related("organisation", "decision__engagement", "written_by", "sent_by").first()
    if found is None:
        raise Http404
    require(user, permission, on=found)
    return found


def parts_of(briefing: Briefing) -> dict[str, str]:
    """Return the words of each part."""
    return dict(briefing.parts.values_list("key", "words"))


def decisions_for(user: User) -> QuerySet[Decision]:
    """Return the decisions that a briefing can be made from: of the person's own organisations."""
    mine = [one.pk for one in stakeholders.keepers(user, Permission.BRIEFING_WRITE)]
    return Decision.objects.filter(engagement__owner__in=mine).select_related("engagement").order_by("-pk")


# --- Who gets which pack -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Reader:
    """Somebody who would get a copy, and which packs."""

    listed: Listed
    audiences: list[str]

    @property
    def packs(self) -> list[str]:
        return [rules.AUDIENCES[key].title for key in self.audiences]


@dataclass(frozen=True)
class Readers:
    """Everyone on the register, for one briefing. `unknown`: of whom nobody asked what they are trying to do."""

    get: list[Reader]
    unknown: list[Listed]
    others: int


def readers_of(briefing: Briefing, today: datetime.date) -> Readers:
    """Return who would get which packs if it went today. Three queries."""
    standing = Stakeholder.objects.standing().filter(organisation=briefing.organisation_id)
    kept = standing.exclude(kind=Stakeholder.Kind.CHAMPION).select_related("organisation", "body")
    get, unknown, others = [], [], 0
    for one in stakeholders.with_names(kept, today=today):
        roles = {*one.stakeholder.roles, *(seat.role for seat in one.seats)}
        packs = [key for key in rules.AUDIENCES if key in roles and key in briefing.audiences]
        if packs:
            get.append(Reader(one, packs))
        elif not roles:
            unknown.append(one)
        else:
            others += 1
    return Readers(get, unknown, others)


# --- Figures of wards --------------------------------------------------------------------------------------------
NOT_SHOWN = "hidden, so that nobody can be recognised"  # few answered, or the number would give another ward away


@dataclass
class Figures:
    """What is known of one ward, each number as anyone may see it."""

    ward: str
    lines: list[tuple[str, str]] = field(default_factory=list)


def figures_of(briefing: Briefing, wards: Iterable[str]) -> dict[str, list[list[str]]]:
    """Return, for each ward, what is known of it in pairs of words and number. Small numbers are hidden."""
    wanted = sorted({ward for ward in wards if ward})
    if not wanted:
        return {}
    areas: dict[str, list[Area]] = {}
    for area in Area.objects.filter(kind=Area.Kind.WARD, name__in=wanted):
        areas.setdefault(area.name, []).append(area)
    engagement = briefing.decision.engagement if briefing.decision else None
    places = dict(insight.profile(engagement).by_place) if engagement else {}
    table = insight.breakdown(engagement) if engagement else None
    found = {}
    for ward in wanted:
        one = Figures(ward)
        here = areas.get(ward, [])
        if len(here) == 1 and here[0].residents:  # two wards of one name: nobody can tell which is meant
            one.lines.append(("People who live in the ward", f"{here[0].residents:,}"))
        if engagement:
            one.lines.append(("Responses from the ward", str(places.get(ward, NOT_SHOWN))))
        if table and ward in table.groups:
            column = table.groups.index(ward)
            one.lines += [(f"Spoke of: {theme.name}", str(row.cells[column])) for theme, row in table.rows]
        found[ward] = [list(line) for line in one.lines]
    return found


# --- The exact words ---------------------------------------------------------------------------------------------
def words_of(briefing: Briefing, parts: Mapping[str, str] | None = None) -> str:
    """Return the exact words that somebody signs: every part once, and who gets which."""
    words = parts_of(briefing) if parts is None else parts
    lines = [briefing.title]
    if briefing.embargo_until:
        lines.append(f"Not for the public before {briefing.embargo_until.isoformat()}")
    for key in briefing.audiences:
        audience = rules.AUDIENCES[key]
        lines.append(f"{audience.title}: {', '.join(rules.PARTS[part].heading for part in audience.parts)}")
    lines += [f"{part.heading}\n{words.get(part.key, '')}" for part in rules.parts_for(briefing.audiences)]
    return "\n\n".join(lines)


def agreed_beside(briefing: Briefing) -> list[AgreedAnswer]:
    """Return the agreed answers that fit what it is about, as they stand today: one edit there changes them here."""
    return faqs.suggested(briefing.title, most=2)


def missing_before_sending(briefing: Briefing, parts: Mapping[str, str], today: datetime.date) -> list[str]:
    """Return why it cannot go yet, as sentences."""
    enough = rules.options_in(parts.get("options", "")) >= 2
    wrong = rules.missing(briefing.audiences, parts, has_options=enough)
    for one in check("\n\n".join([briefing.title, *parts.values()]), kind="councillor").open:
        if one.finding.rule == PARTISAN:
            wrong.append(f"“{one.finding.text}” takes a side. Change it, or say beside it why it stays.")
    if briefing.audiences and not readers_of(briefing, today).get:
        wrong.append("Nobody on the register has a role that gets one of these packs.")
    return wrong


# --- Copies ------------------------------------------------------------------------------------------------------
def copies_with_names(briefing: Briefing, today: datetime.date) -> list[tuple[Copy, Listed]]:
    """Return who got a copy, and whether they opened it."""
    copies = list(briefing.copies.select_related("stakeholder", "handed_by"))
    by_pk = {one.stakeholder.pk: one for one in stakeholders.with_names([copy.stakeholder for copy in copies], today=today)}
    return sorted(((copy, by_pk[copy.stakeholder_id]) for copy in copies), key=lambda pair: pair[1].name.casefold())


@dataclass(frozen=True)
class Opened:
    """How a pack was received: so many got it, so many opened it themselves, so many had it handed over."""

    audience: rules.Audience
    got: int
    opened: int
    handed: int


def opened_by_pack(copies: Iterable[Copy]) -> list[Opened]:
    """Return how many got each pack and opened it."""
    got, opened, handed = Counter[str](), Counter[str](), Counter[str]()
    for copy in copies:
        got.update(copy.audiences)
        opened.update(copy.audiences if copy.opened_at else [])
        handed.update(copy.audiences if copy.handed_at and not copy.opened_at else [])
    return [Opened(one, got[one.key], opened[one.key], handed[one.key]) for one in rules.AUDIENCES.values() if got[one.key]]


def copy_in(briefing: Briefing, pk: int) -> Copy:
    """Return one copy of a briefing, or raise Http404."""
    found = briefing.copies.filter(pk=pk).select_related("stakeholder", "briefing__organisation").first()
    if found is None:
        raise Http404
    return found


# --- Questions ---------------------------------------------------------------------------------------------------
def question_for(user: User, pk: int) -> Question:
    """Return a question that a reader asked, for those who answer."""
    found = Question.objects.filter(pk=pk).select_related(
        "copy__briefing__organisation", "copy__stakeholder", "replied_by", "held_by"
    ).first()  # fmt: skip
    if found is None:
        raise Http404
    require(user, Permission.BRIEFING_READ, on=found.copy.briefing)
    return found


def questions_of(briefing: Briefing) -> QuerySet[Question]:
    """Return what readers asked, what is due first."""
    return Question.objects.filter(copy__briefing=briefing).select_related("copy__stakeholder").order_by(
        "replied_at", "due_on", "pk"
    )  # fmt: skip


def open_questions(user: User) -> QuerySet[Question]:
    """Return the questions that have no reply yet, of the organisations for which the person may answer."""
    mine = stakeholders.keepers(user, Permission.BRIEFING_WRITE)
    waiting = Question.objects.filter(replied_at__isnull=True, copy__briefing__organisation__in=mine)
    return waiting.select_related("copy__briefing").order_by("due_on", "pk")


def to_approve(user: User) -> list[Briefing]:
    """Return the briefings that are whole and that this person may send, since others wrote them."""
    mine = stakeholders.keepers(user, Permission.BRIEFING_APPROVE)
    drafts = Briefing.objects.filter(organisation__in=mine, sent_at__isnull=True).exclude(writers=user)
    found = []
    for one in drafts.prefetch_related("parts"):
        words = {part.key: part.words for part in one.parts.all()}
        if not rules.missing(one.audiences, words, has_options=rules.options_in(words.get("options", "")) >= 2):
            found.append(one)
    return found


def embargo_soon(user: User, until: datetime.datetime) -> QuerySet[Briefing]:
    """Return the briefings that have not gone though the public hears soon: nobody is to be surprised by the press."""
    mine = stakeholders.keepers(user, Permission.BRIEFING_WRITE)
    waiting = Briefing.objects.filter(organisation__in=mine, sent_at__isnull=True, embargo_until__lte=until)
    return waiting.order_by("embargo_until")


def to_hand_over(user: User) -> QuerySet[Copy]:
    """Return the copies that have to be printed or read out, since their readers do not want e-mail."""
    mine = stakeholders.keepers(user, Permission.BRIEFING_WRITE)
    waiting = Copy.objects.filter(briefing__organisation__in=mine, handed_at__isnull=True, opened_at__isnull=True)
    return waiting.exclude(way="email").filter(stakeholder__left_at__isnull=True).select_related("briefing")


# --- Meetings ----------------------------------------------------------------------------------------------------
def meetings_of(briefing: Briefing) -> QuerySet[Meeting]:
    """Return the meetings at which it was on the table."""
    return briefing.meetings.all()


def meeting_in(briefing: Briefing, pk: int) -> Meeting:
    """Return one meeting of a briefing, or raise Http404."""
    found = briefing.meetings.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Place:
    """One seat of a board at a meeting: who holds it, whether they came, and whether they opened the pack."""

    seat: Seat
    name: str
    came: str
    copy: Copy | None


def places_at(meeting: Meeting) -> list[Place]:
    """Return every seat of the board on the day, with who was there and who opened the pack. Five queries."""
    day = meeting.held_on
    held = Seat.objects.filter(board__iexact=meeting.board, stakeholder__organisation=meeting.briefing.organisation_id)
    held = held.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))
    seats = list(held.select_related("stakeholder__organisation", "body"))
    named = stakeholders.with_names({seat.stakeholder_id: seat.stakeholder for seat in seats}.values(), today=day)
    names = {one.stakeholder.pk: one.name for one in named}
    came = dict(Attendance.objects.filter(meeting=meeting).values_list("seat", "came"))
    copies = {copy.stakeholder_id: copy for copy in meeting.briefing.copies.all()}
    found = [Place(seat, names[seat.stakeholder_id], came.get(seat.pk, ""), copies.get(seat.stakeholder_id)) for seat in seats]
    return sorted(found, key=lambda one: (one.seat.role, one.name.casefold()))


def boards_of(briefing: Briefing) -> list[str]:
    """Return the boards on which people of the register sit."""
    held = Seat.objects.filter(stakeholder__organisation=briefing.organisation_id, ends_on__isnull=True)
    return sorted(set(held.values_list("board", flat=True)))


# --- The signed link: a reader's way in without an account ---------------------------------------------------------
_signer = signing.Signer(sep="~", salt="antiphon.briefings.copy")


def path_of(copy: Copy) -> str:
    """Return the address of a reader's copy. Whoever has it is taken for them, so it goes to them alone."""
    return f"/briefing/{_signer.sign(f'{copy.pk}-{copy.stakeholder_id}')}/"


def _numbers(link: str) -> tuple[int, int] | None:
    try:
        copy, reader = _signer.unsign(link).split("-")
        return int(copy), int(reader)
    except (signing.BadSignature, ValueError):
        return None


def number_in(link: str) -> int | None:
    """Return the number of the stakeholder whose link this is; None when it is not whole. It asks no table."""
    found = _numbers(link)
    return found[1] if found else None


def copy_by_link(link: str) -> Copy | None:
    """Return the copy whose link this is; None when it is not whole, or its reader was erased."""
    found = _numbers(link)
    if found is None:
        return None
    kept = Copy.objects.filter(pk=found[0], stakeholder=found[1], stakeholder__erased_at__isnull=True)
    return kept.select_related("briefing__organisation", "stakeholder").first()


# --- What is live ------------------------------------------------------------------------------------------------
def _item(briefing: Briefing) -> Item:
    words = "\n\n".join(part.words for part in briefing.parts.all())
    return Item(
        "briefings.Briefing", str(briefing.pk), briefing.title, words, f"{briefing.written_by}, {briefing.organisation}",
        f"/workspace/saying/briefings/{briefing.pk}/", briefing.organisation_id, briefing.written_by_id, "Briefing",
    )  # fmt: skip


def live_items(user: User) -> Iterator[Item]:
    """Yield the briefings that went to readers, for those who may read them. Two queries."""
    mine = stakeholders.keepers(user, Permission.BRIEFING_READ)
    sent = Briefing.objects.filter(organisation__in=mine, sent_at__isnull=False).select_related("organisation", "written_by")
    yield from (_item(one) for one in sent.prefetch_related("parts"))


def words_for(user: User, key: str) -> Item | None:
    """Return a briefing by its key, also while it is a draft, or None when it is not for them."""
    mine = stakeholders.keepers(user, Permission.BRIEFING_READ)
    found = Briefing.objects.filter(pk=int(key) if key.isdigit() and len(key) < 18 else 0, organisation__in=mine)
    one = found.select_related("organisation", "written_by").prefetch_related("parts").first()
    return _item(one) if one else None
