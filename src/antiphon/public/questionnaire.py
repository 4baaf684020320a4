"""The questions of an engagement as a form of steps: pages of questions, questions about the person, and the last page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404

from antiphon.engagement import queries as engagements
from antiphon.engagement.about import AboutSet, about_set
from antiphon.engagement.answering import Asked, Kind, choices_of, is_answered, may_follow, problems, route
from antiphon.engagement.languages import Language, language
from antiphon.engagement.models import Engagement, Twin, TwinQuestion
from antiphon.public.answering import question_field, value_of

ABOUT, LAST = "about", "last"
KEPT = 50  # questionnaires that a process keeps: those that are answered now
_read: dict[str, tuple[str, "Questionnaire"]] = {}


@dataclass(frozen=True)
class Step:
    """One page of the form. `only`: of whom a question is asked, where that is settled on this very page."""

    key: str
    number: int
    of: int
    asked: tuple[Asked, ...] = ()
    only: Mapping[int, "Only"] = None  # type: ignore[assignment]
    about: bool = False
    last: bool = False
    single: bool = False


@dataclass(frozen=True)
class Only:
    """That a question follows from another one on its page: in words, and as its script wants it."""

    words: str
    rests: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Questionnaire:
    """The current questions, in the words of a twin or in our own."""

    engagement: Engagement
    every: tuple[Asked, ...]
    about: AboutSet | None
    twin: Twin | None = None
    twin_words: Mapping[UUID, TwinQuestion] = None  # type: ignore[assignment]
    original: frozenset[int] = frozenset()  # questions that have no words in this twin: they stay in English

    @classmethod
    def of(cls, engagement: Engagement, key: str = "", *, unpublished: bool = False) -> "Questionnaire":
        """Read the questions; `key` names a twin. Raises Http404 when there is none that the public may read."""
        questions = list(engagements.questions_of(engagement))
        about = about_set(engagement.about_set) if engagement.about_set else None
        if not key:
            return cls(engagement, tuple(one.asked() for one in questions), about)
        twins = engagements.twins_of(engagement) if unpublished else engagements.published_twins(engagement)
        twin = next((one for one in twins if one.key == key), None)
        if twin is None:
            raise Http404
        words = engagements.twin_words(twin)
        there = ((one, words[one.series]) for one in questions if one.series in words)
        fits = {one.series: said for one, said in there if said.version == one.version}
        every = tuple(fits[one.series].applied_to(one.asked()) if one.series in fits else one.asked() for one in questions)
        return cls(engagement, every, about, twin, fits, frozenset(one.pk for one in questions if one.series not in fits))

    @classmethod
    def published(cls, slug: str, key: str = "") -> "Questionnaire":
        """Read a published engagement with its questions, or 404. What this process read before is used while it is the same."""
        if key:
            return cls.of(engagements.public_engagement(slug), key)
        fingerprint = engagements.public_fingerprint(slug)
        if fingerprint is None:
            raise Http404
        if (kept := _read.get(slug)) is None or kept[0] != fingerprint:
            if len(_read) >= KEPT:
                _read.clear()
            kept = _read[slug] = (fingerprint, cls.of(engagements.public_engagement(slug)))
        return kept[1]

    @property
    def language(self) -> Language:
        return language(self.twin.language if self.twin else "en")

    @property
    def pages(self) -> list[int]:
        return sorted({one.page for one in self.every})

    @property
    def simple(self) -> bool:
        """Whether only words are asked, on one page: then the score is asked beside them."""
        return len(self.pages) == 1 and all(one.kind is Kind.TEXT for one in self.every)

    def values(self, raw: Mapping[str, Any]) -> dict[int, Any]:
        """Return the answers that raw boxes mean, by question; boxes that mean none are left out."""
        found = {}
        for one in self.every:
            try:
                value = value_of(one, raw[str(one.series)]) if str(one.series) in raw else None
            except ValidationError:
                continue
            if is_answered(value):
                found[one.pk] = value
        return found

    def steps(self, raw: Mapping[str, Any], *, all_of_them: bool = False) -> list[Step]:
        """Return the pages that somebody with these answers goes through. `all_of_them`: as if everything were asked."""
        values = self.values(raw)
        pages = []
        for page in self.pages:
            asked = [one for one in self.every if one.page == page] if all_of_them else may_follow(self.every, values, page)
            if asked:
                pages.append((page, tuple(asked)))
        if len(self.pages) == 1 and self.about is None and pages:
            return [Step(str(page), 1, 1, asked, self._only(asked), last=True, single=True) for page, asked in pages]
        if not pages:
            return self.steps(raw, all_of_them=True)
        keys = [str(page) for page, _ in pages] + ([ABOUT] if self.about else []) + [LAST]
        asked_on = {str(page): asked for page, asked in pages}
        return [
            Step(key, number, len(keys), asked_on.get(key, ()), self._only(asked_on.get(key, ())), key == ABOUT, key == LAST)
            for number, key in enumerate(keys, start=1)
        ]  # fmt: skip

    def routed(self, raw: Mapping[str, Any], files: Mapping[int, list[int]]) -> dict[int, list[str]]:
        """Return the questions that are asked of somebody with these answers, with what is wrong with each answer."""
        values = {**self.values(raw), **{pk: ids for pk, ids in files.items() if ids}}
        wrong: dict[int, list[str]] = {}
        for one in route(self.every, values):
            try:
                if one.kind is not Kind.FILE:
                    value_of(one, raw.get(str(one.series)))
                wrong[one.pk] = problems(one, values.get(one.pk))
            except ValidationError as problem:
                wrong[one.pk] = problem.messages
        return wrong

    def _only(self, asked: Sequence[Asked]) -> dict[int, Only]:
        here = {one.series: one for one in asked}
        found = {}
        for one in asked:
            rests = [condition for condition in one.only_if if condition.series in here]
            if not rests:
                continue
            words = " and ".join(
                f"{_or([text for key, text in choices_of(here[rest.series]).items() if key in rest.options])} "
                f"to “{here[rest.series].text}”" for rest in rests
            )  # fmt: skip
            scripted = [{"name": question_field(here[rest.series].pk), "options": sorted(rest.options)} for rest in rests]
            found[one.pk] = Only(f"Answer this only if you say {words}", scripted)
        return found


def _or(texts: Sequence[str]) -> str:
    quoted = [f"“{text}”" for text in texts]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
