"""The seven steps of an engagement, from the question to telling those who spoke. Composed from all rooms."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from antiphon.decisions import queries as decisions
from antiphon.decisions.models import Decision
from antiphon.delivery import queries as deliveries
from antiphon.engagement import queries
from antiphon.engagement.models import Engagement
from antiphon.engagement.rules import Phase
from antiphon.insight import queries as insight
from antiphon.network.access import may
from antiphon.network.roles import ROLES, Permission
from antiphon.voices import queries as voices

NOT_YET, TO_DO, UNDER_WAY, DONE = "Not yet", "To do", "Under way", "Done"
COLOURS = {NOT_YET: "grey", TO_DO: "yellow", UNDER_WAY: "blue", DONE: "green"}


@dataclass
class Step:
    """One step: its state, its counts in words, where to go on, and who can."""

    name: str
    state: str
    said: str
    link: str
    todo: str = ""
    permission: Permission | None = None
    yours: bool = False
    is_next: bool = False
    another: bool = False  # somebody else must do it, whatever the role

    @property
    def colour(self) -> str:
        return COLOURS[self.state]

    @property
    def who(self) -> str:
        """Return the roles that can do what is next, in words."""
        if self.permission is None:
            return ""
        if self.another:
            return "a person who wrote none of the words"
        titles = [role.title.lower() for role in ROLES.values() if self.permission in role.allows]
        return " or ".join([", ".join(titles[:-1]), titles[-1]] if len(titles) > 1 else titles)


def steps(engagement: Engagement, user: Any) -> list[Step]:
    """Return the seven steps. A fixed number of queries."""
    heard = voices.counts(engagement)
    found = [
        _asked(engagement, user), _heard(engagement, heard), _made_safe(engagement, heard), _understood(engagement),
        _decided(engagement), *_answered_and_told(engagement),
    ]  # fmt: skip
    for step in found:
        step.yours = step.permission is not None and not step.another and may(user, step.permission, on=engagement)
    for step in found:
        if step.todo and step.state in (TO_DO, UNDER_WAY):
            step.is_next = True
            break
    return found


def place(engagement: Engagement, tail: str = "") -> str:
    """Return the address of a page of an engagement: every room's pages stand below its story."""
    return reverse("workspace:engagement:story", args=[engagement.slug]) + tail


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _asked(engagement: Engagement, user: Any) -> Step:
    if engagement.published_at:
        return Step("Asked", DONE, f"Published on {engagement.published_at:%-d %B %Y}.", place(engagement, "publish/"))
    missing = queries.missing_before_publishing(engagement)
    if missing:
        said = f"{_count(len(missing), 'thing')} still missing. {missing[0]}"
        return Step("Asked", TO_DO, said, place(engagement, "edit/"), "Finish the draft", Permission.ENGAGEMENT_EDIT)
    return Step(
        "Asked", TO_DO, "Nothing is missing. Another person must approve the words.",
        place(engagement, "publish/"), "Approve and publish", Permission.ENGAGEMENT_APPROVE,
        another=any(writer.pk == user.pk for writer in queries.writers_of(engagement)),
    )  # fmt: skip


def _heard(engagement: Engagement, heard: dict[str, dict[str, int]]) -> Step:
    total = heard["total"]
    said = f"{_count(total['responses'], 'response')}, {_count(total['voices'], 'comment')} in people’s own words."
    link = place(engagement, "voices/")
    if engagement.phase is Phase.OPEN:
        return Step("Heard", UNDER_WAY, said, link)
    if engagement.phase in (Phase.DRAFT, Phase.PLANNED) and not total["responses"]:
        return Step("Heard", NOT_YET, "It is not open yet.", link)
    return Step("Heard", DONE, said, link)


def _made_safe(engagement: Engagement, heard: dict[str, dict[str, int]]) -> Step:
    status = heard["status"]
    if not heard["total"]["voices"]:
        return Step("Made safe", NOT_YET, "There is nothing to make safe yet.", place(engagement, "voices/"))
    if status["needs_eyes"]:
        doubts = _count(status["needs_eyes"], "comment needs", "comments need")
        said = f"{doubts} human eyes. {_count(status['clean'], 'is', 'are')} safe to read."
        return Step("Made safe", UNDER_WAY, said, place(engagement, "voices/eyes/"), "Look at what is in doubt",
                    Permission.VOICE_MAKE_SAFE)  # fmt: skip
    if status["sealed"]:
        sealed = _count(status["sealed"], "comment waits", "comments wait")
        said = f"{sealed} for the search for personal details. It runs by itself."
        return Step("Made safe", UNDER_WAY, said, place(engagement, "voices/"))
    kept = f" {_count(status['withheld'], 'is', 'are')} kept back." if status["withheld"] else ""
    return Step("Made safe", DONE, f"{_count(status['clean'], 'comment is', 'comments are')} safe to read.{kept}",
                place(engagement, "voices/"))  # fmt: skip


