"""What we hold of one response: for the person of ours who was asked, and as a copy for the one who sent it."""

from typing import Any

from django.utils import timezone

from antiphon.core.keeping import in_years
from antiphon.delivery.queries import messages_to, reachable
from antiphon.engagement.models import Engagement
from antiphon.insight.queries import themes_of_response
from antiphon.voices import queries
from antiphon.voices.actions import Copy
from antiphon.voices.models import Response
from antiphon.workspace.voices.presenters import COLOURS, SCORES


def held(engagement: Engagement, found: Response, user: Any) -> dict[str, Any]:
    """Return what is held of a response: whether there is a name and an address, never which; and none of the words."""
    return {
        "engagement": engagement, "response": found, "voices": list(queries.voices_in(found)), "colours": COLOURS,
        "score": SCORES.get(found.score or 0, ""), "person": reachable(found.person),
        "letters": messages_to(found.person), "may_copy": queries.may_open(user, engagement),
    }  # fmt: skip


def copied(copy: Copy) -> dict[str, Any]:
    """Return a copy with names that a person understands and a computer can read."""
    response, person = copy.response, copy.identity
    return {
        "Receipt code": response.receipt,
        "What it was about": response.engagement.title,
        "Who asked": str(response.engagement.owner),
        "We received it on": _day(timezone.localdate(response.made_at)),
        "You said it on": _day(response.said_on),
        "How it came": response.get_channel_display(),
        "Score": SCORES.get(response.score or 0, "none"),
        "Where you live": response.place or "not given",
        "We may quote you": "yes" if response.may_quote else "no",
        "We may use your words again in other work": "yes" if response.may_reuse else "no",
        "How we know that you may answer": response.get_trusted_display(),
        "You spoke": response.get_speaks_as_display() + (f", for {response.speaks_for} people" if response.speaks_for else ""),
        "Who wrote it down or translated it": response.wrote_down or "nobody but you",
        "Your name": person.name if person and person.name else "not given",
        "Your e-mail address": person.email if person and person.email else "not given",
        "You want to hear from us": "yes" if person and person.wants_reply else "no",
        "Messages to you": [f"{status}{f', {_day(timezone.localdate(at))}' if at else ''}"
                            for status, at in messages_to(response.person)],
        "What you told us": [
            {"Question": one.question, "Your words as they came": one.words,
             "Your words as the team reads them": one.made_safe or "The team cannot read them."}
            for one in copy.answers
        ],
        "What you ticked and chose": [{"Question": question, "Your answer": said} for question, said in copy.ticked],
        "What you said of yourself": [{"Question": question, "Your answer": said} for question, said in copy.about],
        "Files that you sent": [f"{name or 'without a name'}, {size:,} bytes" for name, size in copy.files],
        "Your words before they were corrected": [{"Corrected by": who, "The words before": words} for who, words in copy.before],
        "Your sheet as it was typed in": [{"When": when, "What was typed": words} for when, words in copy.keyed],
        "Themes that your words are part of": [theme.name for theme in themes_of_response(response)],
        "How long we keep it": f"Your words for {in_years(response.engagement.keep_words_years)} after the work is finished. "
                               f"Your name and e-mail address for {in_years(response.engagement.keep_names_years)}.",
    }  # fmt: skip


def in_words(held: dict[str, Any]) -> str:
    """Return a copy as plain text, to print or to send."""
    lines = ["What we hold about you", ""]
    for name, value in held.items():
        if isinstance(value, str):
            lines += [f"{name}: {value}"]
        elif not value:
            lines += [f"{name}: none"]
        else:
            lines += ["", name]
            for one in value:
                lines += [f"- {one}"] if isinstance(one, str) else [f"{key}:\n{text}\n" for key, text in one.items()]
    return "\n".join(lines) + "\n"


def _day(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"
