"""Writes of case studies and stories: write, publish, take down; record a consent, and take a story back."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from antiphon.core import receipts, trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine
from antiphon.core.problems import Refused
from antiphon.core.sealing import key_for
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.people import actions as people
from antiphon.signoff import actions as signoff
from antiphon.stories import queries, rules
from antiphon.stories.models import CasePartner, CaseStudy, Consent, Story, StoryUse

CASE = ("title", "summary", "place", "challenge", "actions", "impacts", "lessons", "next_steps", "evidence", "review_on")
STORY = ("kind", "title", "named", "place", "told", "case")
PUBLIC = "It is public. Take it down to change it."
UNKNOWN_CODE = "We have no story with this code. Check it against the paper that we gave you."
GONE = "This story was taken back. It cannot be used again."


@action
def write_case(organisation: Organisation, *, partners: Sequence[Organisation], by: User, **fields: Any) -> CaseStudy:
    """Begin a case study of an organisation."""
    require(by, Permission.STORY_WRITE, on=Body(organisation))
    case = CaseStudy(organisation=organisation, written_by=by)
    _set(case, fields, CASE)
    case.save()
    _name_partners(case, partners)
    case.writers.add(by)
    trail.leave("write", case, by=by, organisation=organisation.pk)
    return case


@action
def change_case(case: CaseStudy, *, partners: Sequence[Organisation], by: User, **fields: Any) -> CaseStudy:
    """Change a case study that is not public."""
    require(by, Permission.STORY_WRITE, on=case)
    case = CaseStudy.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=case.pk)
    if case.published_at:
        raise Refused(PUBLIC)
    _set(case, fields, CASE)
    case.save()
    _name_partners(case, partners)
    case.writers.add(by)
    trail.leave("change", case, by=by)
    return case


@action
def publish_case(case: CaseStudy, *, by: User) -> CaseStudy:
    """Put a case study before the public. Somebody who wrote none of it signs its exact words."""
    require(by, Permission.STORY_APPROVE, on=case)
    case = CaseStudy.objects.select_for_update(of=("self",)).select_related("organisation", "written_by").get(pk=case.pk)
    if case.published_at:
        raise Refused("This case study is public already.")
    if missing := queries.missing_of_case(case):
        raise Refused(*missing)
    authors = [case.written_by, *case.writers.all()]
    signature = signoff.sign(case, words=queries.words_of_case(case), authors=authors, by=by)
    case.published_at = timezone.now()
    case.save(update_fields=["published_at"])
    trail.leave("publish", case, by=by, signature=signature.pk)
    return case


@action
def take_down_case(case: CaseStudy, *, by: User) -> CaseStudy:
    """Take a case study off the public pages, to change it or for good. Its words stay here."""
    require(by, Permission.STORY_APPROVE, on=case)
    CaseStudy.objects.filter(pk=case.pk).update(published_at=None)
    case.published_at = None
    trail.leave("take down", case, by=by)
    return case


@action
def write_story(organisation: Organisation, *, by: User, **fields: Any) -> Story:
    """Begin a story of an organisation."""
    require(by, Permission.STORY_WRITE, on=Body(organisation))
    story = Story(organisation=organisation, written_by=by)
    _set(story, fields, STORY)
    _fits(story)
    story.save()
    story.writers.add(by)
    trail.leave("write", story, by=by, organisation=organisation.pk)
    return story


@action
def change_story(story: Story, *, by: User, **fields: Any) -> Story:
    """Change a story that is not public. A real person's story stays one: it needs their consent, whatever is changed."""
    require(by, Permission.STORY_WRITE, on=story)
    story = _held(story)
    if story.published_at:
        raise Refused(PUBLIC)
    if story.kind == Story.Kind.REAL and fields.get("kind", story.kind) != story.kind:
        raise Refused("A real person’s story cannot be marked as made up. Write a new one.")
    _set(story, fields, STORY)
    _fits(story)
    story.save()
    story.writers.add(by)
    trail.leave("change", story, by=by)
    return story


@action
def record_consent(
    story: Story, *, name: str, given_by: str, how: str, kept_where: str, scope: Sequence[str], given_on: datetime.date,
    expires_on: datetime.date, by: User, email: str = "", holder: User | None = None,
) -> tuple[Consent, str]:
    """Record what a person agreed to, and return it with the code by which they take their story back. The code is not kept.

    A newer consent replaces the one before, and its code: a narrower one takes a public story down.
    """
    require(by, Permission.STORY_WRITE, on=story)
    story = _held(story)
    if story.kind != Story.Kind.REAL:
        raise Refused("This story is made up, so nobody has to agree to it.")
    today = timezone.localdate()
    wrong = rules.wrong_consent(given_on=given_on, expires_on=expires_on, scope=scope, today=today)
    if not name.strip():
        wrong.append("Enter the person’s name. It is sealed, and no page shows it.")
    if not kept_where.strip():
        wrong.append("Say where the proof is kept.")
    if given_by not in rules.GIVERS or how not in rules.CONSENTS:
        wrong.append("Say who agreed, and how.")
    if wrong:
        raise Refused(*wrong)
    for before in Consent.objects.select_for_update().filter(story=story, ended_at__isnull=True):
        _end(before, how="renewed")
        people.erase(before.person, by=Machine("replace consent"))
    code = receipts.new()
    consent = Consent.objects.create(
        story=story, person=people.remember(name=name, email=email, wants_reply=bool(email), by=by), given_by=given_by, how=how,
        kept_where=kept_where.strip(), scope=[key for key in rules.SCOPES if key in scope], given_on=given_on,
        expires_on=expires_on, holder=holder or by, code_key=key_for("story code", code),
    )  # fmt: skip
    if story.published_at:
        still = "website" in consent.scope
        Story.objects.filter(pk=story.pk).update(open_until=expires_on, published_at=story.published_at if still else None)
    trail.leave("record consent", story, by=by, consent=consent.pk, scope=consent.scope, until=str(expires_on))
    return consent, code


