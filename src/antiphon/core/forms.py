"""One set of form fields in NHS.UK design: a Django form whose fields know their component.

In a template: `{{ error_summary(form) }}` then `{{ field(form["name"]) }}` from `core/parts.html`.
"""

import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from antiphon.core.problems import Refused

REQUIRED = "Enter an answer to this question"


class NhsBoundField(BoundField):
    """A field of a form, as the NHS.UK macros want it."""

    def nhsuk(self, size: str = "s", classes: str = "", legend_heading: bool = False, inline: bool = False) -> dict[str, Any]:
        """Return the component's parameters for this field, with its value, hint and errors."""
        widget = self.field.widget
        control = {"id": self.id_for_label or self.auto_id, "name": self.html_name, "classes": classes}
        if self.help_text:
            control["hint"] = {"text": str(self.help_text)}
        if self.errors:
            control["errorMessage"] = {"text": self.errors[0]}
        if below := getattr(self.form, "below", lambda bound: None)(self):
            control["formGroup"] = {"afterInput": {"html": below}}
        label = {"text": str(self.label), "classes": f"nhsuk-label--{size}", "isPageHeading": legend_heading}
        legend = {"legend": {"text": str(self.label), "classes": f"nhsuk-fieldset__legend--{size}",
                             "isPageHeading": legend_heading}}  # fmt: skip
        value = self.value()
        attributes = {key: str(setting) for key, setting in widget.attrs.items() if key in ATTRIBUTES}
        if isinstance(widget, forms.HiddenInput):
            return {"component": "hidden"}
        if isinstance(widget, DayMonthYear):
            return {**control, "component": "date", "fieldset": legend, "id": self.auto_id,
                    "items": widget.items(self.html_name, self.auto_id, value, bool(self.errors))}  # fmt: skip
        if isinstance(widget, forms.CheckboxInput):
            item = {"text": str(self.label), "value": "on", "checked": bool(value)}
            if self.help_text:
                item["hint"] = control.pop("hint")
            prefix = control.pop("id")  # the box bears the id, and the group around it none
            return {**control, "component": "checkboxes", "idPrefix": prefix, "items": [item]}
        if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
            several = isinstance(widget, forms.CheckboxSelectMultiple)
            chosen = {str(one) for one in (value or [])} if several else {str(value)} if value is not None else set()
            hints = getattr(self.field, "hints", {})
            items = [
                {"text": str(text), "value": str(key), "checked": str(key) in chosen,
                 **({"hint": {"text": hints[str(key)]}} if str(key) in hints else {})}
                for key, text in self.field.choices if str(key) != ""  # type: ignore[attr-defined]
            ]  # fmt: skip
            # The first choice bears the field's id, so that the error summary's link lands on it.
            prefix = control.pop("id") or self.auto_id
            small = f"nhsuk-{'checkboxes' if several else 'radios'}--inline" if inline else ""
            return {**control, "component": "checkboxes" if several else "radios", "idPrefix": self.auto_id or prefix,
                    "fieldset": legend, "items": items, "classes": f"{classes} {small}".strip()}  # fmt: skip
        if isinstance(widget, forms.Select):
            options = [
                {"text": str(text), "value": str(key), "selected": str(key) == str(value if value is not None else "")}
                for key, text in self.field.choices  # type: ignore[attr-defined]
            ]
            return {**control, "component": "select", "label": label, "items": options}
        if isinstance(widget, forms.FileInput):
            return {**control, "component": "file", "label": label, "attributes": attributes}
        text = "" if value is None else str(value)
        if isinstance(widget, forms.Textarea):
            return {**control, "component": "textarea", "label": label, "value": text, "attributes": attributes}
        return {**control, "component": "input", "label": label, "value": text, "type": widget.input_type,  # type: ignore[attr-defined]
                "autocomplete": attributes.pop("autocomplete", None), "inputmode": attributes.pop("inputmode", None),
                "attributes": attributes}  # fmt: skip


ATTRIBUTES = {"autocomplete", "autofocus", "inputmode", "maxlength", "accept", "spellcheck", "autocapitalize"}


class NhsFormMixin:
    """Gives any Django form the NHS.UK look and a list of its errors."""

    bound_field_class = NhsBoundField
    use_required_attribute = False  # the server says what is missing, in words, for everyone alike

    def error_lines(self) -> list[dict[str, Any]]:
        """Return what is wrong, each with a link to its field: the error summary's list."""
        lines: list[dict[str, Any]] = [{"text": text} for text in self.non_field_errors()]  # type: ignore[attr-defined]
        for name in self.fields:  # type: ignore[attr-defined]  # in the order of the page, not of the checks
            errors = self.errors.get(name, [])  # type: ignore[attr-defined]
            bound = self[name]  # type: ignore[index]
            target = f"{bound.auto_id}-day" if isinstance(bound.field.widget, DayMonthYear) else bound.auto_id
            lines += [{"text": text, "href": f"#{target}"} for text in errors]
        return lines


class Form(NhsFormMixin, forms.Form):
    """A form in NHS.UK design."""


class ModelForm(NhsFormMixin, forms.ModelForm):  # type: ignore[type-arg]
    """A form of a record in NHS.UK design. Saving is an action's work: never call `save()`; pass `cleaned_data`."""

    def save(self, commit: bool = True) -> Any:
        raise TypeError("A form does not save: hand its cleaned_data to an action.")


class DayMonthYear(forms.Widget):
    """Three boxes for a date, as people find it easiest."""

    def items(self, name: str, prefix: str, value: Any, wrong: bool) -> list[dict[str, Any]]:
        """Return the three boxes, named and numbered as `value_from_datadict` reads them."""
        error = " nhsuk-input--error" if wrong else ""
        return [
            {"name": f"{name}-{part.lower()}", "id": f"{prefix}-{part.lower()}", "label": part, "value": text,
             "classes": f"nhsuk-input--width-{width}{error}"}
            for part, width, text in zip(("Day", "Month", "Year"), (2, 2, 4), self._parts(value), strict=True)
        ]  # fmt: skip

    def _parts(self, value: Any) -> tuple[str, str, str]:
        if isinstance(value, datetime.date):
            return str(value.day), str(value.month), str(value.year)
        if isinstance(value, tuple):
            return value
        return "", "", ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        parts = tuple(str(data.get(f"{name}-{part}", "")).strip() for part in ("day", "month", "year"))
        return parts if any(parts) else None

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}-{part}" in data for part in ("day", "month", "year"))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        raise TypeError("A date is shown with the `field` macro of core/parts.html.")


class DateField(forms.Field):
    """A date in three boxes; the value is a `datetime.date` or None."""

    widget = DayMonthYear
    default_error_messages = {"required": "Enter a date"}
    months = {name: number for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1)}  # fmt: skip

    def to_python(self, value: Any) -> datetime.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.date):
            return value
        day, month, year = value
        for part, text in (("day", day), ("month", month), ("year", year)):
            if not text:
                raise ValidationError(f"The date must include a {part}")
        try:
            number = self.months.get(month[:3].lower()) or int(month)
            return datetime.date(int(year) + (2000 if int(year) < 100 else 0), number, int(day))
        except ValueError as problem:
            raise ValidationError("Enter a real date, like 27 3 2026") from problem


def tried(form: Form, do: Callable[[], object]) -> bool:
    """Do it, and return whether it was done; else the form says what was refused."""
    try:
        do()
    except Refused as problem:
        for reason in problem.reasons:
            form.add_error(None, reason)
        return False
    return True
