"""The shapes of what is sent and answered. Their descriptions are the documentation."""

import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StrictBool, StrictInt, StrictStr

Slug = Annotated[str, Field(description="The name of the engagement in addresses", examples=["clinic-times"])]
Words = Annotated[StrictStr, Field(max_length=20_000)]
Short = Annotated[StrictStr, Field(max_length=100)]
Small = Annotated[StrictInt, Field(ge=-(2**31), le=2**31 - 1)]


class Sent(Schema):
    """What is sent names nothing that we do not know: a slip of the pen must not lose what somebody said."""

    model_config = ConfigDict(extra="forbid")


class Problem(Schema):
    """What is wrong, as RFC 9457 has it."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["The request is not right"])
    status: int = Field(examples=[422])
    detail: str
    problems: list["OneProblem"] = Field(default=[], description="Each thing that is wrong")


class OneProblem(Schema):
    where: str = Field(description="The part of the request", examples=["answers.0.question"])
    what: str = Field(description="What is wrong with it, in words")


class Organisation(Schema):
    name: str
    code: str = Field(description="Its code in a register, if it has one", examples=["QE1"])
    code_register: str = Field(description="Which register that is: ODS or GSS")


class Me(Schema):
    """Who the key is."""

    name: str = Field(description="The system that uses the key")
    organisation: Organisation
    role: str = Field(description="reader or analyst")
    expires_on: datetime.date = Field(description="The first day on which the key no longer works")
    requests_a_minute: int


class Engagement(Schema):
    """One piece of asking."""

    slug: Slug
    title: str
    summary: str
    purpose: str
    kind: str = Field(description="consultation, survey, pulse, coproduction or standing")
    rung: str = Field(description="informing, consulting, involving, collaborating or devolving")
    phase: str = Field(description="draft, planned, open, considering or closed")
    opens_on: datetime.date | None
    closes_on: datetime.date | None
    owner: Organisation
    way: str = Field(description="How your organisation stands to it: owner, contributes or reads")
    web: str | None = Field(description="Its page for the public, once it is published")


class Engagements(Schema):
    items: list[Engagement]
    next: str | None = Field(description="The cursor of the next page; null at the end")


class Option(Schema):
    key: str
    text: str
    words: bool = Field(default=False, description="The person may add words of their own")


class Condition(Schema):
    question: int | None = Field(description="The question that it depends on")
    options: list[str] = Field(description="It is asked of those who chose one of these")


class Question(Schema):
    """A question as it is asked now. After the first answer a change makes a new question, with a new id."""

    id: int
    kind: str = Field(description="text, one, many, scale, matrix, ranking, date, place or file")
    text: str
    hint: str
    required: bool
    page: int
    options: list[Option]
    rows: list[Option] = Field(description="The rows of a grid (matrix)")
    settings: dict[str, Any] = Field(description="Ends of a scale (from, to, low, high); the most to choose (most)")
    only_if: list[Condition]


class Questions(Schema):
    items: list[Question]


class OneAnswer(Sent):
    """The answer to one question, by its kind: text and place: words · date: "2026-03-27" · one: the key of an option, or
    {"key": "…", "words": "…"} · many: a list of these · scale: a number · matrix: {"row": "option"} · ranking: keys in order."""

    question: Annotated[StrictInt, Field(ge=1, le=2**62, description="The id of the question")]
    answer: Words | Small | list[Words | dict[Short, Words]] | dict[Short, Words]


class NewResponse(Sent):
    """What one person said at one time. Names and addresses are kept apart, are used to write back, and never come out again."""

    said_on: datetime.date | None = Field(default=None, description="The day on which it was said; today when left out")
    answers: Annotated[list[OneAnswer], Field(min_length=1, max_length=200)]
    place: Annotated[StrictStr, Field(max_length=100)] = Field(default="", description="A ward, a town, or half a postcode")
    language: Annotated[StrictStr, Field(max_length=20, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = Field(
        default="en", description="The language of the words (BCP 47)"
    )
    about: dict[Short, Short | Annotated[list[Short], Field(max_length=30)]] = Field(
        default={}, description="What the person said of themselves, if the engagement asks: category by characteristic"
    )
    speaks_as: Literal["self", "carer", "group"] = "self"
    speaks_for: Annotated[StrictInt, Field(ge=2, le=100_000)] | None = Field(
        default=None, description="For how many people a group speaks"
    )
    may_quote: StrictBool = Field(default=False, description="They agreed that their words may be quoted")
    may_reuse: StrictBool = Field(default=False, description="They agreed that other work of the partners may use it")
    name: Annotated[StrictStr, Field(max_length=200)] = ""
    email: Annotated[StrictStr, Field(max_length=254)] = Field(default="", description="Only if they want to hear from us")


class Received(Schema):
    """It is kept."""

    receipt: str = Field(description="Give this to the person: with it they see what became of their words, or erase them",
                         examples=["7K3M-9Q2P-XA4T"])  # fmt: skip
    engagement: str
    web: str = Field(description="Where the receipt code works")


class Count(Schema):
    """A count that points at nobody. Small numbers are hidden."""

    value: int | None = Field(description="The number; null when it is hidden")
    words: str = Field(description="The number in words: “1,204”, “fewer than 10”, “hidden to protect others”")


class Theme(Schema):
    """Something that several people said."""

    id: int
    name: str
    description: str
    minority: bool = Field(description="A few people said it, and it matters")
    voices: Count
    stances: dict[str, Count] = Field(description="How they feel about it: positive, negative, mixed, unclear")
    share: int | None = Field(description="Of a hundred comments that were read; null when it would tell a hidden number")


class Themes(Schema):
    responses: Count
    items: list[Theme]


class Voice(Schema):
    """An answer in someone's own words, with what could tell who it is taken out."""

    id: int
    question: int
    words: str


class Voices(Schema):
    items: list[Voice]
    next: str | None


class Decision(Schema):
    """A decision that was published."""

    engagement: str
    title: str
    question: str
    decides: str
    decided_on: datetime.date | None
    outcome: str
    reasons: str
    conditions: str
    dissent: str
    review_on: datetime.date | None
    published_at: datetime.datetime
    web: str


class Decisions(Schema):
    items: list[Decision]
    next: str | None


class Answer(Schema):
    """What was done about a theme: did, will, or cannot and why."""

    engagement: str
    theme: str
    kind: str = Field(description="did, will or cannot")
    words: str
    why: str
    by_when: datetime.date | None
    published_at: datetime.datetime


class Answers(Schema):
    items: list[Answer]
    next: str | None
