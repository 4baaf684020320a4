"""A step that is not allowed is refused, in words."""

from typing import Any

import pytest
from django.db import models
from django.test.utils import isolate_apps

from antiphon.core.problems import Refused
from antiphon.core.steps import step

ALLOWED = {"draft": {"tabled"}, "tabled": {"published"}}


@isolate_apps("antiphon.core")
def make_paper(status: str) -> Any:
    class Paper(models.Model):
        status = models.TextField(choices={"draft": "Draft", "tabled": "Tabled", "published": "Published"})
        saved: tuple[str, ...] = ()

        class Meta:
            app_label = "core"

        def __str__(self) -> str:
            return self.status

        def save(self, *, update_fields: Any = (), **kwargs: Any) -> None:
            self.saved = tuple(update_fields)

    return Paper(status=status)


def test_step_refuses_a_move_that_is_not_in_the_table():
    paper = make_paper("draft")
    with pytest.raises(Refused, match="“Draft”; it cannot become “Published”"):
        step(paper, "published", ALLOWED)
    assert paper.status == "draft"
    assert paper.saved == ()


def test_step_moves_and_saves_that_field_alone():
    paper = make_paper("draft")
    step(paper, "tabled", ALLOWED)
    assert paper.status == "tabled"
    assert paper.saved == ("status",)
