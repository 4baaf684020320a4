"""The same questions on paper: a page to print, and a tagged PDF, in our words or a twin's, in ordinary or large print."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from antiphon.core import documents
from antiphon.core.keeping import in_years
from antiphon.core.words import points
from antiphon.engagement import queries as engagements
from antiphon.engagement.answering import Asked, Kind
from antiphon.engagement.rules import Phase
from antiphon.engagement.wording import directions
from antiphon.public.forms import SCORES, SPEAKS
from antiphon.public.questionnaire import Questionnaire

HOW = {
    Kind.ONE: "Tick one.", Kind.MANY: "Tick all that apply.", Kind.SCALE: "Circle one number.",
    Kind.MATRIX: "Tick one box in each row.",
    Kind.RANKING: "Write a number in each box: 1 for the one that matters most, then 2, and so on.",
    Kind.DATE: "Day, month and year.", Kind.PLACE: "A ward, a town, or the first half of a postcode.",
    Kind.FILE: "Put copies in the envelope. Do not send anything that you need back.",
}  # fmt: skip
KEPT = (
    "We keep your words for {words} after this work is finished. We keep your name and e-mail address apart from them, "
    "for {names}. You can ask us to delete them."
)
ONLY = "Answer this only"


@dataclass(frozen=True)
class Paper:
    """What a paper form says."""

    questionnaire: Questionnaire
    large: bool

    @classmethod
    def of(cls, slug: str, twin: str, *, large: bool) -> "Paper":
        """Read what the public may print: from when it is planned until its last day."""
        engagement = engagements.public_engagement(slug)
        questionnaire = Questionnaire.of(engagement, twin)
        if engagement.phase not in (Phase.OPEN, Phase.PLANNED) or not questionnaire.every:
            raise Http404
        wants = questionnaire.twin is not None and questionnaire.twin.format in ("large_print", "easy_read")
        return cls(questionnaire, large or wants)

    @property
    def name(self) -> str:
        asked = self.questionnaire
        return asked.twin.title if asked.twin else asked.engagement.title

    def page(self) -> dict[str, Any]:
        """Return what the page to print shows."""
        asked = self.questionnaire
        return {
            "engagement": asked.engagement, "questionnaire": asked, "twin": asked.twin, "language": asked.language,
            "directions": directions(asked.every), "scores": SCORES if asked.simple else [], "speaks": SPEAKS,
            "large": self.large, "twins": list(engagements.published_twins(asked.engagement)),
        }  # fmt: skip

    def data(self) -> dict[str, Any]:
        """Return the same for the PDF: words and nothing else."""
        asked, twin = self.questionnaire, self.questionnaire.twin
        engagement = asked.engagement
        ways = directions(asked.every)
        until = formats.date_format(engagement.closes_on, "j F Y") if engagement.closes_on else ""
        star = " You may leave out any question" + (", but please try to answer those with a star (*)." if self._must else ".")
        checked = f", checked by {twin.checked_by}" if twin and twin.checked_by else ""
        return {
            "owner": engagement.owner.name, "size": "18" if self.large else "11.5", "large": self.large, "heading": self.name,
            "summary": twin.summary if twin else engagement.summary, "spoken": asked.language.code.split("-")[0],
            "rtl": asked.language.right_to_left, "made": f"{twin.name}. Made by {twin.made_by}{checked}." if twin else "",
            "send_by": f"Run by {engagement.owner.name}. Please send this so that it reaches us by {until}. You do not have to "
                       f"say who you are. Please leave out names and details that point to someone else.{star}",
            "questions": [self._question(number, one, ways[one.pk]) for number, one in enumerate(asked.every, start=1)],
            "parts": self._parts(),
            "slip": [
                f"{engagement.title}, number {engagement.pk}. You sent your answers on:",
                "What people said, and what was decided, will be on "
                f"{settings.PUBLIC_ADDRESS.split('://', 1)[-1]}/engagements/{engagement.slug}/"
                + (f", or call {settings.CONTACT['telephone']}" if settings.CONTACT["telephone"] else "")
                + ". If you give us your e-mail address, we write to you.",
            ],
        }  # fmt: skip

    @property
    def _must(self) -> bool:
        return any(one.required for one in self.questionnaire.every)

    def _question(self, number: int, one: Asked, ways: list[str]) -> dict[str, Any]:
        how = HOW.get(one.kind, "")
        if one.kind is Kind.MANY and one.settings.get("most"):
            how = f"Tick up to {one.settings['most']}."
        return {
            "number": f"{number}{'*' if one.required else ''}", "kind": one.kind.value, "text": one.text, "hint": one.hint,
            "how": how,
            "options": [{"text": option.text, "words": option.words} for option in one.options],
            "rows": [{"text": row.text} for row in one.rows],
            "steps": [str(step) for step in range(one.lowest, one.highest + 1)] if one.kind is Kind.SCALE else [],
            "low": one.settings.get("low", ""), "high": one.settings.get("high", ""),
            "before": [way for way in ways if way.startswith(ONLY)], "after": [way for way in ways if not way.startswith(ONLY)],
        }  # fmt: skip

    def _parts(self) -> list[dict[str, Any]]:
        asked = self.questionnaire
        found = []
        if asked.simple:
            score = "If you have used this service, how was it overall?"
            found.append(_part(score, ["Tick one, or leave it out."], [words for _, words in SCORES]))
        if asked.about:
            found.append(_part(asked.about.title, [f"{asked.about.why} You may leave out any of these."]))
            for one in asked.about.characteristics:
                how = "Tick all that apply." if one.many else "Tick one."
                found.append(_part(one.text, [f"{how} {one.hint}".strip()], [each.text for each in one.categories], level=3))
        found += [
            _part("Where do you live?", ["A town, a village, or the first half of a postcode. We do not need your address."],
                  lines=[""]),
            _part("For whom do you speak?", [], [words for _, words in SPEAKS[:2]], last="For a group. Number of people"),
            _part("May we use your words?", ["Tick nothing if you would rather not."], [
                "You may use my words as a quote, without my name",
                "You may use my answers in other work of the organisations that ask here"]),
            _part("Do you want to hear back?", [
                "If you want one message that says what was decided, give us your e-mail address. You may leave this out."
            ], lines=["Name", "E-mail address"]),
            _part("Where to send it", self._where()),
        ]  # fmt: skip
        return found

    def _where(self) -> list[str]:
        contact, engagement = settings.CONTACT, self.questionnaire.engagement
        stamp = "You do not need a stamp if the address begins with “Freepost”."
        post = f"Post it to {contact['post']}. {stamp}" if contact["post"] else ""
        ways = " ".join(line for block in points(engagement.other_ways) for line in block.lines)
        reach = " or ".join(filter(None, (contact["telephone"], contact["email"])))
        kept = KEPT.format(words=in_years(engagement.keep_words_years), names=in_years(engagement.keep_names_years))
        help_line = f"For another format or language, for help, or with a question: {reach}." if reach else ""
        return [line for line in (post, f"Reference: {engagement.title}, number {engagement.pk}", ways, help_line, kept) if line]


def _part(
    heading: str, words: list[str], ticks: list[str] | None = None, *, lines: list[str] | None = None, level: int = 2,
    last: str = "",
) -> dict[str, Any]:
    boxes = [{"text": text, "words": False} for text in ticks or []] + ([{"text": last, "words": True}] if last else [])
    return {"heading": heading, "words": words, "ticks": boxes, "lines": lines or [], "level": level}


@require_safe
def page(request: HttpRequest, slug: str, twin: str = "") -> HttpResponse:
    """Show the questions as a form to print, with where to send it."""
    return render(request, "public/paper.html", Paper.of(slug, twin, large="large" in request.GET).page())


@require_safe
def pdf(request: HttpRequest, slug: str, twin: str = "") -> HttpResponse:
    """Give the questions as a PDF that screen readers can read."""
    paper = Paper.of(slug, twin, large="large" in request.GET)
    name = slugify(f"{slug} {twin} {'large print' if paper.large else ''}") or "questions"
    spoken = paper.questionnaire.language.code
    try:
        return as_pdf("public/paper", paper.data(), lang="en-GB" if spoken == "en" else spoken, title=paper.name, name=name)
    except documents.NoFont:
        return render(request, "public/no_pdf.html", paper.page(), status=503)


def as_pdf(template: str, data: dict[str, Any], *, lang: str, title: str, name: str) -> HttpResponse:
    """Return a document as a tagged PDF (PDF/UA-1)."""
    answer = HttpResponse(documents.pdf(template, data, lang=lang, title=title), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
