"""`antiphon demo` sets up, walks and prints; every figure it prints is counted from records."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from antiphon.delivery.models import Delivery
from antiphon.demonstration.scenes.trust import COPIES
from antiphon.demonstration.story import voices
from antiphon.insight.models import Theme
from antiphon.voices.models import Response, Voice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def home(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home of its own for the messages, and the mode that the command wants."""
    settings.MODE = "demonstration"
    monkeypatch.setenv("ANTIPHON_HOME", str(tmp_path))
    return tmp_path


def run(**options: Any) -> str:
    """Run the command without serving; return what it printed."""
    out = StringIO()
    call_command("demo", no_serve=True, stdout=out, **options)
    return out.getvalue()


def row(printed: str, label: str) -> list[int]:
    """Return the figures of one row of the table."""
    line = next(line for line in printed.splitlines() if line.strip().startswith(label))
    return [int(figure.replace(",", "")) for figure in re.findall(r"[\d,]+", line.split("  ", 1)[1] if "  " in line else line)]


def test_demo_walks_the_three_engagements(home: Path):
    printed = run()
    first, second = voices("voices-111-first.csv"), voices("voices-outpatient-times.csv")
    assert len(first) + len(second) >= 300
    assert row(printed, "Responses") == [len(first), len(second) + COPIES + 1, 0]  # the flood and the disclosure of a scene
    assert row(printed, "Themes")[0] == 9
    assert row(printed, "Answers: did")[0] == 5
    told = {one.email for one in first if one.wants_reply}
    assert row(printed, "Told") == [len(told), 0, 0]
    sent = len(list((home / "outbox").glob("*.eml")))
    assert sent == Delivery.objects.filter(status="accepted").count() >= len(told) + row(printed, "People reached")[0]
    three = ("111-first", "outpatient-times", "mental-health-front-door")  # the scenes bring others, which the table leaves out
    assert Voice.objects.needing_eyes().filter(engagement__slug__in=three).count() == sum(row(printed, "Needing eyes"))
    assert "Not told yet" in printed
    before = (Response.objects.count(), Theme.objects.count())
    assert run() == printed  # a second run changes nothing
    assert (Response.objects.count(), Theme.objects.count()) == before


def test_demo_walks_a_file_that_the_coder_is_not_sure_of(tmp_path: Path):
    file = tmp_path / "mine.csv"
    file.write_text("text\nHello there\n")
    assert "a person has to read these first" in run(voices=str(file))


def test_demo_refuses_a_bad_file_whole_and_says_which_row(tmp_path: Path):
    file = tmp_path / "bad.csv"
    file.write_text("text,date\nGood words,2026-01-02\nBad day,yesterday\n")
    with pytest.raises(CommandError, match=r"row 3: The date “yesterday”"):
        run(voices=str(file))
    assert not Response.objects.exists()


def test_demo_refuses_a_file_that_is_not_there():
    with pytest.raises(CommandError, match="There is no file"):
        run(voices="/no/such/file.csv")


def test_demo_runs_in_its_own_mode_only(settings: Any):
    settings.MODE = "production"
    with pytest.raises(CommandError, match="its own mode"):
        run()
