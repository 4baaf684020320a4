"""`antiphon load-words`: a table from a file that the user names."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from antiphon.language.models import Change
from antiphon.network.tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db


def load(path: Path, organisation: str, by: str) -> str:
    out = StringIO()
    call_command("load_words", str(path), organisation=organisation, by=by, stdout=out)
    return out.getvalue()


def test_a_table_is_proposed_whole_or_not_at_all(tmp_path: Path):
    body = make_organisation(name="Ashmere Board")
    alice = make_user(role="communications_officer", organisation=body)
    path = tmp_path / "words.csv"
    path.write_text("preferred,avoid,meaning\nnear you,local footprint,Close to home\n,late,\n")
    with pytest.raises(CommandError, match="Row 3: preferred is empty"):
        load(path, "Ashmere Board", alice.email)
    assert Change.objects.count() == 0
    path.write_text("preferred,avoid,meaning\nnear you,local footprint,Close to home\n")
    assert "1 proposed for Ashmere Board" in load(path, "Ashmere Board", alice.email)
    assert Change.objects.get().outcome == "waiting"


def test_who_may_not_and_what_is_not_there_is_said(tmp_path: Path):
    make_organisation(name="Ashmere Board")
    path = tmp_path / "words.csv"
    path.write_text("preferred,meaning\nnear you,Close\n")
    bob = make_user(role="director")
    with pytest.raises(CommandError, match="may not keep words"):
        load(path, "Ashmere Board", bob.email)
    with pytest.raises(CommandError, match="Nobody signs in"):
        load(path, "Ashmere Board", "nobody@example.org")
    with pytest.raises(CommandError, match="No organisation of today"):
        load(path, "Nowhere", bob.email)
    alice = make_user(role="director", organisation=make_organisation(name="Vale Board"))
    with pytest.raises(CommandError, match="No such file"):
        load(tmp_path / "none.csv", "Vale Board", alice.email)
