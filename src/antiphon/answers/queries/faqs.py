"""Agreed answers: what everyone reads, what is being written, and who has still to sign."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from antiphon.answers import rules, wording
from antiphon.answers.models import Approver, Faq, Remark, Version
from antiphon.answers.queries import contact as contacts
from antiphon.answers.wording import AgreedAnswer
from antiphon.language.live import Item
from antiphon.network.access import allowed_in, holds, organisations_of
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.signoff.models import Signature

PURPOSE = "agree"


# --- What everyone reads --------------------------------------------------------------------------------------------------
def agreed(
    *, topic: str = "", numbers: Iterable[int] | None = None, words: str = "", slug: str = ""
) -> list[AgreedAnswer]:
    """Return the agreed answers that stand on the site, by question. Bulletin, briefing and page are made from these alone.

    `numbers` keeps their order; `words` finds those with all these words in them.
    """
    found = (
        Version.objects.filter(agreed_at__isnull=False, faq__in=Faq.objects.on_site().values("pk"))
        .select_related("faq__owner", "faq__contact").order_by("faq_id", "-number").distinct("faq_id")
    )  # fmt: skip
    wanted = None if numbers is None else list(numbers)
    if wanted is not None:
        found = found.filter(faq__in=wanted)
    if slug:
        found = found.filter(faq__slug=slug)
    if topic:
        found = found.filter(faq__topics__contains=[topic])
    rows = [_agreed(one) for one in found]
    looked_for = rules.stems(words)
    rows = [one for one in rows if looked_for <= rules.stems(f"{one.question} {one.answer} {' '.join(one.topics)}")]
    if wanted is not None:
        return sorted(rows, key=lambda one: wanted.index(one.number))
    return sorted(rows, key=lambda one: one.question.casefold())


def agreed_answer(slug: str) -> AgreedAnswer:
    """Return one agreed answer that stands on the site, by its address, or raise Http404."""
    found = agreed(slug=slug)
    if not found:
        raise Http404
    return found[0]


def earlier(answer: AgreedAnswer) -> QuerySet[Version]:
    """Return each version of an answer that was agreed, the newest first: what the public may compare."""
    return Version.objects.filter(faq=answer.number, agreed_at__isnull=False).order_by("-number")


def changes(most: int = 30) -> list[Version]:
    """Return what was agreed last, of what stands on the site, the newest first."""
    return list(
        Version.objects.filter(agreed_at__isnull=False, faq__in=Faq.objects.on_site().values("pk"))
        .select_related("faq__owner").order_by("-agreed_at", "-pk")[:most]
    )  # fmt: skip


def topics(answers: Iterable[AgreedAnswer]) -> list[str]:
    """Return the topics of these answers, by name."""
    return sorted({topic for one in answers for topic in one.topics})


def suggested(asked: str, *, topic: str = "", most: int = 5) -> list[AgreedAnswer]:
    """Return the agreed answers that fit what somebody asked, the best first."""
    known = {one.number: one for one in agreed()}
    candidates = (rules.Candidate(one.number, one.question, one.answer, one.topics) for one in known.values())
    return [known[number] for number in rules.best(asked, candidates, topic=topic, most=most)]


def _agreed(version: Version) -> AgreedAnswer:
    faq, agreed_at = version.faq, version.agreed_at
    assert agreed_at is not None
    return AgreedAnswer(
        number=faq.pk, version=version.pk, slug=faq.slug, question=version.question, answer=version.answer, owner=faq.owner.name,
        agreed_on=timezone.localtime(agreed_at).date(), review_on=faq.review_on, partners=version.partners, topics=faq.topics,
        overdue=faq.review_on < timezone.localdate(), tells_overdue=faq.tells_overdue, contact=contacts.said_of(faq.contact),
        edition=version.number,
    )  # fmt: skip


# --- What is being written ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """One answer in a list of staff: its newest words, what the public reads, and what it waits for."""

    faq: Faq
    newest: Version
    live: Version | None
    signed: int = 0
    wanted: int = 0
    overdue: bool = False

    @property
    def waits(self) -> bool:
        """Whether the newest words still want a signature."""
        return self.newest.agreed_at is None


def lines(user: User) -> list[Line]:
    """Return the answers of the contact point that the person's organisations have a part in. A fixed number of queries."""
    newest = Version.objects.filter(faq=OuterRef("pk")).order_by("-number").values("pk")[:1]
    live = Version.objects.filter(faq=OuterRef("pk"), agreed_at__isnull=False).order_by("-number").values("pk")[:1]
    faqs = list(
        Faq.objects.visible_to(user).select_related("owner", "person").annotate(
            newest_pk=Subquery(newest), live_pk=Subquery(live), wanted=Count("approvers", distinct=True)
        )
    )  # fmt: skip
    versions = Version.objects.in_bulk([pk for one in faqs for pk in (one.newest_pk, one.live_pk) if pk])
    signed = _signatures([one.newest_pk for one in faqs])
    today = timezone.localdate()
    found = [
        Line(one, versions[one.newest_pk], versions.get(one.live_pk), len(signed.get(one.newest_pk, ())), one.wanted,
             overdue=one.withdrawn_at is None and one.review_on < today)
        for one in faqs
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.newest.question.casefold())


