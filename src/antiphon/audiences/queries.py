"""Reads of networks and lists. Names come from `people`, for those who keep the lists."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.audiences import rules
from antiphon.audiences.doors.network_file import TITLES
from antiphon.audiences.models import Audience, Contact, Errand, Lead, Network, Touch
from antiphon.core.keeping import NAMES, time_is_up
from antiphon.delivery.models import Delivery
from antiphon.delivery.queries import by_leave_token
from antiphon.network.access import require
from antiphon.network.models import Organisation, User
from antiphon.network.queries import own_organisations
from antiphon.network.roles import Permission
from antiphon.people.models import Objection, Person, Wish
from antiphon.people.queries import Known, email_key, known, objections, telephone_key, wishes
from antiphon.people.rules import CHANNELS, PURPOSES, covers

CAPPED = ("task", "marketing")  # messages that count towards a week; what somebody asked for does not
NOT_SENT = ("cancelled", "suppressed", "rejected", "expired")


# --- Whom a message goes to -------------------------------------------------------------------------------------------
def members(audiences: Iterable[Audience], *, channel: str = "", capped: bool = True) -> QuerySet[Contact]:
    """Return those on these lists whom a machine can reach: for `delivery.actions.sends.enqueue(of=...)`.

    `.values("person", "language", "format", "audience", "place")` are a token and plain words. With a channel (email, sms), only
    those whose way it is. Whoever needs a call, a letter, audio or braille is in `by_hand` instead. Whoever has had as many
    messages in the last seven days as their list allows is left out unless `capped` is False (for what cannot wait).
    """
    lists = [one.pk for one in audiences]
    found = _standing(lists).filter(way__in=[channel] if channel else rules.SENT).exclude(format__in=rules.BY_HAND)
    if capped:
        found = found.exclude(_tired(lists, timezone.now()))
    return found.annotate(audience=F("listing__name"))


def by_hand(audiences: Iterable[Audience]) -> QuerySet[Contact]:
    """Return those on these lists whom only a person can reach as they need: by a call or letter, in audio or braille."""
    found = _standing([one.pk for one in audiences])
    return found.filter(Q(format__in=rules.BY_HAND) | ~Q(way__in=rules.SENT)).select_related("listing").order_by("pk")


def left_out(audiences: Iterable[Audience], *, channel: str = "", capped: bool = True) -> dict[str, int]:
    """Return why people on these lists are not among `members`, and how many: each person under one reason."""
    lists = [one.pk for one in audiences]
    standing = _standing(lists)
    hand = Q(format__in=rules.BY_HAND) | ~Q(way__in=rules.SENT)
    other = ~hand & ~Q(way=channel) if channel else Q(pk__in=[])
    tired = ~hand & ~other & _tired(lists, timezone.now()) if capped else Q(pk__in=[])
    found = standing.aggregate(
        hand=Count("pk", filter=hand), other=Count("pk", filter=other), tired=Count("pk", filter=tired)
    )  # fmt: skip
    said = {
        "Reached by a call or a letter, or in audio or braille: on the list of errands": found["hand"],
        "Hears from us another way": found["other"],
        "Has had enough messages this week": found["tired"],
    }
    return {reason: number for reason, number in said.items() if number}


def to_plan(audiences: Iterable[Audience], *, occasion: str, purpose: str) -> QuerySet[Contact]:
    """Return those whom only a person can reach, each once, who have no errand on this occasion and did not object."""
    same = Errand.objects.filter(occasion=occasion, contact__person_key=OuterRef("person_key"))
    against = Objection.objects.filter(
        Q(address_key=OuterRef("email_key")) | Q(address_key=OuterRef("telephone_key")), ~Q(address_key=""),
        channel__in=[OuterRef(OuterRef("way")), "any"], purpose__in=[purpose, "any"],
    )  # fmt: skip
    objects = Exists(Person.objects.filter(Exists(against), token=OuterRef("person")))
    found = by_hand(audiences).filter(~Exists(same), ~objects)
    return found.order_by("person_key", "pk").distinct("person_key")


def _standing(lists: list[int]) -> QuerySet[Contact]:
    found: QuerySet[Contact] = Contact.objects.filter(listing__in=lists, gone_at__isnull=True)
    return found


def _tired(lists: list[int], now: datetime.datetime) -> Q:
    """Return the condition that somebody has had as many messages in a week as their list allows. Addresses count, not lists."""
    caps = set(Audience.objects.filter(pk__in=lists).order_by().values_list("cap", flat=True))
    week = Delivery.objects.filter(purpose__in=CAPPED, made_at__gt=now - rules.WEEK).exclude(status__in=NOT_SENT)
    condition = Q(pk__in=[])
    for cap in caps:
        counted = week.order_by().values("address_key").annotate(messages=Count("pk"))
        full = counted.filter(messages__gte=cap).values("address_key")
        # Two sets, each of which PostgreSQL can hold: of one with “or” it thinks that it might be half of everybody.
        for key in ("email_key", "telephone_key"):
            condition |= Q(listing__cap=cap, person__in=Person.objects.filter(**{f"{key}__in": full}).values("token"))
    return condition


# --- Who keeps what ---------------------------------------------------------------------------------------------------
def keepers(user: User, permission: Permission = Permission.AUDIENCE_WRITE) -> list[Organisation]:
    """Return the organisations whose networks and lists the person may keep, or see."""
    return list(own_organisations(user, permission))


# --- Networks ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Listed:
    """A network with what has to be mended about it and, for those who keep it, who leads it. It is never stored or logged."""

    network: Network
    flags: list[str]
    lead: Lead | None = None
    deputy: Lead | None = None
    people: dict[str, Known] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Listed({self.network.pk})"

    def who(self, part: str) -> str:
        """Say who has a part: their name if it may be seen, else their post."""
        found = self.lead if part == Lead.Part.LEAD else self.deputy
        if found is None:
            return "Nobody"
        name = found.user.name if found.user else self.people[part].name if part in self.people else ""
        return ", ".join(filter(None, (name, found.post))) or "Somebody outside our staff"


def networks(user: User) -> QuerySet[Network]:
    """Return the networks of the organisations whose register the person may see, by name."""
    mine = keepers(user, Permission.AUDIENCE_READ)
    found: QuerySet[Network] = Network.objects.open().filter(organisation__in=mine)
    return found.select_related("organisation", "body").order_by("name")


def network_for(user: User, pk: int, permission: Permission = Permission.AUDIENCE_READ) -> Network:
    """Return a network by number, for those who may."""
    found = Network.objects.filter(pk=pk).select_related("organisation", "body", "added_by").first()
    if found is None:
        raise Http404
    require(user, permission, on=found)
    return found


def listed(some: Iterable[Network], *, today: datetime.date, names: bool) -> list[Listed]:
    """Return networks with their leads and what has to be mended. With names, those of leads without an account too."""
    rows = list(some)
    leads: dict[int, dict[str, Lead]] = {}
    for lead in Lead.objects.filter(network__in=rows).select_related("user"):
        leads.setdefault(lead.network_id, {})[lead.part] = lead
    sealed = known(one.person for parts in leads.values() for one in parts.values() if one.person) if names else {}
    found = []
    for row in rows:
        parts = leads.get(row.pk, {})
        wrong = rules.flags(lead="lead" in parts, deputy="deputy" in parts, last=row.last_contact, today=today)
        who = {part: sealed[one.person] for part, one in parts.items() if one.person and one.person in sealed}
        found.append(Listed(row, wrong, parts.get("lead"), parts.get("deputy"), who))
    return found


def reach(some: Iterable[Network]) -> int:
    """Return the sum of what networks are estimated to reach. People in two networks are in it twice, so it is never exact."""
    return sum(one.estimate or 0 for one in some)


def touches_of(network: Network) -> QuerySet[Touch]:
    """Return when we were in touch with a network, the latest first."""
    return network.touches.select_related("noted_by")


def to_mend(user: User) -> int:
    """Return how many of the networks that the person keeps lack a lead or a deputy, or have been silent for too long."""
    mine = keepers(user)
    if not mine:
        return 0
    silent = Q(last_contact=None) | Q(last_contact__lt=timezone.localdate() - datetime.timedelta(days=rules.SILENT_AFTER))
    parts = Lead.objects.filter(network=OuterRef("pk")).order_by()
    no_lead, no_deputy = ~Exists(parts.filter(part="lead")), ~Exists(parts.filter(part="deputy"))
    return Network.objects.open().filter(silent | Q(no_lead) | Q(no_deputy), organisation__in=mine).count()


def network_lines(user: User) -> Iterator[list[object]]:
    """Yield the register as lines of a file: the heading, then a line for each network. The file can be brought in again."""
    yield list(TITLES.values())
    mine = {one.pk for one in keepers(user)}
    rows = list(networks(user))
    for one in listed(rows, today=timezone.localdate(), names=True):
        network = one.network
        shown = network.organisation_id in mine
        line = {
            "name": network.name, "kind": network.get_kind_display(), "audience": network.audience, "place": network.place,
            "estimate": network.estimate, "source": network.source, "estimated_on": network.estimated_on,
            "channels": "; ".join(rules.CHANNELS[key] for key in network.channels), "last_contact": network.last_contact,
        }  # fmt: skip
        for part, lead in (("lead", one.lead), ("deputy", one.deputy)):
            if lead is None:
                continue
            line[f"{part}_post"] = lead.post
            if shown and lead.user:
                line |= {f"{part}_name": lead.user.name, f"{part}_email": lead.user.email}
            elif shown and part in one.people:
                who = one.people[part]
                line |= {f"{part}_name": who.name, f"{part}_email": who.email, f"{part}_telephone": who.telephone}
        yield [line.get(key) for key in TITLES]


# --- Lists ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Figures:
    """How many people a list holds, and what they need. Each person is in each part once."""

    people: int
    ways: dict[str, int]
    formats: dict[str, int]
    languages: dict[str, int]
    by_hand: int
    shared: int


def audiences(user: User) -> QuerySet[Audience]:
    """Return the lists of the organisations whose lists the person may see, with how many are on each."""
    found: QuerySet[Audience] = Audience.objects.open().filter(organisation__in=keepers(user, Permission.AUDIENCE_READ))
    counted = found.annotate(people=Count("contacts", filter=Q(contacts__gone_at__isnull=True)))
    return counted.select_related("organisation").order_by("organisation__name", "name")


def audience_for(user: User, pk: int, permission: Permission = Permission.AUDIENCE_READ) -> Audience:
    """Return a list by number, for those who may."""
    found = Audience.objects.filter(pk=pk).select_related("organisation", "made_by").first()
    if found is None:
        raise Http404
    require(user, permission, on=found)
    return found


def figures(audience: Audience) -> Figures:
    """Return how many people a list holds, by way, format and language. Four queries, whatever its length."""
    standing = _standing([audience.pk]).order_by()
    counted = {
        name: dict(standing.values_list(name).annotate(people=Count("pk")).order_by("-people", name))
        for name in ("way", "format", "language")
    }
    here = Person.objects.filter(token__in=standing.values("person")).exclude(email_key="").order_by()
    shared = here.values("email_key").annotate(people=Count("pk")).filter(people__gt=1).count()
    return Figures(
        sum(counted["way"].values()),
        {rules.WAYS[key]: number for key, number in counted["way"].items()},
        {rules.FORMATS[key]: number for key, number in counted["format"].items()},
        {rules.LANGUAGES.get(key, key): number for key, number in counted["language"].items()},
        by_hand([audience]).count(), shared,
    )  # fmt: skip


def contact_for(user: User, pk: int) -> Contact:
    """Return somebody on a list, for those who keep it."""
    found = Contact.objects.filter(pk=pk).select_related("listing__organisation").first()
    if found is None:
        raise Http404
    require(user, Permission.AUDIENCE_WRITE, on=found.listing)
    return found


def name_of(contact: Contact) -> Known | None:
    """Return who somebody on a list is, for those who keep it; None once they are forgotten."""
    return known([contact.person]).get(contact.person)


def at_address(audience: Audience, *, email: str = "", telephone: str = "") -> list[tuple[Contact, Known]]:
    """Return those on a list who have this address or number, with their names."""
    keys = _keys(email, telephone)
    tokens = Person.objects.filter(Q(email_key__in=keys) | Q(telephone_key__in=keys)).values("token")
    found = list(_standing([audience.pk]).filter(person__in=tokens).order_by("pk")[:20])
    names = known(one.person for one in found)
    return [(one, names[one.person]) for one in found if one.person in names]


def list_lines(audience: Audience) -> Iterator[list[object]]:
    """Yield a list as lines of a file, with names and addresses. The file can be brought in again."""
    yield ["Name", "Email", "Telephone", "Address", "Language", "Format", "Way", "Place"]
    rows = _standing([audience.pk]).order_by("pk").iterator(chunk_size=2000)
    for some in batched(rows, 2000):
        names = known(one.person for one in some)
        for one in some:
            if (who := names.get(one.person)) is not None:
                yield [who.name, who.email, who.telephone, who.post, rules.LANGUAGES.get(one.language, one.language),
                       one.get_format_display(), one.get_way_display(), one.place]  # fmt: skip


def to_forget(today: datetime.date) -> QuerySet[Contact]:
    """Return those who left a list so long ago that who they were is kept no longer."""
    found: QuerySet[Contact] = Contact.objects.filter(gone_at__date__lte=time_is_up(today, NAMES), erased_at__isnull=True)
    return found.select_related("listing").order_by("pk")


# --- Errands ----------------------------------------------------------------------------------------------------------
FORMS = {"standard": "", "large_print": " in large print", "easy_read": " in easy read", "audio": " as a sound recording",
         "braille": " in braille", "bsl": " as a British Sign Language (BSL) video"}  # fmt: skip


@dataclass(frozen=True)
class Task:
    """An errand, with whom it is for. It is never stored or logged."""

    errand: Errand
    who: Known | None

    def __repr__(self) -> str:
        return f"Task({self.errand.pk})"

    @property
    def how(self) -> str:
        """Say what is to be done, in words."""
        contact = self.errand.contact
        form = FORMS[contact.format]
        language = f", in {rules.LANGUAGES.get(contact.language, contact.language)}" if contact.language != "en" else ""
        verb = {"telephone": "Ring", "post": "Post it", "email": "Send it by e-mail", "sms": "Send a text message"}[contact.way]
        return f"{verb}{form}{language}"

    @property
    def where(self) -> str:
        """Say where they are reached."""
        if self.who is None:
            return ""
        way = self.errand.contact.way
        return {"telephone": self.who.telephone, "post": self.who.post, "email": self.who.email, "sms": self.who.telephone}[way]


def errands(user: User, *, done: bool = False) -> QuerySet[Errand]:
    """Return what is to be done by hand for people on the lists that the person keeps, the most urgent first."""
    found = Errand.objects.filter(
        contact__listing__organisation__in=keepers(user), contact__gone_at__isnull=True, done_at__isnull=not done
    )
    return found.select_related("contact__listing__organisation", "done_by").order_by(F("due_on").asc(nulls_last=True), "pk")


def errands_left(user: User) -> tuple[int, datetime.date | None]:
    """Return how many errands wait for the person, and by when the first is due."""
    found = errands(user).order_by().aggregate(number=Count("pk"), due=Min("due_on"))
    return found["number"], found["due"]


def tasks(some: Iterable[Errand]) -> list[Task]:
    """Return errands with whom they are for. One query."""
    rows = list(some)
    names = known(one.contact.person for one in rows)
    return [Task(one, names.get(one.contact.person)) for one in rows]


def errand_for(user: User, pk: int) -> Errand:
    """Return an errand, for those who keep the list."""
    found = Errand.objects.filter(pk=pk).select_related("contact__listing__organisation").first()
    if found is None:
        raise Http404
    require(user, Permission.AUDIENCE_WRITE, on=found.contact.listing)
    return found


# --- What people do not want ------------------------------------------------------------------------------------------
def letter_behind(link: str) -> Delivery | None:
    """Return the message whose link to leave this is; None when the link is not whole."""
    return by_leave_token(link)


def keys_behind(letter: Delivery) -> tuple[str, ...]:
    """Return what stands for the addresses of the person to whom a message went."""
    return tuple(key for key in (letter.address_key, letter.other_key) if key and ":" not in key)


def keys_in(link: str) -> tuple[str, ...]:
    """Return what stands for the addresses behind a link to leave; nothing when it is not whole."""
    letter = letter_behind(link)
    return keys_behind(letter) if letter else ()


def wanted(keys: Iterable[str]) -> set[tuple[str, str]]:
    """Return what those behind these keys may be sent: pairs of channel and purpose that no objection covers."""
    standing = objections(keys)
    return {
        (channel, purpose) for channel in CHANNELS for purpose in PURPOSES
        if not any(covers(pair, channel, purpose) for pair in standing)
    }  # fmt: skip


def said_by(*, email: str = "", telephone: str = "") -> QuerySet[Wish]:
    """Return what those at an address or number told us, oldest first."""
    return wishes(_keys(email, telephone))


def standing_of(*, email: str = "", telephone: str = "") -> set[tuple[str, str]]:
    """Return what those at an address or number do not want, as pairs of channel and purpose."""
    return objections(_keys(email, telephone))


def _keys(email: str, telephone: str) -> list[str]:
    return [key for key in (email_key(email), telephone_key(telephone)) if key]
