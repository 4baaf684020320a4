"""The results pages: every kind of question on the screen, what is hidden, and who may look."""

import csv
import hashlib
import io

import pytest
from django.urls import reverse

from antiphon.exports.tasks import make_waiting
from antiphon.insight.crosstabs import crosstab
from antiphon.insight.tests.panel import answer_survey, make_survey
from antiphon.network.tests.factories import make_user
from antiphon.workspace.exports.presenters import on_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey():
    questions = make_survey()
    answer_survey(questions, 412)
    return questions


def results_of(client, engagement, name="results", **query):
    return client.get(reverse(f"workspace:insight:{name}", args=[engagement.slug]), query)


def test_results_show_every_question_with_its_figures(survey, staff_client):
    engagement = survey["one"].engagement
    page = results_of(staff_client(engagement.lead), engagement, by="channel", without="1")
    assert page.status_code == 200
    text = page.content.decode()
    for question in survey.values():
        assert question.text in text
    assert "412</strong> responses counted" in text
    assert "95% interval" in text
    assert "What they say is in the themes" in text
    assert "Web form" in text


def test_crosstab_by_ethnic_group_and_ward_hides_on_the_screen_and_in_the_chart(survey, staff_client):
    engagement = survey["one"].engagement
    client = staff_client(engagement.lead)
    assert "Show the table" in results_of(client, engagement, "cross").content.decode()
    page = results_of(client, engagement, "cross", what="nobody", by1="about:ethnic_group", by2="place")
    text = page.content.decode()
    assert "Ethnic group" in text
    assert "app-hidden-number" in text
    assert "so that nobody can be recognised" in text
    assert "url(#hidden)" in text
    page = results_of(client, engagement, "cross", what=f"{survey['one'].pk}:", by1="about:sex", by2="place", by3="channel")
    assert "Would you ring 111 first?" in page.content.decode()


def test_crosstab_says_what_is_wrong(survey, staff_client):
    engagement = survey["one"].engagement
    client = staff_client(engagement.lead)
    page = results_of(client, engagement, "cross", what="nobody", by1="")
    assert "Choose one, two or three" in page.content.decode()
    page = results_of(client, engagement, "cross", what="99999999:", by1="place")
    assert "Choose a question." in page.content.decode()


def test_a_stranger_finds_no_results(survey, staff_client):
    engagement = survey["one"].engagement
    client = staff_client(make_user(role="director"))
    assert results_of(client, engagement).status_code == 404
    assert results_of(client, engagement, "cross").status_code == 404


def test_crosstab_as_a_spreadsheet_hides_the_same_cells_as_the_screen(survey, staff_client):
    engagement = survey["one"].engagement
    client = staff_client(engagement.lead)
    query = {"what": "nobody", "by1": "about:ethnic_group", "by2": "place"}
    screen = results_of(client, engagement, "cross", **query).content.decode()
    sheet = client.get(reverse("workspace:exports:cross_csv", args=[engagement.slug]), query)
    rows = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    assert rows[0] == ["Ethnic group", "Place", "People"]
    hidden = sum(row[2] == "hidden" for row in rows[1:] if len(row) == 3)
    assert hidden == screen.count('app-hidden-number">hidden') > 0
    assert rows[-1][0] == "END OF FILE"
    back = client.get(reverse("workspace:exports:cross_csv", args=[engagement.slug]), {"what": "nobody"})
    assert back.status_code == 302


def test_a_file_is_asked_for_made_and_taken_out(survey, staff_client):
    engagement = survey["one"].engagement
    client = staff_client(engagement.lead)
    address = reverse("workspace:exports:list", args=[engagement.slug])
    assert "Choose what you want to take out" in client.post(address, {}).content.decode()
    page = client.post(address, {"kind": "rows", "format": "csv"}, follow=True)
    text = page.content.decode()
    assert "Download the file" in text
    assert "412" in text
    file = client.get(page.redirect_chain[-1][0] + "file/")
    content = b"".join(file.streaming_content)
    assert file["Content-Length"] == str(len(content))
    assert hashlib.sha256(content).hexdigest() in text
    assert "Ready" in client.get(address).content.decode()


def test_the_evidence_waits_for_the_task_and_the_page_looks_again(survey, staff_client):
    engagement = survey["one"].engagement
    client = staff_client(engagement.lead)
    page = client.post(reverse("workspace:exports:list", args=[engagement.slug]), {"kind": "evidence"}, follow=True)
    assert page["Refresh"] == "3"
    assert "looks again by itself" in page.content.decode()
    here = page.redirect_chain[-1][0]
    assert "not here any more" in client.get(f"{here}file/", follow=True).content.decode()
    make_waiting()
    assert "Download the file" in client.get(here).content.decode()


def test_who_may_only_look_takes_nothing_out(survey, staff_client):
    engagement = survey["one"].engagement
    client = staff_client(make_user(role="reader", organisation=engagement.owner))
    assert client.get(reverse("workspace:exports:list", args=[engagement.slug])).status_code == 403
    assert client.get(reverse("workspace:exports:cross_csv", args=[engagement.slug])).status_code == 403


def test_crosstab_as_a_pdf_hides_the_same_cells_as_the_screen(survey, staff_client):
    engagement = survey["one"].engagement
    client = staff_client(engagement.lead)
    query = {"what": "nobody", "by1": "about:ethnic_group", "by2": "place"}
    answer = client.get(reverse("workspace:exports:cross_pdf", args=[engagement.slug]), query)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    found = crosstab(engagement, question=None, by=["about:ethnic_group", "place"])
    rows = on_paper(found)["tables"][0]["rows"]
    screen = results_of(client, engagement, "cross", **query).content.decode()
    assert sum(row[-1] == "hidden" for row in rows) == screen.count('app-hidden-number">hidden') > 0
    assert client.get(reverse("workspace:exports:cross_pdf", args=[engagement.slug]), {"what": "nobody"}).status_code == 302
