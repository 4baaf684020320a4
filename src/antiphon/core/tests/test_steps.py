"""A step that is not allowed is refused, in words."""

import pytest

from antiphon.core.problems import Refused
from antiphon.core.steps import step
from antiphon.decisions.models import Decision


def test_step_refuses_a_move_that_is_not_in_the_table():
    decision = Decision(status="draft")
    with pytest.raises(Refused, match="“Draft”; it cannot become “Published”"):
        step(decision, "published", {"draft": {"tabled"}})
    assert decision.status == "draft"
