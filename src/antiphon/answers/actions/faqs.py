"""Writes of agreed answers: write, sign by each partner, look at again, take off.

One edit, signed, changes all that is made of it.
"""

import datetime
from collections.abc import Collection, Sequence

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.text import slugify

from antiphon.answers import rules
from antiphon.answers.models import Approver, ContactPoint, Faq, Remark, Version
from antiphon.answers.queries import contact as contacts
from antiphon.answers.queries import faqs as queries
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.network.access import Body, Way, may, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.signoff import actions as signoff

FEWEST_ORGANISATIONS = 2
RESERVED = {"changes"}  # pages beside the answers
NOT_THEIRS = "Only people of the organisation whose answer it is can change it. You can write down what you want changed."


@action
def write(
    contact: ContactPoint, *, owner: Organisation, question: str, answer: str, person: User, topics: Sequence[str],
    review_on: datetime.date | None, approvers: Collection[tuple[int, int]], by: User,
) -> Faq:  # fmt: skip
    """Write a new answer, with who looks after it and who has to sign. The public sees it when all have signed.

    `approvers`: (person, organisation) by number.
    """
    require(by, Permission.FAQ_WRITE, on=contact)
    require(by, Permission.FAQ_WRITE, on=Body(owner))
    if contact.ways_in().get(owner.pk) not in (Way.OWNER, Way.CONTRIBUTES):
        raise Refused("This organisation does not answer at the contact point.")
    question, answer = _words(question, answer)
    faq = Faq(contact=contact, owner=owner, person=person, slug=_slug(question), topics=_topics(topics))
    faq.review_on = _ahead(review_on)
    faq.save()
    _choose(faq, approvers)
    version = Version.objects.create(faq=faq, number=1, question=question, answer=answer, written_by=by)
    trail.leave("write", version, by=by, faq=faq.pk)
    return faq


@action
def rewrite(faq: Faq, *, question: str, answer: str, why: str, base: int, by: User) -> Version:
    """Write new words for an answer. What the public reads stays until every approver has signed the new ones.

    `base` is the number of the version that the writer began from: when somebody else wrote one since, nothing is lost.
    """
    _theirs(faq, by)
    faq = Faq.objects.select_for_update().get(pk=faq.pk)
    newest = faq.versions.order_by("-number").select_related("written_by")[0]
    if newest.number != base:
        raise Refused(f"{newest.written_by} changed this answer while you were writing. Both are kept: yours is still in the "
                      "boxes, theirs stands beside it. Put the two together, then save again.")  # fmt: skip
    question, answer = _words(question, answer)
    if (question, answer) == (newest.question, newest.answer) and faq.withdrawn_at is None:
        raise Refused("Nothing has changed, so there is nothing to sign.")
    version = Version.objects.create(
        faq=faq, number=newest.number + 1, question=question, answer=answer, why=why.strip()[:300], written_by=by
    )
    trail.leave("rewrite", version, by=by, faq=faq.pk)
    return version


@action
def arrange(
    faq: Faq, *, person: User, topics: Sequence[str], review_on: datetime.date | None, approvers: Collection[tuple[int, int]],
    tells_overdue: bool, by: User,
) -> Faq:  # fmt: skip
    """Change who looks after an answer, its topics, when it is looked at again, and who has to sign."""
    _theirs(faq, by)
    faq = Faq.objects.select_for_update(of=("self",)).select_related("contact").get(pk=faq.pk)
    if review_on != faq.review_on:
        faq.review_on = _ahead(review_on)
    faq.person, faq.topics, faq.tells_overdue = person, _topics(topics), tells_overdue
    faq.save(update_fields=["person", "topics", "tells_overdue", "review_on"])
    _choose(faq, approvers)
    newest = faq.versions.order_by("-number")[0]
    if newest.agreed_at is None and queries.signatures(newest).exists():
        _settle(newest)
    trail.leave("arrange", faq, by=by)
    return faq


@action
def agree(version: Version, *, comment: str = "", by: User) -> Version:
    """Sign the exact words of a version, for one's organisation. With the last signature the public reads them."""
    faq = Faq.objects.select_for_update(of=("self",)).select_related("contact").get(pk=version.faq_id)
    require(by, Permission.FAQ_APPROVE, on=faq)
    approver = faq.approvers.filter(user=by).select_related("organisation").first()
    if approver is None:
        raise PermissionDenied("Your signature was not asked for. Whoever looks after the answer can add you.")
    if not may(by, Permission.FAQ_APPROVE, on=Body(approver.organisation)):
        raise PermissionDenied(f"You hold no role at {approver.organisation} any more that allows you to sign for it.")
    version = faq.versions.select_related("written_by").get(pk=version.pk)
    if faq.withdrawn_at and version.made_at <= faq.withdrawn_at:
        raise Refused("This answer was taken off after these words were written, so there is nothing to sign.")
    if faq.versions.filter(number__gt=version.number).exists():
        raise Refused("There are newer words. Read and sign those.")
    if by.pk not in {one.user_id for one in queries.unsigned(version)}:
        raise Refused("You have signed these words already.")
    signoff.sign(version, words=version.words, authors=queries.authors(faq) or [version.written_by], by=by,
                 purpose=queries.PURPOSE, comment=comment.strip())  # fmt: skip
    _settle(version)
    trail.leave("agree", version, by=by, organisation=approver.organisation_id)
    return version


