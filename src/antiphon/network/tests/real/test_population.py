"""The whole folder of census margins (`ANTIPHON_DATA`): every board and district, shares that add up, twice, speed."""

import io
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Sum

from antiphon.network.models import Margin

pytestmark = pytest.mark.django_db


def test_the_margins_of_42_and_36_boards_and_296_districts_load_and_a_second_time_changes_nothing(real_data: Path):
    started, said = time.monotonic(), io.StringIO()
    call_command("load_population", str(real_data / "population"), stdout=said, stderr=said)
    assert time.monotonic() - started < 60
    assert "census21_icb_margins_long.csv.gz: from humaniverse/demographr@d041710" in said.getvalue()
    assert "ons_mye2020_ltla21_single_year_of_age.csv.gz: left" in said.getvalue()
    boards = Margin.objects.filter(register="ODS")
    # 26 boards went on under the same code, so their figures of 42 and of 36 fall together.
    assert boards.values("code").distinct().count() >= 42
    assert Margin.objects.filter(register="GSS", variable="sex").values("code").distinct().count() == 296
    people = boards.filter(variable="age (8 bands)", code="QE1").aggregate(all=Sum("count"))["all"]
    assert 1_600_000 < people < 1_800_000
    both = {name: Margin.objects.filter(code="E06000001", variable=name).aggregate(all=Sum("count"))["all"]
            for name in ("ethnic group (5)", "ethnic group (19)")}  # fmt: skip
    assert both["ethnic group (5)"] == both["ethnic group (19)"]

    again = io.StringIO()
    call_command("load_population", str(real_data / "population"), stdout=again, stderr=again)
    rows = [line.split() for line in again.getvalue().splitlines() if ".csv" in line and ": " not in line]
    assert rows
    assert {(added, changed) for _, added, changed, _ in rows} == {("0", "0")}