def _understood(engagement: Engagement) -> Step:
    progress = insight.progress(engagement)
    themes = len(insight.themes_of(engagement))
    report = insight.report_of(engagement)
    read = f"{progress.read:,} of {_count(progress.clean, 'comment')} read, {_count(themes, 'theme')}."
    if report and report.published_on:
        return Step("Understood", DONE, f"{read} The report was published on {report.published_on:%-d %B %Y}.",
                    place(engagement, "report/"))  # fmt: skip
    if not progress.clean:
        return Step("Understood", NOT_YET, "There is nothing to read yet.", place(engagement, "coding/"))
    if progress.to_go:
        return Step("Understood", UNDER_WAY, read, place(engagement, "coding/"), "Read comments", Permission.CODE_CONFIRM)
    if not themes:
        return Step("Understood", TO_DO, read, place(engagement, "themes/"), "Gather themes", Permission.THEME_EDIT)
    if engagement.phase is Phase.OPEN:
        return Step("Understood", UNDER_WAY, f"{read} You are up to date.", place(engagement, "themes/"))
    return Step("Understood", UNDER_WAY, f"{read} The report is not published yet.", place(engagement, "report/"),
                "Write and publish the report", Permission.REPORT_WRITE)  # fmt: skip


def _decided(engagement: Engagement) -> Step:
    decision = decisions.decision_of(engagement)
    if decision is None:
        link = place(engagement, "decision/")
        if engagement.phase is Phase.CONSIDERING:
            return Step("Decided", TO_DO, "No decision was drafted yet.", link, "Draft the decision", Permission.DECISION_WRITE)
        return Step("Decided", NOT_YET, "The decision comes once people have spoken.", link)
    status = Decision.Status(decision.status)
    if status is Decision.Status.PUBLISHED:
        said = f"Decided on {decision.decided_on:%-d %B %Y}, and published."
        return Step("Decided", DONE, said, place(engagement, "decision/"))
    if status is Decision.Status.DECIDED:
        said, link = "It was decided. Another person must publish it.", place(engagement, "decision/publish/")
        return Step("Decided", UNDER_WAY, said, link, "Publish the decision", Permission.DECISION_APPROVE)
    if status is Decision.Status.TABLED:
        meeting = f"; they meet on {decision.meets_on:%-d %B %Y}" if decision.meets_on else ""
        said = f"The paper is with those who decide{meeting}."
        return Step("Decided", UNDER_WAY, said, place(engagement, "decision/record/"), "Record what was decided",
                    Permission.DECISION_RECORD)  # fmt: skip
    return Step("Decided", UNDER_WAY, "The paper is being written.", place(engagement, "decision/"), "Write the decision paper",
                Permission.DECISION_WRITE)  # fmt: skip


def _answered_and_told(engagement: Engagement) -> tuple[Step, Step]:
    themes = decisions.standing_themes(engagement).count()
    without = decisions.unanswered(engagement).count() if themes else 0
    link = place(engagement, "answers/")
    if without and without == themes and engagement.phase is Phase.OPEN:
        answered = Step("Answered", NOT_YET, "Answers come once people have spoken and the decision is made.", link)
    elif not themes:
        answered = Step("Answered", NOT_YET, "There are no themes to answer yet.", link)
    elif without:
        said = f"{without} of {_count(themes, 'theme')} without a public answer."
        state = UNDER_WAY if without < themes else TO_DO
        answered = Step("Answered", state, said, link, "Write the answers", Permission.ANSWER_WRITE)
    else:
        answered = Step("Answered", DONE, f"{_count(themes, 'theme has', 'themes have')} a public answer.", link)
    return answered, _told(engagement, ready=bool(themes) and not without)


def _told(engagement: Engagement, *, ready: bool) -> Step:
    link = place(engagement, "tell/")
    telling = decisions.telling_of(engagement)
    if telling is None:
        if not ready:
            return Step("Told", NOT_YET, "Those who asked to hear are told once everything is answered.", link)
        return Step("Told", TO_DO, "Everything is answered. Nobody was told yet.", link, "Tell those who spoke",
                    Permission.CONTRIBUTORS_TELL)  # fmt: skip
    states = deliveries.states(decisions.occasion(engagement))
    arrived, people = _count(states.get("accepted", 0), "message"), _count(telling.to_tell, "person", "people")
    said = f"{arrived} accepted by the mail server, of {people} to tell."
    if states.get("unknown"):
        return Step("Told", UNDER_WAY, f"{said} {_count(states['unknown'], 'message')} not known.", reverse_deliveries(),
                    "Settle the messages that are not known", Permission.DELIVERY_RESOLVE)  # fmt: skip
    busy = sum(states.get(name, 0) for name in ("waiting", "leased", "handing"))
    if busy or telling.posted_at is None:
        return Step("Told", UNDER_WAY, f"{said} The rest is on its way.", link)
    if engagement.closed_at is None:
        return Step("Told", UNDER_WAY, said, place(engagement, "close/"), "Close the engagement", Permission.ENGAGEMENT_CLOSE)
    return Step("Told", DONE, said, link)


def reverse_deliveries() -> str:
    """Return the address of the page where messages that are not known are settled."""
    return reverse("workspace:home:worklist") + "deliveries/"
