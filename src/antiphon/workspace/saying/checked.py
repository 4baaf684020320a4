"""Forms whose words the checker reads, wherever people write for others.

    class AnswerForm(Checked, Form):
        checked = ("words", "next")

That is all: the `field` macro shows what is found below the field. With script, findings appear as the person writes
(`workspace/checked.js`); without it, the button “Check the words” sends the form, which comes back as it was with what was
found. A reason typed beside a finding is kept once the form's own action has done its work (`workspace.attempts.attempt`).
A view that does not use `attempt` calls `keep_reasons(form, by=...)` after its action.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from antiphon.core.problems import Refused
from antiphon.language import actions, queries
from antiphon.network.models import User
from antiphon.network.queries import own_organisations

BUTTON = "check_words"


class Checked:
    """Put before `Form`: the fields named in `checked` are read by the checker. `checked_kind` is its `kind`."""

    checked: ClassVar[tuple[str, ...]] = ()
    checked_kind: ClassVar[str | None] = None
    is_bound: bool
    data: Any

    @property
    def checking(self) -> bool:
        """Whether the person asked to have the words checked, and not yet to have them saved."""
        return self.is_bound and BUTTON in self.data

    def full_clean(self) -> None:
        super().full_clean()  # type: ignore[misc]
        if self.checking:  # what is missing is said when it is sent
            self._errors = ErrorDict()

    def is_valid(self) -> bool:
        """Return whether the form is right and was sent to be saved."""
        return bool(not self.checking and super().is_valid())  # type: ignore[misc]

    def below(self, bound: forms.BoundField) -> SafeString | None:
        """Return what stands below a field: what the checker finds, for those that it reads. `core.forms` asks for it."""
        if bound.name not in self.checked:
            return None
        found = queries.check(str(bound.value() or ""), kind=self.checked_kind) if self.checking else None
        page = {"bound": bound, "kind": self.checked_kind or "", "found": found, "reasons": self._reasons(bound.html_name)}
        return mark_safe(render_to_string("workspace/saying/checked.html", page))

    def _reasons(self, name: str) -> dict[str, str]:
        """Return the reasons typed so far, by the mark of the finding."""
        start = f"keep-{name}-"
        return (
            {key.removeprefix(start): str(self.data[key]) for key in self.data if key.startswith(start)} if self.is_bound else {}
        )

    def reasons_given(self) -> Iterator[tuple[queries.Judged, str]]:
        """Yield each finding for which the person typed a reason, with it."""
        for name in self.checked:
            if name not in self.fields:  # type: ignore[attr-defined]
                continue
            bound = self[name]  # type: ignore[index]
            given = {key: reason for key, reason in self._reasons(bound.html_name).items() if reason.strip()}
            if given:
                for one in queries.check(str(bound.value() or ""), kind=self.checked_kind).found:
                    if one.mark in given:
                        yield one, given.pop(one.mark)


def keep_reasons(form: Any, *, by: User) -> None:
    """Keep the reasons that were typed beside findings. Called once the words themselves are saved."""
    given = list(form.reasons_given()) if isinstance(form, Checked) else []
    organisation = own_organisations(by).first() if given else None
    if organisation is None:
        return
    for one, reason in given:
        try:
            actions.let_stand(
                organisation, paragraph=one.paragraph, rule=one.finding.rule, text=one.finding.text, reason=reason, by=by
            )
        except Refused:  # the words are saved; a reason that says nothing is not
            continue
