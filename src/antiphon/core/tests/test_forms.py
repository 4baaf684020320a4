"""Dates in three boxes, and errors that link to their field."""

import datetime

import pytest
from django import forms
from django.template import engines

from antiphon.core.forms import DateField, Form


class Sample(Form):
    name = forms.CharField(label="Name", error_messages={"required": "Enter a name"})
    on = DateField(label="On which day?")
    colour = forms.ChoiceField(label="Colour", choices=[("r", "Red"), ("g", "Green")], widget=forms.RadioSelect)


def typed(day: str, month: str, year: str) -> Sample:
    return Sample({"name": "Ann", "on-day": day, "on-month": month, "on-year": year, "colour": "r"})


@pytest.mark.parametrize("month", ["3", "03", "March", "mar"])
def test_date_is_taken_however_the_month_is_typed(month: str):
    form = typed("27", month, "2026")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == datetime.date(2026, 3, 27)


@pytest.mark.parametrize(
    ("day", "month", "year", "said"),
    [("31", "2", "2026", "Enter a real date"), ("", "2", "2026", "must include a day"), ("x", "y", "z", "real date")],
)
def test_date_says_what_is_wrong(day: str, month: str, year: str, said: str):
    form = typed(day, month, year)
    assert not form.is_valid()
    assert said in form.errors["on"][0]
    assert form["on"].nhsuk()["items"][0]["value"] == day  # what was typed is kept


def test_error_lines_link_to_their_fields():
    form = Sample({})
    lines = {line["text"]: line["href"] for line in form.error_lines()}
    assert lines["Enter a name"] == "#id_name"
    assert lines["Enter a date"] == "#id_on-day"


def test_choices_are_radios_with_the_chosen_one_checked():
    items = typed("1", "1", "2026")["colour"].nhsuk()["items"]
    assert [item["checked"] for item in items] == [True, False]


def test_date_boxes_are_named_as_they_are_read():
    """What the page sends is what the form reads: the names and ids of the boxes come from the drawn page."""
    drawn = engines["jinja2"].env.from_string('{% from "core/parts.html" import field %}{{ field(form["on"]) }}')
    page = drawn.render(form=Sample())
    for part in ("day", "month", "year"):
        assert f'id="id_on-{part}" name="on-{part}"' in page
