"""The forms of decisions. A form asks; the action judges."""

from typing import Any

from django import forms as django_forms

from antiphon.core.forms import DateField, Form
from antiphon.decisions.models import Answer, Consideration, Decision, FollowUp, Impact, Mitigation, Option
from antiphon.decisions.rules import NO_DISSENT
from antiphon.workspace.saying.checked import Checked

REQUIRED = {"required": "Enter an answer to this question"}


def _line(label: str, hint: str = "", *, required: bool = True, most: int = 160, missing: str = "") -> django_forms.CharField:
    return django_forms.CharField(
        label=label, help_text=hint, required=required, max_length=most,
        error_messages={"required": missing or REQUIRED["required"]},
    )  # fmt: skip


def _text(label: str, hint: str = "", *, required: bool = True, missing: str = "") -> django_forms.CharField:
    return django_forms.CharField(
        label=label, help_text=hint, required=required, widget=django_forms.Textarea,
        error_messages={"required": missing or REQUIRED["required"]},
    )  # fmt: skip


def _count(label: str) -> django_forms.IntegerField:
    return django_forms.IntegerField(
        label=label, required=False, min_value=0, max_value=1000, widget=django_forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "Enter a whole number, like 9"},
    )  # fmt: skip


class StartForm(Checked, Form):
    """The first minute of a decision."""

    checked = ("title", "question")
    title = _line("Title of the decision", "The public will read it. For example: Evening times at Vale clinic.",
                  missing="Give the decision a title")  # fmt: skip
    question = _text("What is to be decided?", "One or two sentences.", required=False)


class WordsForm(Checked, Form):
    """What the paper says besides its options."""

    checked = ("title", "question", "insight", "no_insight_reason", "single_option_reason")
    title = _line("Title of the decision", missing="Give the decision a title")
    question = _text("What is to be decided?", "One or two sentences.", required=False)
    decides = _line("Who decides?", "For example: The Urgent Care Board, which meets in public.", required=False, most=200)
    insight = _text(
        "What people told us", "What those who decide must know of what people said: strong and weak, for and against.",
        required=False,
    )  # fmt: skip
    no_insight_reason = _text(
        "If there is no insight, why?", "Leave this empty when you have written what people told us.", required=False
    )
    single_option_reason = _text(
        "If there are fewer than two options, why?", "A choice of one is hard to defend. Say why there is no other.",
        required=False,
    )  # fmt: skip

    @classmethod
    def of(cls, decision: Decision) -> dict[str, Any]:
        """Return what stands in the paper now."""
        return {name: getattr(decision, name) for name in cls.base_fields}


class OptionForm(Checked, Form):
    """One thing that could be done."""

    checked = ("name", "public_words", "benefits", "risks", "affected")
    name = _line("Name of the option", "Short and plain. For example: Two evenings a week.", missing="Give the option a name")
    public_words = _text(
        "In plain words, for the public", "What would change for people. Short sentences. No “final” and no “preferred”.",
        required=False,
    )  # fmt: skip
    benefits = _text("Benefits", "Who gains, and what.", required=False)
    risks = _text("Risks", "What could go wrong, here or somewhere else in the system.", required=False)
    cost = _line("Cost", "A figure and a period. For example: About £40,000 a year.", required=False, most=200)
    affected = _text("Who is affected", "Name the groups.", required=False)
    evidence = _text("Evidence", "What it rests on.", required=False)
    themes = django_forms.MultipleChoiceField(
        label="Which themes led to it?", required=False, widget=django_forms.CheckboxSelectMultiple,
        help_text="This shows the trail from what people said to the option.",
    )  # fmt: skip
    digital_only = django_forms.BooleanField(
        label="People could use this only online", required=False,
        help_text="If it is chosen, the equality analysis must say what people do who are not online.",
    )  # fmt: skip

    def __init__(self, *args: Any, themes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = [(theme.pk, theme.name) for theme in themes]  # type: ignore[attr-defined]
        if not themes:
            del self.fields["themes"]

    @staticmethod
    def of(option: Option | None) -> dict[str, Any]:
        """Return what stands in the option now."""
        if option is None:
            return {}
        names = ("name", "public_words", "benefits", "risks", "cost", "affected", "evidence", "digital_only")
        return {**{name: getattr(option, name) for name in names}, "themes": [theme.pk for theme in option.themes.all()]}


class WordingForm(Form):
    """A test of the public words on people."""

    tested_on = DateField(label="When did people read the words?")
    people = django_forms.IntegerField(
        label="How many people?", min_value=1, max_value=5000, widget=django_forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": "Enter how many people read the words", "invalid": "Enter a whole number, like 5",
                        "min_value": "Enter 1 or more"},
    )  # fmt: skip
    who = _line("Who were they?", "Not names. For example: Five panel members, one who reads large print.", most=200,
                missing="Say who read the words, without names")  # fmt: skip
    found = _text("What did you find, and what did you change?", missing="Say what you found and changed")



