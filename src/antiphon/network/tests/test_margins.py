"""Population figures: what a table must be, all or nothing, twice, and whom partners reach."""

import io
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.http import Http404

from antiphon.core.actors import Machine
from antiphon.core.problems import BadFile, Refused
from antiphon.network import actions, queries
from antiphon.network.doors import margins
from antiphon.network.models import Area, Margin, Reach
from antiphon.network.tests.factories import make_area, make_margin, make_organisation, make_reach, make_user

BY = Machine("test")
HEAD = "geography,code,name,variable,category,n,year\n"


def folder(path: Path, **files: str) -> Path:
    for name, text in files.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def test_read_takes_a_tall_table_and_says_where_it_is_from(tmp_path):
    (tmp_path / "SOURCES.md").write_text("| File | Origin | Licence |\n|---|---|---|\n| here.csv | a count | OGL |\n")
    row = 'ICB42,QE1,The Fylde,sex,Female,"1,200",2021\n'
    (found,), notes = margins.read(folder(tmp_path, here=HEAD + row, other="a,b\n1,2\n"))
    assert (found.source, found.counts[0].register, found.counts[0].count) == ("a count; OGL", "ODS", 1_200)
    assert notes == ["other.csv: left, since its columns are not those of a table of margins"]


def test_read_adds_up_a_census_table_by_district(tmp_path):
    rows = ("E06000001,Hartlepool,Asian: Chinese,100\nE06000001,Hartlepool,Asian: Indian,50\n"
            "E06000001,Hartlepool,White: Roma,20\n")  # fmt: skip
    (found,), _ = margins.read(folder(tmp_path, census21_ethnic="ltla24_code,ltla24_name,ethnic_group,n\n" + rows))
    counts = {(one.variable, one.category): one.count for one in found.counts}
    assert counts["ethnic group (5)", "Asian"] == 150
    assert counts["ethnic group (19)", "White: Roma"] == 20
    assert {(one.register, one.year, one.name) for one in found.counts} == {("GSS", 2021, "Hartlepool")}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("x,QE1,,sex,Female,many,2021", "“many” in “n” is not a number of people"),
        ("x,QE1,,sex,Female,-4,2021", "is not a number of people"),
        ("x,,,sex,Female,4,2021", "“code” is empty"),
        ("x,QE1,,,Female,4,2021", "“variable” is empty"),
        ("x,QE1,,sex,Female", "it has not 7 values"),
        (f"x,QE1,,sex,{'y' * 201},4,2021", "longer than 200"),
        ("x,QE1,,sex,Male,4,2021", "it says the same as row 2"),
    ],
)
def test_read_refuses_the_whole_folder_and_names_each_row(tmp_path, row, reason):
    with pytest.raises(BadFile) as refused:
        margins.read(folder(tmp_path, bad=f"{HEAD}x,QE1,,sex,Male,3,2021\n{row}\n"))
    assert reason in str(refused.value)
    assert refused.value.rows[0][0] == 3


def test_read_refuses_shares_that_the_counts_do_not_give(tmp_path):
    text = "code,variable,category,n,share\nQE1,sex,Male,50,0.5\nQE1,sex,Female,50,0.7\n"
    with pytest.raises(BadFile, match=r"row 3: the share 0\.7 is not what the counts give"):
        margins.read(folder(tmp_path, bad=text))


def test_read_refuses_a_folder_without_a_table(tmp_path):
    with pytest.raises(BadFile, match="holds no table of margins"):
        margins.read(tmp_path)
    with pytest.raises(BadFile, match="is not a folder"):
        margins.read(tmp_path / "nowhere")


@pytest.mark.django_db
class TestLoad:
    def run(self, path: Path) -> str:
        said = io.StringIO()
        call_command("load_population", str(path), stdout=said, stderr=said)
        return said.getvalue()

    def test_it_loads_twice_and_changes_nothing_the_second_time(self, tmp_path):
        folder(tmp_path, here=HEAD + "x,AV,Vale,sex,Female,600,2021\nx,AV,Vale,sex,Male,400,2021\n")
        assert "2        0        0" in self.run(tmp_path)
        assert "0        0        2" in self.run(tmp_path)
        folder(tmp_path, here=HEAD + "x,AV,Vale,sex,Female,610,2031\nx,AV,Vale,sex,Male,400,2021\n")
        assert "0        1        1" in self.run(tmp_path)
        assert Margin.objects.get(category="Female").count == 610

    def test_one_bad_row_and_nothing_is_loaded(self, tmp_path):
        folder(tmp_path, a=HEAD + "x,AV,,sex,Female,600,2021\n", b=HEAD + "x,AV,,sex,Male,none,2021\n")
        with pytest.raises(CommandError, match=r"Nothing was loaded.\nb.csv, row 2"):
            self.run(tmp_path)
        assert not Margin.objects.exists()

    def test_only_the_operator_loads(self):
        with pytest.raises(PermissionDenied):
            actions.load_margins([], by=make_user(role="director"))


@pytest.mark.django_db
class TestAreas:
    def test_a_board_covers_the_councils_inside_it(self):
        board, council = make_organisation(code="QE1", register="ODS"), make_organisation(code="E06000001", kind="council")
        make_margin(code="QE1", register="ODS")
        make_margin(code="E06000001", register="GSS")
        assert queries.areas_of([board, council]) == ["QE1"]
        assert queries.areas_of([council]) == ["E06000001"]

    def test_a_county_is_its_districts(self):
        county = make_organisation(code="E10000001", kind="council")
        around = make_area(kind=Area.Kind.UPPER_TIER, code="E10000001")
        make_area(kind=Area.Kind.DISTRICT, code="E07000001", within=around)
        make_margin(code="E07000001", register="GSS")
        assert queries.areas_of([county]) == ["E07000001"]


@pytest.mark.django_db
class TestReach:
    def said(self, **overrides):
        organisation = make_organisation()
        by = overrides.pop("by", None) or make_user(role="engagement_lead", organisation=organisation)
        words = {"groups": ["carers"], "places": ["Millbeck"], "note": "", "contact": "Community manager", **overrides}
        return actions.say_reach(organisation, by=by, **words)

    def test_it_is_said_and_found_by_group_and_place(self):
        reach = self.said()
        everywhere = make_reach(groups=["carers", "older"])
        make_reach(groups=["older"])
        assert set(queries.who_reaches(["carers"], "Millbeck")) == {reach, everywhere}
        assert set(queries.who_reaches(["carers"], "Quayside")) == {everywhere}
        assert not queries.who_reaches([]).exists()

    def test_a_later_word_replaces_it(self):
        reach = make_reach()
        actions.say_reach(reach.organisation, groups=["older"], places=[], note="", contact="Manager", by=reach.written_by)
        assert Reach.objects.get().groups == ["older"]

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [({"groups": []}, "at least one group"), ({"groups": ["martians"]}, "not a group of the list"),
         ({"contact": " "}, "whom to ask"), ({"contact": "jo@example.org"}, "not an e-mail address")],
    )  # fmt: skip
    def test_it_is_refused_with_a_reason(self, wrong, reason):
        with pytest.raises(Refused, match=reason):
            self.said(**wrong)

    def test_a_stranger_and_a_reader_cannot(self):
        with pytest.raises(Http404):
            self.said(by=make_user(role="director"))
        reach = make_reach()
        with pytest.raises(PermissionDenied):
            actions.take_reach_back(reach, by=make_user(role="reader", organisation=reach.organisation))

    def test_it_is_taken_back(self):
        reach = make_reach()
        actions.take_reach_back(reach, by=reach.written_by)
        assert not Reach.objects.exists()
