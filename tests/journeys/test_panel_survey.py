"""b6: the panel survey has 412 replies; by ethnic group and ward, small cells are hidden on the screen, in CSV, chart and PDF."""

import csv
import io
from typing import Any

import pytest
from playwright.sync_api import Browser

from antiphon.insight.tests.panel import answer_survey, make_survey
from antiphon.public.setup import ensure_site
from tests.browser.checks import assert_fits
from tests.journeys.people import staff

pytestmark = pytest.mark.django_db(transaction=True)


def test_b6_a_panel_survey_of_412_by_ethnic_group_and_ward(browser: Browser, live_server: Any) -> None:
    ensure_site()
    questions = make_survey(title="Panel survey: who do you ring first?")
    engagement = answer_survey(questions, 412)
    here = f"/workspace/engagements/{engagement.slug}/"
    priya = staff(browser, live_server, engagement.lead)
    priya.opens(here + "results/")
    priya.sees("412", "Would you ring 111 first?", "95% interval")
    assert_fits(priya.page)
    priya.opens(here + "results/cross-tab/")
    priya.page.select_option("#what", label="How many took part")
    priya.page.select_option("#by1", label="Ethnic group")
    priya.page.select_option("#by2", label="Place")
    priya.presses("Show the table")
    priya.sees("How many took part, by ethnic group and place", "so that nobody can be recognised")
    assert_fits(priya.page)
    cells = [cell.strip() for cell in priya.page.locator("table.app-cross td.nhsuk-table__cell--numeric").all_inner_texts()]
    hidden = cells.count("hidden")
    assert hidden >= 4
    assert not any(cell.isdigit() and 0 < int(cell) < 10 for cell in cells)
    drawn = priya.page.locator("svg.app-chart").inner_html()
    assert "url(#hidden)" in drawn
    query = priya.page.url.partition("?")[2]
    sheet = priya.page.request.get(f"{live_server.url}{here}results/cross-tab.csv?{query}")
    rows = list(csv.reader(io.StringIO(sheet.body().decode("utf-8-sig"))))
    assert sum(row[-1] == "hidden" for row in rows) == hidden
    paper = priya.page.request.get(f"{live_server.url}{here}results/cross-tab.pdf?{query}")
    assert paper.body().startswith(b"%PDF")
    priya.opens(here + "exports/")
    priya.chooses("Answers row by row, without names")
    priya.presses("Make the file")
    priya.sees("Download the file", "412", "SHA-256")
    assert_fits(priya.page)