class WeighForm(Checked, Form):
    """What a theme weighed."""

    checked = ("weighed_for", "weighed_against", "why_not")
    weighed_for = _text("What weighed for it?", required=False)
    weighed_against = _text("What weighed against it?", required=False)
    taken = django_forms.ChoiceField(
        label="Was it taken?", choices=Consideration.Taken.choices, widget=django_forms.RadioSelect,
        error_messages={"required": "Choose whether it was taken, partly taken, or not taken"},
    )  # fmt: skip
    why_not = _text("What was not taken, and why?", "Not needed when all of it was taken.", required=False)

    @staticmethod
    def of(one: Consideration | None) -> dict[str, Any]:
        """Return what was written before."""
        names = ("weighed_for", "weighed_against", "taken", "why_not")
        return {name: getattr(one, name) for name in names} if one else {}


class EqualityForm(Checked, Form):
    """The equality analysis without its groups."""

    checked = ("summary", "offline_route")
    summary = _text(
        "What did you find, in a few sentences?", "Who gains, who could lose, and what you do about it.",
        missing="Say in a few sentences what you found",
    )  # fmt: skip
    digital_only = django_forms.BooleanField(label="People could use this only online", required=False)
    offline_route = _text(
        "What do people do who are not online?", "For example: a desk with a person and a free phone.", required=False
    )


class GroupForm(Checked, Form):
    """What the decision means for one group of people."""

    checked = ("effect", "gap", "why_none")
    group = _line("Group of people", "For example: Deaf people and people who are hard of hearing.",
                  missing="Name the group of people")  # fmt: skip
    effect = _text("What does it mean for them?", missing="Say what the decision means for them")
    evidence = _text("What is the evidence?", "Where you know it from.", required=False)
    gap = _text("What do we not know?", "A gap that is named is better than a guess.", required=False)
    why_none = _text(
        "If nothing needs to be done about it, why?",
        "Leave this empty when something will be done. You add that below, with an owner and a date.", required=False,
    )  # fmt: skip

    @staticmethod
    def of(impact: Impact | None) -> dict[str, Any]:
        """Return what was written before."""
        names = ("group", "effect", "evidence", "gap", "why_none")
        return {name: getattr(impact, name) for name in names} if impact else {}


