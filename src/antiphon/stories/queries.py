"""Reads of case studies and stories. What the public sees comes from two of them: `public_cases` and `public_stories`."""

import datetime
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import formats, timezone

from antiphon.core import receipts
from antiphon.core.sealing import key_for
from antiphon.language.live import Item
from antiphon.network.access import organisations_of
from antiphon.network.models import Organisation, User
from antiphon.network.queries import own_organisations
from antiphon.network.roles import Permission
from antiphon.signoff.rules import digest
from antiphon.stories import rules
from antiphon.stories.models import CasePartner, CaseStudy, Consent, Story, StoryUse
from antiphon.stories.rules import PARTS, Told

KEPT = datetime.timedelta(days=2 * 365)  # after the last day of a consent


def stories_of(user: User) -> "QuerySet[Story]":
    """Return the stories that the person may see: their own organisations', and the public ones."""
    found: QuerySet[Story] = Story.objects.visible_to(user).select_related("organisation", "case")
    return found


def cases_of(user: User) -> "QuerySet[CaseStudy]":
    """Return the case studies that the person may see: their own organisations', and the public ones."""
    found: QuerySet[CaseStudy] = CaseStudy.objects.visible_to(user).select_related("organisation")
    return found


def story_for(user: User, pk: int) -> Story:
    """Return a story that the person may see, or raise Http404."""
    found = stories_of(user).select_related("written_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def case_for(user: User, pk: int) -> CaseStudy:
    """Return a case study that the person may see, or raise Http404."""
    found = cases_of(user).select_related("written_by").prefetch_related("partners__organisation").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def consent_of(story: Story) -> Consent | None:
    """Return the consent that stands, whether its time is up or not; None when there is none."""
    return Consent.objects.filter(story=story, ended_at__isnull=True).select_related("holder").first()


def consents_of(story: Story) -> "QuerySet[Consent]":
    """Return every consent to a story, the newest first."""
    return Consent.objects.filter(story=story).select_related("holder")


def uses_of(story: Story) -> "QuerySet[StoryUse]":
    """Return where a story was used beyond these pages."""
    return StoryUse.objects.filter(story=story).select_related("recorded_by", "called_back_by")


def missing_of(story: Story, today: datetime.date) -> list[str]:
    """Return what a story lacks before it can be published."""
    consent = consent_of(story) if story.kind == Story.Kind.REAL else None
    return rules.missing_of_story(
        real=story.kind == Story.Kind.REAL, told=story.told, named=story.named, today=today,
        consent=(consent.scope, consent.expires_on) if consent else None,
    )  # fmt: skip


def missing_of_case(case: CaseStudy) -> list[str]:
    """Return what a case study lacks before it can be published."""
    fields = {name: getattr(case, name) for name in ("summary", "evidence", *(key for key, _, _ in PARTS))}
    return rules.missing_of_case(fields, partners=len(case.partners.all()), review=case.review_on is not None)


def public_stories(today: datetime.date) -> "QuerySet[Story]":
    """Return the stories that the public may read today. Each public page asks this, so one change empties them all."""
    stands = Consent.objects.filter(story=OuterRef("pk"), ended_at__isnull=True, expires_on__gte=today)
    found: QuerySet[Story] = Story.objects.filter(published_at__isnull=False, withdrawn_at__isnull=True)
    return found.filter(Q(kind=Story.Kind.MADE_UP) | Exists(stands)).select_related("organisation", "case")


def public_story(pk: int, today: datetime.date) -> Story | None:
    """Return a story that the public may read, or None: it never was, or is here no longer."""
    return public_stories(today).filter(pk=pk).first()


def public_cases(today: datetime.date) -> "QuerySet[CaseStudy]":
    """Return the case studies that the public may read, each with its partners and the stories in it."""
    found: QuerySet[CaseStudy] = CaseStudy.objects.filter(published_at__isnull=False).select_related("organisation")
    return found.prefetch_related(
        Prefetch("partners", CasePartner.objects.select_related("organisation")),
        Prefetch("stories", public_stories(today), to_attr="open_stories"),
    )


def public_case(pk: int, today: datetime.date) -> CaseStudy:
    """Return a case study that the public may read, or raise Http404."""
    found = public_cases(today).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def told(case: CaseStudy, today: datetime.date) -> Told:
    """Return a case study as it is shown and handed out, in the one order."""
    stories = case.open_stories if hasattr(case, "open_stories") else list(public_stories(today).filter(case=case))
    facts = []
    if case.published_at:
        facts.append(f"Published on {formats.date_format(case.published_at, 'j F Y')}")
    if case.review_on:
        facts.append(f"To be looked at again by {formats.date_format(case.review_on, 'j F Y')}")
    return Told(
        title=case.title, summary=case.summary, place=case.place, evidence=case.evidence, owner=case.organisation.name,
        parts=[(heading, getattr(case, key)) for key, heading, _ in PARTS], facts=facts, draft=case.published_at is None,
        partners=[one.organisation.name for one in case.partners.all()],
        stories=[(one.title, by_whom(one), one.told) for one in stories],
    )  # fmt: skip


def by_whom(story: Story) -> str:
    """Return whose story it is, in words; a made-up one says so."""
    where = f", {story.place}" if story.place else ""
    if story.kind == Story.Kind.MADE_UP:
        return f"{story.named}{where}. A made-up person, to show what a change means."
    return f"{story.named}{where}"


def words_of_case(case: CaseStudy) -> str:
    """Return the exact words of a case study, as they are signed."""
    partners = ", ".join(one.organisation.name for one in case.partners.all())
    parts = [(heading, getattr(case, key)) for key, heading, _ in PARTS]
    lines = [case.title, case.place, case.summary, *(f"{heading}\n{words}" for heading, words in parts),
             f"How we know\n{case.evidence}", f"Partners: {partners}"]  # fmt: skip
    return "\n\n".join(line for line in lines if line)


def words_of(story: Story) -> str:
    """Return what is signed for a story: never its words, since a signature stays when the person takes the words back."""
    whole = "\n\n".join([story.kind, story.title, story.named, story.place, story.told])
    consent = consent_of(story) if story.kind == Story.Kind.REAL else None
    on = f"consent {consent.pk} until {consent.expires_on:%Y-%m-%d}" if consent else "no consent needed: made up"
    return f"Story {story.pk}, {on}, words with SHA-256 {digest(whole)}"


def live_stories(user: User) -> Iterator[Item]:
    """Yield the stories that are public, for whoever looks for a word in what is live."""
    for one in public_stories(timezone.localdate()).select_related("written_by"):
        yield _story_item(one)


def live_cases(user: User) -> Iterator[Item]:
    """Yield the case studies that are public, for whoever looks for a word in what is live."""
    for one in public_cases(timezone.localdate()).select_related("written_by"):
        yield _case_item(one)


def story_words(user: User, key: str) -> Item | None:
    """Return the words of a story that this person may see, also of a draft."""
    found = stories_of(user).select_related("written_by").filter(pk=int(key)).first() if key.isdigit() else None
    return _story_item(found) if found else None


def case_words(user: User, key: str) -> Item | None:
    """Return the words of a case study that this person may see, also of a draft."""
    found = cases_of(user).select_related("written_by").filter(pk=int(key)).first() if key.isdigit() else None
    return _case_item(found) if found else None


def _story_item(one: Story) -> Item:
    words = "\n\n".join(filter(None, (one.title, one.told)))
    return Item("stories.Story", str(one.pk), one.title, words, f"{one.written_by}, {one.organisation}",
                f"/workspace/stories/{one.pk}/", one.organisation_id, one.written_by_id, "Story")  # fmt: skip


def _case_item(one: CaseStudy) -> Item:
    words = "\n\n".join(filter(None, (one.title, one.summary, *(getattr(one, key) for key, _, _ in PARTS), one.evidence)))
    return Item("stories.CaseStudy", str(one.pk), one.title, words, f"{one.written_by}, {one.organisation}",
                f"/workspace/case-studies/{one.pk}/", one.organisation_id, one.written_by_id, "Case study")  # fmt: skip


def consent_by_code(typed: str) -> Consent | None:
    """Return the consent that a person's own code opens, or None."""
    code = receipts.read(typed)
    if code is None:
        return None
    return Consent.objects.filter(code_key=key_for("story code", code)).select_related("story").first()


def writers_for(user: User) -> "QuerySet[Organisation]":
    """Return the organisations for which the person may write case studies and stories."""
    return own_organisations(user, Permission.STORY_WRITE)


def ending_soon(user: User, today: datetime.date) -> "QuerySet[Consent]":
    """Return the consents under public stories of the person's organisations that end soon, or have just ended."""
    return (
        Consent.objects.filter(story__organisation__in=organisations_of(user), ended_at__isnull=True,
                               story__published_at__isnull=False, expires_on__lte=today + rules.ASK_AGAIN)
        .select_related("story", "holder").order_by("expires_on")
    )  # fmt: skip


def to_call_back(user: User) -> "QuerySet[StoryUse]":
    """Return where stories that were taken back still stand, as far as anybody knows."""
    return StoryUse.objects.filter(
        story__organisation__in=organisations_of(user), story__withdrawn_at__isnull=False, called_back_at__isnull=True
    ).select_related("story")


def to_forget(today: datetime.date) -> "QuerySet[Story]":
    """Return the stories of people whose consent ran out two years ago, with no newer one."""
    found: QuerySet[Story] = Story.objects.filter(
        consents__ended_at__isnull=True, consents__expires_on__lt=today - KEPT, withdrawn_at__isnull=True
    )
    return found.order_by("pk")


def reviews_due(user: User, today: datetime.date) -> "QuerySet[CaseStudy]":
    """Return the public case studies of the person's organisations whose review is due."""
    found: QuerySet[CaseStudy] = CaseStudy.objects.filter(
        organisation__in=organisations_of(user), published_at__isnull=False, review_on__lte=today
    )
    return found.order_by("review_on")