def faq_for(user: User, pk: int) -> Faq:
    """Return one answer that the person's organisations have a part in, or raise Http404."""
    found: Faq | None = (
        Faq.objects.visible_to(user).select_related("owner", "person", "contact__owner", "withdrawn_by").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Signing:
    """One person who has to sign, and whether they did."""

    approver: Approver
    signature: Signature | None = None
    gone: bool = False  # holds no such role there any more

    @property
    def waits(self) -> bool:
        return self.signature is None


@dataclass(frozen=True)
class Whole:
    """One answer with all its versions and signatures."""

    faq: Faq
    newest: Version
    live: Version | None
    versions: list[Version] = field(default_factory=list)
    signings: list[Signing] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def waiting(self) -> list[Signing]:
        return [one for one in self.signings if one.waits] if self.newest.agreed_at is None else []


def whole(faq: Faq) -> Whole:
    """Return an answer with its versions, the newest first, who signed the newest and who has still to."""
    versions = list(faq.versions.select_related("written_by").order_by("-number"))
    newest = versions[0]
    live = next((one for one in versions if one.agreed_at), None)
    may_sign = {(one.user_id, one.organisation_id) for one in contacts.who_may(faq.contact, Permission.FAQ_APPROVE)}
    by = {one.signed_by_id: one for one in signatures(newest)}
    signings = [
        Signing(one, by.get(one.user_id), gone=(one.user_id, one.organisation_id) not in may_sign)
        for one in faq.approvers.select_related("user", "organisation")
    ]
    remarks = list(newest.remarks.select_related("written_by"))
    return Whole(faq, newest, live, versions, signings, remarks)


def signatures(version: Version) -> QuerySet[Signature]:
    """Return who signed the exact words of a version, oldest first."""
    return Signature.objects.filter(
        kind=Version._meta.label, key=str(version.pk), purpose=PURPOSE
    ).select_related("signed_by").order_by("signed_at", "pk")


def _signatures(versions: Iterable[int]) -> dict[int, set[int]]:
    """Return who signed each of these versions. One query."""
    rows = Signature.objects.filter(
        kind=Version._meta.label, key__in=[str(pk) for pk in versions], purpose=PURPOSE
    ).values_list("key", "signed_by")
    found: dict[int, set[int]] = {}
    for key, user in rows:
        found.setdefault(int(key), set()).add(user)
    return found


def unsigned(version: Version) -> list[Approver]:
    """Return those who have still to sign this version."""
    signed = _signatures([version.pk]).get(version.pk, set())
    return [one for one in version.faq.approvers.select_related("organisation") if one.user_id not in signed]


def authors(faq: Faq) -> list[User]:
    """Return who wrote the words that wait to be agreed: every version since the last one that was."""
    live = faq.versions.filter(agreed_at__isnull=False).order_by("-number").values_list("number", flat=True).first() or 0
    return list(User.objects.filter(pk__in=faq.versions.filter(number__gt=live).values("written_by")))


def may_write(user: User, faq: Faq) -> bool:
    """Return whether the person may change this answer: a writer of the organisation whose answer it is."""
    return holds(user, Permission.FAQ_WRITE, organisation=faq.owner_id)


# --- What waits for a person ------------------------------------------------------------------------------------------------
def to_sign(user: User) -> list[Version]:
    """Return the words that this person has still to sign, oldest first. A fixed number of queries."""
    mine = organisations_of(user)
    newest = Version.objects.filter(faq=OuterRef("faq")).order_by("-number").values("pk")[:1]
    waiting = list(
        Version.objects.filter(
            Q(faq__withdrawn_at__isnull=True) | Q(made_at__gt=F("faq__withdrawn_at")), pk=Subquery(newest),
            agreed_at__isnull=True, faq__approvers__user=user, faq__approvers__organisation__in=mine,
        ).exclude(written_by=user).select_related("faq").order_by("made_at").distinct()
    )  # fmt: skip
    signed = _signatures(one.pk for one in waiting)
    return [one for one in waiting if user.pk not in signed.get(one.pk, set())]


@dataclass(frozen=True)
class Due:
    """An answer that has to be looked at again."""

    faq: Faq
    question: str
    on: datetime.date


def reviews(user: User) -> list[Due]:
    """Return the answers on the site that have to be looked at soon, for those who look after them. One query."""
    today = timezone.localdate()
    live = Version.objects.filter(faq=OuterRef("pk"), agreed_at__isnull=False).order_by("-number").values("question")[:1]
    mine = allowed_in(user, Permission.FAQ_WRITE)
    found = Faq.objects.on_site().filter(
        Q(person=user) | Q(owner__in=mine), review_on__lte=today + datetime.timedelta(days=rules.REVIEW_SOON)
    ).annotate(question=Subquery(live)).order_by("review_on", "pk")  # fmt: skip
    return [Due(one, one.question, one.review_on) for one in found]


def writers_may(user: User, organisations: Sequence[Organisation]) -> list[Organisation]:
    """Return those of the organisations for which the person may write answers."""
    return [one for one in organisations if holds(user, Permission.FAQ_WRITE, organisation=one.pk)]


def live_items(user: User) -> list[Item]:
    """Return each agreed answer that stands on the site: what a change of a term has to look through. One query."""
    found = (
        Version.objects.filter(agreed_at__isnull=False, faq__in=Faq.objects.on_site().values("pk"))
        .select_related("faq__owner", "faq__person").order_by("faq_id", "-number").distinct("faq_id")
    )  # fmt: skip
    return [_item(one) for one in found]


def words_for(user: User, key: str) -> Item | None:
    """Return the newest words of one answer, also while they wait, for those whose organisations have a part in it."""
    if not (key.isdecimal() and len(key) < 19):
        return None
    newest = Version.objects.filter(faq__in=Faq.objects.visible_to(user).values("pk"), faq=int(key))
    found = newest.select_related("faq__owner", "faq__person").order_by("-number").first()
    return _item(found) if found else None


def _item(version: Version) -> Item:
    faq = version.faq
    return Item(
        kind=Faq._meta.label, key=str(faq.pk), title=version.question, words=version.words,
        owner=f"{faq.person}, {faq.owner.name}", link=f"/workspace/agreed-answers/{faq.pk}/", organisation=faq.owner_id,
        lead=faq.person_id, what="Agreed answer",
    )  # fmt: skip


def changed_since(versions: Sequence[int]) -> list[AgreedAnswer]:
    """Return the answers of which a reply uses a version that is not the newest agreed one any more."""
    used = Version.objects.filter(pk__in=list(versions)).annotate(
        live=Subquery(
            Version.objects.filter(faq=OuterRef("faq"), agreed_at__isnull=False).order_by("-number").values("pk")[:1]
        )
    )  # fmt: skip
    stale = list(used.exclude(pk=F("live")).values_list("faq", flat=True))
    return agreed(numbers=stale) if stale else []


def in_words(answers: Sequence[AgreedAnswer], *, site: str) -> dict[str, str]:
    """Return the words that are made from these answers now: for a bulletin and for a briefing."""
    return {"bulletin": wording.in_a_bulletin(answers, site=site), "briefing": wording.in_a_briefing(answers, site=site)}
