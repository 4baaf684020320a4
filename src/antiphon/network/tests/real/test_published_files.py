"""The whole folder of published files (`ANTIPHON_DATA`): counts, order, speed, twice."""

import datetime
import io
import time
from pathlib import Path

import pytest
from django.core.management import call_command

from antiphon.network import queries
from antiphon.network.models import Area, Organisation, Succession

pytestmark = pytest.mark.django_db


def test_the_whole_folder_loads_and_a_second_time_changes_nothing(real_data: Path):
    started = time.monotonic()
    call_command("load_organisations", str(real_data / "organisations"), stdout=io.StringIO(), stderr=io.StringIO())
    assert time.monotonic() - started < 60

    kinds = {kind: Organisation.objects.filter(kind=kind).count() for kind in Organisation.Kind.values}
    assert kinds["nhs_trust"] == 274
    assert kinds["council"] == 470
    assert kinds["gp_practice"] == 6_348
    assert kinds["primary_care_network"] == 1_329
    assert kinds["healthwatch"] == 153
    assert kinds["health_innovation_network"] == 15
    areas = {kind: Area.objects.filter(kind=kind).count() for kind in Area.Kind.values}
    assert areas == {"district": 296, "upper_tier": 153, "ward": 6_784, "small_area": 33_755, "sub_board": 106}

    before, after = datetime.date(2026, 3, 31), datetime.date(2026, 4, 1)
    boards = [queries.organisations_on(day).filter(kind="integrated_care_board").count() for day in (before, after)]
    assert boards == [42, 36]
    assert Succession.objects.filter(predecessor__kind="integrated_care_board").count() == 16
    cumbria = Organisation.objects.get(code="E10000006")
    assert {one.name for one in queries.today_s_bodies_of(cumbria)} == {"Cumberland Council", "Westmorland and Furness Council"}

    said = io.StringIO()
    call_command("load_organisations", str(real_data / "organisations"), stdout=said, stderr=io.StringIO())
    rows = [line.split() for line in said.getvalue().splitlines()[1:]]
    assert {(added, changed) for *_, added, changed, _ in rows} == {("0", "0")}