@action
def publish_story(story: Story, *, by: User) -> Story:
    """Put a story before the public. Somebody who wrote none of it signs; a real person's needs a consent that stands."""
    require(by, Permission.STORY_APPROVE, on=story)
    story = _held(story)
    if story.published_at:
        raise Refused("This story is public already.")
    if missing := queries.missing_of(story, timezone.localdate()):
        raise Refused(*missing)
    authors = [story.written_by, *story.writers.all()]
    signature = signoff.sign(story, words=queries.words_of(story), authors=authors, by=by)
    consent = queries.consent_of(story) if story.kind == Story.Kind.REAL else None
    story.published_at, story.open_until = timezone.now(), consent.expires_on if consent else None
    story.save(update_fields=["published_at", "open_until"])
    trail.leave("publish", story, by=by, signature=signature.pk)
    return story


@action
def take_down_story(story: Story, *, by: User) -> Story:
    """Take a story off the public pages. Its words and the consent stay: this is not what a person does who takes it back."""
    require(by, Permission.STORY_WRITE, on=story)
    story = _held(story)
    story.published_at = story.open_until = None
    story.save(update_fields=["published_at", "open_until"])
    trail.leave("take down", story, by=by)
    return story


@action
def take_back(story: Story, *, by: User) -> Story:
    """The person asked us to take their story back: it leaves every page at once, and its words and their name are gone."""
    require(by, Permission.STORY_WRITE, on=story)
    return _taken_back(_held(story), how="staff", by=by)


@action
def take_back_by_code(code: str, *, by: Actor) -> Story:
    """The person takes their story back with the code that they were given, without an account."""
    consent = queries.consent_by_code(code)
    if consent is None:
        raise Refused(UNKNOWN_CODE)
    story = Story.objects.select_for_update(of=("self",)).get(pk=consent.story_id)
    return story if story.withdrawn_at else _taken_back(story, how="person", by=by)


@action
def forget(story: Story, *, by: Machine) -> Story:
    """The consent ran out long ago: the words and the name go, as when the person takes the story back."""
    return _taken_back(_held(story), how="time", by=by)


@action
def record_use(
    story: Story, *, scope: str, place: str, used_on: datetime.date, by: User, link: str = ""
) -> StoryUse:
    """Write down where a story goes beyond these pages, if the person agreed to that."""
    require(by, Permission.STORY_WRITE, on=story)
    story = _held(story)
    if story.kind == Story.Kind.REAL:
        consent = queries.consent_of(story)
        if consent is None or consent.expires_on < max(used_on, timezone.localdate()):
            raise Refused("No consent stands for that day. Ask the person first, and record what they say.")
        if scope not in consent.scope:
            raise Refused(f"The person did not agree to this: {rules.SCOPES.get(scope, scope).lower()}.")
    if not place.strip():
        raise Refused("Say where it is used.")
    use = StoryUse.objects.create(story=story, scope=scope, place=place.strip(), link=link, used_on=used_on, recorded_by=by)
    trail.leave("record use", story, by=by, use=use.pk, scope=scope)
    return use


@action
def call_back(use: StoryUse, *, by: User) -> StoryUse:
    """Say that a story was taken down where it had been used."""
    require(by, Permission.STORY_WRITE, on=use.story)
    if use.called_back_at is None:
        use.called_back_at, use.called_back_by = timezone.now(), by
        use.save(update_fields=["called_back_at", "called_back_by"])
        trail.leave("call back", use, by=by)
    return use


def _taken_back(story: Story, *, how: str, by: Actor) -> Story:
    if story.kind != Story.Kind.REAL:
        raise Refused("This story is made up. Take it down instead.")
    for consent in Consent.objects.select_for_update().filter(story=story, ended_at__isnull=True):
        _end(consent, how=how)
        people.erase(consent.person, by=Machine("take story back"))
    story.title, story.told, story.named, story.place = rules.TAKEN_BACK, "", "", ""
    story.published_at, story.open_until, story.withdrawn_at = None, None, timezone.now()
    story.save()
    trail.leave("take back", story, by=by, how=how)
    return story


def _end(consent: Consent, *, how: str) -> None:
    consent.ended_at, consent.ended_how = timezone.now(), how
    consent.save(update_fields=["ended_at", "ended_how"])


def _held(story: Story) -> Story:
    found: Story = Story.objects.select_for_update(of=("self",)).select_related("organisation", "written_by").get(pk=story.pk)
    if found.withdrawn_at:
        raise Refused(GONE)
    return found


def _set(thing: Model, fields: dict[str, Any], known: Sequence[str]) -> None:
    if unknown := set(fields) - set(known):
        raise TypeError(f"It has no such field: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(thing, name, value.replace("\x00", "").strip() if isinstance(value, str) else value)
    if not getattr(thing, "title", ""):
        raise Refused("Give it a title.")
    try:
        thing.clean_fields()
    except ValidationError as problem:
        raise Refused(*problem.messages) from problem


def _fits(story: Story) -> None:
    if not story.told:
        raise Refused("Write the story, in a few sentences at least.")
    if story.case_id and story.case is not None and story.case.organisation_id != story.organisation_id:
        raise Refused("Choose a case study of the same organisation.")


def _name_partners(case: CaseStudy, partners: Sequence[Organisation]) -> None:
    CasePartner.objects.filter(case=case).exclude(organisation__in=partners).delete()
    for organisation in partners:
        CasePartner.objects.get_or_create(case=case, organisation=organisation)