@action
def ask_for_change(version: Version, *, words: str, by: User) -> Remark:
    """Write down what has to change before one signs. It stays beside the words."""
    require(by, Permission.FAQ_APPROVE, on=version)
    if not words.strip():
        raise Refused("Say what you want changed.")
    remark = Remark.objects.create(version=version, words=words.strip()[:2_000], written_by=by)
    trail.leave("ask for change", version, by=by, remark=remark.pk)
    return remark


@action
def look_again(faq: Faq, *, review_on: datetime.date | None, by: User) -> Faq:
    """Write down that the words are still right, and when they are looked at again."""
    _theirs(faq, by)
    faq = Faq.objects.select_for_update().get(pk=faq.pk)
    faq.review_on = _ahead(review_on)
    faq.save(update_fields=["review_on"])
    trail.leave("look again", faq, by=by)
    return faq


@action
def take_off(faq: Faq, *, by: User) -> Faq:
    """Take an answer off the site at once, with all that is made of it. New words, signed, bring it back."""
    _theirs(faq, by)
    faq = Faq.objects.select_for_update().get(pk=faq.pk)
    if faq.withdrawn_at:
        raise Refused("It is off the site already.")
    faq.withdrawn_at, faq.withdrawn_by = timezone.now(), by
    faq.save(update_fields=["withdrawn_at", "withdrawn_by"])
    trail.leave("take off", faq, by=by)
    return faq


def _settle(version: Version) -> None:
    """Put a version before the public when nobody has still to sign it."""
    if queries.unsigned(version):
        return
    names = sorted({one.organisation.name for one in version.faq.approvers.select_related("organisation")})
    version.agreed_at, version.partners = timezone.now(), names
    version.save(update_fields=["agreed_at", "partners"])
    Faq.objects.filter(pk=version.faq_id).update(withdrawn_at=None, withdrawn_by=None)  # new words bring it back


def _choose(faq: Faq, approvers: Collection[tuple[int, int]]) -> None:
    chosen = {person: organisation for person, organisation in approvers}
    allowed = {(one.user_id, one.organisation_id) for one in contacts.who_may(faq.contact, Permission.FAQ_APPROVE)}
    if not set(chosen.items()) <= allowed:
        raise Refused("Somebody whom you chose may not sign for that organisation any more. Choose another person.")
    if len(set(chosen.values())) < FEWEST_ORGANISATIONS:
        raise Refused("Choose people of at least two partners to sign. An agreed answer is agreed by several.")
    faq.approvers.exclude(user__in=chosen).delete()
    for person, organisation in chosen.items():
        Approver.objects.update_or_create(faq=faq, user_id=person, defaults={"organisation_id": organisation})


def _theirs(faq: Faq, by: User) -> None:
    require(by, Permission.FAQ_WRITE, on=faq)
    if not queries.may_write(by, faq):
        raise PermissionDenied(NOT_THEIRS)


def _words(question: str, answer: str) -> tuple[str, str]:
    question, answer = " ".join(question.replace("\x00", "").split()), answer.replace("\x00", "").replace("\r\n", "\n").strip()
    if not question or not answer:
        raise Refused("Write the question as people ask it, and the answer.")
    if len(question) > rules.LONGEST_QUESTION or len(answer) > rules.LONGEST_ANSWER:
        raise Refused(f"Keep the question under {rules.LONGEST_QUESTION} letters and the answer under {rules.LONGEST_ANSWER:,}.")
    return question, answer


def _topics(topics: Sequence[str]) -> list[str]:
    found: dict[str, str] = {}
    for topic in (" ".join(one.split())[:60] for one in topics if one.strip()):
        found.setdefault(topic.casefold(), topic)  # as it was typed: GP stays GP
    return list(found.values())[:8]


def _ahead(on: datetime.date | None) -> datetime.date:
    if on is None or on <= timezone.localdate():
        raise Refused("Say on which day after today the answer is looked at again.")
    return on


def _slug(question: str) -> str:
    first = slugify(question)[:100].strip("-") or "question"
    taken = set(Faq.objects.filter(slug__startswith=first).values_list("slug", flat=True))
    number = 2 if first in RESERVED else 1
    while (slug := first if number == 1 else f"{first}-{number}") in taken:
        number += 1
    return slug