class PromiseForm(Checked, Form):
    """What will be done about an impact, by whom, by when."""

    checked = ("what",)
    what = _text("What will be done?", missing="Say what will be done")
    owner = django_forms.ChoiceField(label="Who answers for it?", required=False)
    due_on = DateField(label="By when?", required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["owner"].choices = [("", "Choose a person"), *((pk, person.name) for pk, person in self.people.items())]  # type: ignore[attr-defined]

    def clean_owner(self) -> Any:
        """Return the person who was chosen, or None."""
        return self.people.get(self.cleaned_data["owner"])

    @staticmethod
    def of(mitigation: Mitigation | None) -> dict[str, Any]:
        """Return what was written before."""
        if mitigation is None:
            return {}
        return {"what": mitigation.what, "owner": str(mitigation.owner_id or ""), "due_on": mitigation.due_on}


class DoneForm(Form):
    """The day on which a promise was kept."""

    done_on = DateField(label="When was it done?")


class TableForm(Form):
    """The day of the meeting."""

    meets_on = DateField(label="Which day do they meet?")


DISSENT = [("none", "None recorded"), ("some", "Somebody disagreed")]


class RecordForm(Checked, Form):
    """What was decided."""

    checked = ("outcome", "reasons", "conditions")
    decided_on = DateField(label="When was it decided?")
    option = django_forms.ChoiceField(
        label="Which option was chosen?", widget=django_forms.RadioSelect,
        error_messages={"required": "Choose an option, or “None of these”"},
    )  # fmt: skip
    outcome = _text("What was decided, in plain words?", "The public will read it.", missing="Say what was decided")
    reasons = _text("Why?", "The reasons that were given. The public will read them.", missing="Give the reasons")
    conditions = _text("Conditions and changes", "What it depends on, or what was changed in the option.", required=False)
    votes_for = _count("Votes for")
    votes_against = _count("Votes against")
    abstained = _count("Did not vote either way")
    dissent_choice = django_forms.ChoiceField(
        label="Did anybody disagree?", choices=DISSENT, widget=django_forms.RadioSelect,
        error_messages={"required": "Choose “None recorded” or “Somebody disagreed”"},
    )  # fmt: skip
    dissent = _text(
        "Who disagreed, and why?", "In their own words if you can. They need not be named. Only if somebody disagreed.",
        required=False,
    )  # fmt: skip
    review_on = DateField(label="When do we check whether it works?")

    def __init__(self, *args: Any, options: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = {str(option.pk): option for option in options}
        names = [(pk, option.name) for pk, option in self.options.items()]
        self.fields["option"].choices = [*names, ("none", "None of these")]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Put the choice and the words about those who disagreed together."""
        data = dict(super().clean() or {})
        said = data.get("dissent", "").strip()
        choice = data.pop("dissent_choice", None)
        if choice == "some" and not said:
            self.add_error("dissent", "Say who disagreed, and why")
        if choice == "none" and said:
            self.add_error("dissent_choice", "You wrote that somebody disagreed. Choose that, or take out the words")
        data["dissent"] = NO_DISSENT if choice == "none" else said
        data["option"] = self.options.get(data.get("option", ""))
        return data

    @staticmethod
    def of(decision: Decision, chosen: Option | None) -> dict[str, Any]:
        """Return what was recorded before; the day of the meeting stands in for the day of the decision."""
        names = ("outcome", "reasons", "conditions", "votes_for", "votes_against", "abstained", "review_on")
        found = {name: getattr(decision, name) for name in names}
        found["decided_on"] = decision.decided_on or decision.meets_on
        if decision.decided_on:
            none = decision.dissent == NO_DISSENT
            found |= {"option": str(chosen.pk) if chosen else "none", "dissent_choice": "none" if none else "some",
                      "dissent": "" if none else decision.dissent}  # fmt: skip
        return found


class FollowUpForm(Checked, Form):
    """What became of a promise: one minute."""

    checked = ("words", "why")
    kind = django_forms.ChoiceField(
        label="What became of it?", choices=FollowUp.Kind.choices, widget=django_forms.RadioSelect,
        error_messages={"required": "Choose what became of it"},
    )  # fmt: skip
    words = _text("Say what happened, in one or two plain sentences", "The public and the people who spoke can read it.",
                  missing="Write what happened")  # fmt: skip
    by_when = DateField(label="If not yet: by when will you now do it?", required=False)
    why = _text("If you cannot: why?", required=False)

    @staticmethod
    def of(found: FollowUp | None) -> dict[str, Any]:
        """Return what was written before."""
        return {name: getattr(found, name) for name in ("kind", "words", "by_when", "why")} if found else {}


class AnswerForm(Checked, Form):
    """The answer to a theme: one minute."""

    checked = ("words", "why")
    kind = django_forms.ChoiceField(
        label="What is the answer?", choices=Answer.Kind.choices, widget=django_forms.RadioSelect,
        error_messages={"required": "Choose “We did”, “We will” or “We cannot”"},
    )  # fmt: skip
    words = _text("Say it in one or two plain sentences", "The public and the people who spoke will read it.",
                  missing="Write the answer")  # fmt: skip
    by_when = DateField(label="If we will: by when?", required=False)
    why = _text("If we cannot: why?", required=False)

    @staticmethod
    def of(answer: Answer | None) -> dict[str, Any]:
        """Return what was written before."""
        names = ("kind", "words", "by_when", "why")
        return {name: getattr(answer, name) for name in names} if answer else {}
