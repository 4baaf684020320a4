"""The judgements of a panel: who may be asked, how each person is reached, when a term ends, what money is. Plain Python."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

YEAR = datetime.timedelta(days=365)
SOON = 60  # days before a term ends at which it is listed
REVIEW = 365  # days after which access needs are checked again, as the Accessible Information Standard asks


# --- Access needs: the Accessible Information Standard, DAPB1605 -----------------------------------------------
WAYS: Mapping[str, str] = {
    "email": "By e-mail",
    "telephone": "By telephone only",
    "post": "By post",
}
FORMATS: Mapping[str, str] = {
    "large_print": "Large print",
    "easy_read": "Easy read",
    "bsl": "British Sign Language (BSL) video",
    "braille": "Braille",
    "audio": "Audio",
}
SUPPORT: Mapping[str, str] = {
    "bsl_interpreter": "A BSL interpreter",
    "lipspeaker": "A lipspeaker or speech-to-text",
    "hearing_loop": "A hearing loop",
    "interpreter": "An interpreter for my language",
    "step_free": "Step-free way in",
    "companion": "Somebody who comes with me",
    "transport": "Help to get there",
    "from_home": "To take part from home, by telephone or video",
    "breaks": "Breaks, or more time",
}


@dataclass(frozen=True)
class Needs:
    """What one person needs so that they can read, answer and take part."""

    way: str = "email"
    formats: tuple[str, ...] = ()
    language: str = ""
    support: tuple[str, ...] = ()
    more: str = ""

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Needs":
        """Return the needs as they were kept; what is not known any more is passed over."""
        return cls(
            way=said.get("way", "email") if said.get("way") in WAYS else "email",
            formats=tuple(key for key in FORMATS if key in said.get("formats", ())),
            language=str(said.get("language", "")).strip()[:40],
            support=tuple(key for key in SUPPORT if key in said.get("support", ())),
            more=str(said.get("more", "")).strip()[:300],
        )

    def kept(self) -> dict[str, Any]:
        """Return them as they are kept; nothing is kept of somebody who needs nothing."""
        found: dict[str, Any] = {"way": self.way} if self.way != "email" else {}
        for name in ("formats", "support"):
            if getattr(self, name):
                found[name] = list(getattr(self, name))
        for name in ("language", "more"):
            if getattr(self, name):
                found[name] = getattr(self, name)
        return found

    @property
    def lines(self) -> list[str]:
        """Say them in words, one a line."""
        found = [WAYS[self.way]] if self.way != "email" else []
        found += [FORMATS[key] for key in self.formats]
        found += [f"In {self.language}"] if self.language else []
        return found + [SUPPORT[key] for key in self.support] + ([self.more] if self.more else [])

    @property
    def support_lines(self) -> list[str]:
        """Say what has to be arranged for a meeting."""
        return [SUPPORT[key] for key in self.support] + ([self.more] if self.more else [])


@dataclass(frozen=True)
class ErrandKind:
    """What a person does for somebody whom an e-mail does not serve."""

    title: str
    todo: str


ERRANDS: Mapping[str, ErrandKind] = {
    "ring": ErrandKind("To ring", "Ring them, and read the letter aloud. Write down their answer."),
    "post": ErrandKind("To post", "Print the letter and post it, in the format that they need."),
    "bsl": ErrandKind("To send a BSL video", "Have the letter signed by a registered interpreter, and send the video."),
    "easy_read": ErrandKind("To send in easy read", "Make an easy read version, and send it."),
    "audio": ErrandKind("To send as audio", "Read the letter aloud into a recording, and send it."),
    "translate": ErrandKind("To translate", "Have the letter translated, and send the translation."),
}


@dataclass(frozen=True)
class Route:
    """How one letter reaches one person: by e-mail or not, and what somebody here has to do instead or beside."""

    email: bool
    errands: tuple[str, ...]
    large_print: bool = False


def route(needs: Needs, *, has_email: bool, has_telephone: bool, has_post: bool) -> Route:
    """Return how a letter reaches somebody with these needs and these ways to be reached.

    Who wants the telephone or the post gets no e-mail. Other formats come beside the e-mail, which says so.
    """
    beside: list[str] = []
    by_email = needs.way == "email" and has_email
    if needs.way == "telephone" or (not by_email and needs.way == "email" and has_telephone):
        beside.append("ring" if has_telephone or not has_post else "post")
    elif not by_email:
        beside.append("post" if has_post or not has_telephone else "ring")
    if "bsl" in needs.formats:
        beside.append("bsl")
    if "braille" in needs.formats and "post" not in beside:
        beside.append("post")
    beside += [key for key in ("easy_read", "audio") if key in needs.formats]
    if needs.language:
        beside.append("translate")
    return Route(by_email, tuple(beside), "large_print" in needs.formats)


# --- Who may be asked ------------------------------------------------------------------------------------------
def why_not_asked(
    *, left: bool, resting: bool, unwilling: bool, term_over: bool, asked: int, cap: int, already: bool
) -> str:
    """Return why somebody must not be asked now, as one of a few words; empty when they may be."""
    reasons = (
        (left, "left"), (already, "already"), (unwilling, "unwilling"), (resting, "resting"), (term_over, "term_over"),
        (asked >= cap, "cap"),
    )  # fmt: skip
    return next((word for holds, word in reasons if holds), "")


WHY_NOT: Mapping[str, str] = {
    "already": "were drawn for this before",
    "unwilling": "do not want messages from us",
    "resting": "asked not to be invited for now",
    "term_over": "are past the end of their term",
    "cap": "were asked often enough in the last 12 months",
}


# --- Terms -----------------------------------------------------------------------------------------------------
def after_months(day: datetime.date, months: int) -> datetime.date:
    """Return the day so many months later; the last of the month where that day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return datetime.date(year, month + 1, number)
        except ValueError:
            continue
    return datetime.date(year, month + 1, min(day.day, 28))


# --- Money -----------------------------------------------------------------------------------------------------
MOST_PENCE = 500_000  # one payment of more than £5,000 is a slip of the finger
AMOUNT = re.compile(r"£?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{2}))?")


def pence(said: str) -> int | None:
    """Return an amount of pounds as pence ("£1,250.50" is 125050); None when it cannot be one. No rounding."""
    found = AMOUNT.fullmatch(" ".join(said.split()))
    if found is None:
        return None
    amount = int(found[1].replace(",", "")) * 100 + int(found[2] or 0)
    return amount if 0 < amount <= MOST_PENCE else None


def pounds(amount: int) -> str:
    """Return pence as people write money: £25, £7.40, £1,250.50."""
    whole, rest = divmod(amount, 100)
    return f"£{whole:,}.{rest:02}" if rest else f"£{whole:,}"


NO_PRESSURE = (
    "You can say yes or no, and you do not have to say why. Your place in the group stays the same, and so does what we "
    "think of you."
)
BENEFITS = (
    "Money can change your benefits, even a small sum. This can be true for expenses too. Before you say yes, ask your "
    "Jobcentre, your council or a benefits adviser. Citizens Advice helps for free. You can take as long as you need."
)
SAFEGUARDING = (
    "If you are hurt, afraid or worried about somebody, tell us. If somebody is in danger now, ring 999."
)


# --- Groups ----------------------------------------------------------------------------------------------------
def decision_kind(decides: str) -> str:
    """Return what the group's word is on a matter: a decision where it has a say in it, else advice."""
    return "advice" if decides == "owner" else "decision"


def in_words(parts: Sequence[str]) -> str:
    """Return a list as people say it: a, b and c."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
