"""`antiphon import-voices`: what it prints and how it ends."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.voices.models import Response

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement():
    return make_open_engagement(slug="clinic")


def written(folder: Path, text: str) -> Path:
    path = folder / "comments.csv"
    path.write_text(text)
    return path


def test_import_voices_prints_what_was_taken(engagement, tmp_path, capsys):
    call_command("import_voices", written(tmp_path, "text,ward\nWarm.,4\nKind.,5\n"), engagement="clinic")
    said = capsys.readouterr().out
    assert "Accepted: 2 rows" in said
    assert "Refused: 0 rows" in said
    assert "Columns not used: ward." in said
    assert Response.objects.count() == 2


def test_import_voices_of_the_same_file_adds_nothing(engagement, tmp_path, capsys):
    for _ in range(2):
        call_command("import_voices", written(tmp_path, "text\nWarm.\n"), engagement="clinic")
    assert "already in" in capsys.readouterr().out
    assert Response.objects.count() == 1


def test_import_voices_of_a_bad_file_names_its_rows_and_fails(engagement, tmp_path, capsys):
    with pytest.raises(CommandError) as error:
        call_command("import_voices", written(tmp_path, "text,date\nWarm.,\nOdd.,soon\n"), engagement="clinic")
    said = capsys.readouterr().out
    assert "Row 3: The date “soon”" in said
    assert "nothing was added" in str(error.value)
    assert not Response.objects.exists()


def test_import_voices_for_an_engagement_that_is_not_there(engagement, tmp_path):
    with pytest.raises(CommandError, match="There are: clinic"):
        call_command("import_voices", written(tmp_path, "text\nWarm.\n"), engagement="clinnic")


def test_import_voices_of_a_file_that_is_not_there(engagement, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_voices", tmp_path / "none.csv", engagement="clinic")
