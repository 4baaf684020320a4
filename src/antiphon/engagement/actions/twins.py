"""Writes of twins (the same questions in another format or language) and of the check that nobody is shut out."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.engagement import queries
from antiphon.engagement.languages import LANGUAGES
from antiphon.engagement.models import Engagement, InclusionCheck, Question, Twin, TwinQuestion
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.signoff import actions as signoff

SEEN_OR_HEARD = (Twin.Format.BSL, Twin.Format.AUDIO)
CHECKED = ("paper", "by_telephone", "in_person", "easy_read", "languages", "sign_language", "read_by_others", "minutes",
           "who_is_left_out", "online_only_because")  # fmt: skip


@action
def make_twin(
    engagement: Engagement, *, format: str, language: str, title: str, made_by: str, by: User, **fields: str
) -> Twin:
    """Begin the same questions in another format or language. `fields`: summary, checked_by, video, transcript."""
    require(by, Permission.ENGAGEMENT_EDIT, on=engagement)
    if engagement.twins.filter(format=format, language=language).exists():
        raise Refused("There is one in this format and language already. Change that one.")
    twin = Twin(engagement=engagement, format=format, language=language, written_by=by)
    return _write(twin, {"title": title, "made_by": made_by, **fields}, by=by)


@action
def change_twin(twin: Twin, *, by: User, **fields: str) -> Twin:
    """Change what a twin says about itself, until it is published."""
    twin = _open(twin, by)
    return _write(twin, fields, by=by)


@action
def set_twin_words(twin: Twin, *, question: Question, words: Mapping[str, Any], by: User) -> TwinQuestion | None:
    """Put one question into the words of a twin. `words`: text, hint, options and rows by key, video. Without text it goes."""
    twin = _open(twin, by)
    if question.engagement_id != twin.engagement_id:
        raise Refused("That question belongs to another engagement.")
    text = str(words.get("text", "")).strip()
    trail.leave("set twin words", twin, by=by, question=question.pk)
    twin.writers.add(by)
    if not text:
        twin.questions.filter(series=question.series).delete()
        return None
    ends = {"low", "high"} if question.kind == Question.Kind.SCALE else set()
    stored, _ = TwinQuestion.objects.update_or_create(
        twin=twin, series=question.series,
        defaults={"text": text[:500], "hint": str(words.get("hint", "")).strip()[:500], "version": question.version,
                  "video": str(words.get("video", "")).strip(),
                  "options": _by_key(words.get("options", {}), {one["key"] for one in question.options} | ends),
                  "rows": _by_key(words.get("rows", {}), {one["key"] for one in question.rows})},
    )  # fmt: skip
    return stored


@action
def publish_twin(twin: Twin, *, by: User) -> Twin:
    """Let the public read and answer it in this format. A second person signs, who typed none of it."""
    require(by, Permission.ENGAGEMENT_APPROVE, on=twin)
    twin = Twin.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=twin.pk)
    if twin.published_at:
        raise Refused("This is published already.")
    if missing := queries.missing_of_twin(twin):
        raise Refused(*missing)
    signature = signoff.sign(twin, words=queries.words_of_twin(twin), authors=[twin.written_by, *twin.writers.all()], by=by)
    twin.published_at = timezone.now()
    twin.save(update_fields=["published_at"])
    trail.leave("publish twin", twin, by=by, signature=signature.pk)
    return twin


@action
def withdraw_twin(twin: Twin, *, by: User) -> Twin:
    """Take it off the public page, to mend it. Answers that came through it stay."""
    require(by, Permission.ENGAGEMENT_EDIT, on=twin)
    Twin.objects.filter(pk=twin.pk).update(published_at=None)
    twin.published_at = None
    trail.leave("withdraw twin", twin, by=by)
    return twin


@action
def check_inclusion(engagement: Engagement, *, by: User, **answers: Any) -> InclusionCheck:
    """Record whether everyone can take part. A later check replaces it."""
    require(by, Permission.ENGAGEMENT_EDIT, on=engagement)
    if unknown := set(answers) - set(CHECKED):
        raise TypeError(f"The check has no such question: {', '.join(sorted(unknown))}")
    known = InclusionCheck.objects.select_for_update().filter(engagement=engagement).first()
    check = known or InclusionCheck(engagement=engagement)
    for name, value in answers.items():
        setattr(check, name, value.strip() if isinstance(value, str) else value)
    if check.online_only and not check.online_only_because:
        raise Refused(
            "Online-only form: choose at least one way to take part without the internet, or write down why there is none."
        )
    check.checked_by = by
    check.save()
    trail.leave("check inclusion", engagement, by=by, online_only=check.online_only)
    return check


def _open(twin: Twin, by: User) -> Twin:
    require(by, Permission.ENGAGEMENT_EDIT, on=twin)
    found = Twin.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=twin.pk)
    if found.published_at:
        raise Refused("People read this now, so its words stay. Take it off the public page first, then change it.")
    return found


def _write(twin: Twin, fields: Mapping[str, str], *, by: User) -> Twin:
    if unknown := set(fields) - {"title", "summary", "made_by", "checked_by", "video", "transcript"}:
        raise TypeError(f"A twin has no such field: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(twin, name, value.strip())
    wrong = []
    if twin.format not in Twin.Format.values:
        wrong.append("Choose a format.")
    if twin.language not in LANGUAGES:
        wrong.append("Choose a language.")
    if twin.format == Twin.Format.LANGUAGE and twin.language == "en":
        wrong.append("Choose a language other than English, or another format.")
    if not twin.title:
        wrong.append("Enter a name in the words of this format.")
    if not twin.made_by:
        wrong.append("Say who made it.")
    if wrong:
        raise Refused(*wrong)
    twin.save()
    twin.writers.add(by)
    trail.leave("write twin", twin, by=by)
    return twin


def _by_key(words: Mapping[str, Any], keys: set[str]) -> dict[str, str]:
    return {key: text for key, said in words.items() if key in keys and (text := str(said).strip()[:300])}
