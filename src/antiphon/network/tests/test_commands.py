"""The operator's commands: load-organisations, invite."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from antiphon.network import queries
from antiphon.network.models import Organisation, User
from antiphon.network.tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    said = io.StringIO()
    call_command(*words, stdout=said, stderr=said)
    return said.getvalue()


class TestLoad:
    def test_it_prints_what_each_file_brought_and_what_it_left(self, tmp_path: Path):
        (tmp_path / "nhs_trusts.csv").write_text("ods_code,name,open_date,close_date\nR1C,SOLENT NHS TRUST,20010401,20240930\n")
        (tmp_path / "notes.txt").write_text("hello")
        said = run("load_organisations", str(tmp_path))
        assert re.search(r"nhs_trusts\.csv +1 +0 +0", said)
        assert re.search(r"boards that ship with Antiphon +64 +0 +0", said)
        assert "notes.txt: left, since no reader knows a file of this name" in said

    def test_it_refuses_all_for_one_bad_row(self, tmp_path: Path):
        (tmp_path / "nhs_trusts.csv").write_text("ods_code,name,open_date,close_date\nR1C,SOLENT NHS TRUST,,\n")
        (tmp_path / "wards.csv").write_text("ward24_code,ward24_name,ltla24_code\nE05,Ward,E99\n")
        with pytest.raises(CommandError, match=r"Nothing was loaded\. wards\.csv, row 2: E05 lies in E99"):
            run("load_organisations", str(tmp_path))
        assert not Organisation.objects.exists()

    def test_it_refuses_what_is_no_folder(self):
        with pytest.raises(CommandError, match="is not a folder"):
            run("load_organisations", "/nowhere")


class TestInvite:
    def test_it_makes_the_first_administrator_and_prints_a_link_that_works(self, client):
        make_organisation(name="Vale Board", code="QVV", register="ODS")
        said = run("invite", "alice@example.org", "--name", "Alice Ames", "--organisation", "qvv")
        assert "Alice Ames is administrator at Vale Board." in said
        assert client.get(re.search(r"/account/invitation/\S+", said).group()).status_code == 200

    def test_it_adds_an_organisation_that_no_file_has(self):
        run("invite", "a@example.org", "--name", "A", "--organisation", "Vale Carers", "--kind", "charity", "--role", "reader")
        assert queries.organisations_called("vale carers").get().kind == "charity"

    @pytest.mark.parametrize(
        ("organisation", "said"), [("Nowhere", "No organisation of today is called"), ("Vale", "More than one organisation")]
    )
    def test_it_says_why_not(self, organisation, said):
        make_organisation(name="Vale")
        make_organisation(name="Vale")
        with pytest.raises(CommandError, match=said):
            run("invite", "a@example.org", "--name", "A", "--organisation", organisation)
        assert not User.objects.exists()
