"""The voice screens: counts, bringing in a file, human eyes, opening sealed words."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.voices.models import Opening
from antiphon.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db
SECRET = "Nurse Winifred Oduya rang me at ten."


@pytest.fixture
def engagement():
    return make_open_engagement(owner=make_organisation(name="Ashmere Board"))


def someone(engagement, role):
    return make_user(role=role, organisation=engagement.owner)


@pytest.fixture
def lead(engagement, staff_client):
    return staff_client(someone(engagement, "engagement_lead"))


def at(engagement, tail=""):
    return f"/workspace/engagements/{engagement.slug}/voices/{tail}"


def words(response) -> str:
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


def file(text: str, name: str = "comments.csv") -> io.BytesIO:
    made = io.BytesIO(text.encode())
    made.name = name
    return made


def test_a_stranger_gets_404_everywhere(engagement, staff_client):
    voice = make_voice(engagement=engagement)
    client = staff_client(make_user(role="guardian"))
    for tail in ("", "import/", "eyes/", f"eyes/{voice.pk}/", f"{voice.pk}/"):
        assert client.get(at(engagement, tail)).status_code == 404, tail


def test_a_voice_of_another_engagement_is_404(engagement, lead):
    other = make_voice()
    assert lead.get(at(engagement, f"{other.pk}/")).status_code == 404
    assert lead.get(at(engagement, f"eyes/{other.pk}/")).status_code == 404


def test_list_is_helpful_when_nobody_has_spoken(engagement, lead):
    assert "Nobody has said anything yet" in words(lead.get(at(engagement)))


def test_list_counts_by_channel_and_never_shows_sealed_words(engagement, lead):
    make_voice(engagement=engagement, words=SECRET, channel="paper")
    make_voice(engagement=engagement, words="It was clean and warm.", status="clean")
    page = words(lead.get(at(engagement)))
    assert "It was clean and warm." in page
    assert "Winifred" not in page
    assert "Paper" in page


def test_list_can_be_narrowed(engagement, lead):
    make_voice(engagement=engagement, words="Warm room.", status="clean", channel="paper")
    make_voice(engagement=engagement, words="Cold room.", status="clean")
    page = words(lead.get(at(engagement, "?channel=paper&status=clean")))
    assert "Warm room." in page
    assert "Cold room." not in page
    assert "No comment has this status" in words(lead.get(at(engagement, "?status=withheld")))


def test_list_shows_figures_alone_to_those_who_may_not_read(engagement, staff_client):
    make_voice(engagement=engagement, words="Warm room.", status="clean")
    page = words(staff_client(someone(engagement, "decision_maker")).get(at(engagement)))
    assert "Warm room." not in page
    assert "not what people said" in page


def test_list_asks_the_same_number_of_queries_however_many_voices(engagement, lead):
    def asked(make: int) -> int:
        for _ in range(make):
            make_voice(engagement=engagement, status="clean")
        with CaptureQueriesContext(connection) as queries:
            lead.get(at(engagement))
        return len(queries)

    assert asked(3) == asked(20)


def test_eyes_lists_what_waits_and_why(engagement, lead):
    voice = make_voice(engagement=engagement, status="needs_eyes", words=SECRET)
    page = words(lead.get(at(engagement, "eyes/")))
    assert f"Comment {voice.pk}" in page
    assert "It may hold a name." in page
    assert "Winifred" not in page


def test_eyes_is_helpful_when_nothing_waits(engagement, lead):
    assert "Nothing is in doubt now" in words(lead.get(at(engagement, "eyes/")))


def test_look_hides_what_is_sure_and_marks_what_is_in_doubt(engagement, lead):
    voice = make_voice(engagement=engagement, status="needs_eyes", words="Ring me on 07700 900123 about the ward.")
    page = words(lead.get(at(engagement, f"eyes/{voice.pk}/")))
    assert "07700" not in page
    assert "[phone number]" in page


def test_look_goes_on_to_the_next(engagement, lead):
    first, second = (make_voice(engagement=engagement, status="needs_eyes", words=f"Words {n}.") for n in (1, 2))
    response = lead.post(at(engagement, f"eyes/{first.pk}/"), {"decision": "clean", "hide": ""})
    assert response.headers["Location"] == at(engagement, f"eyes/{second.pk}/")
    first.refresh_from_db()
    assert first.status == "clean"


def test_look_hides_exactly_what_was_typed(engagement, lead):
    voice = make_voice(engagement=engagement, status="needs_eyes", words="The man from the bakery was rude.")
    lead.post(at(engagement, f"eyes/{voice.pk}/"), {"decision": "clean", "hide": "man from the bakery"})
    voice.refresh_from_db()
    assert voice.clean_words == "The [hidden] was rude."


def test_look_keeps_what_was_typed_when_it_is_not_found(engagement, lead):
    voice = make_voice(engagement=engagement, status="needs_eyes", words="The man was rude.")
    page = words(lead.post(at(engagement, f"eyes/{voice.pk}/"), {"decision": "clean", "hide": "the woman"}))
    assert "is not in these words" in page
    assert ">the woman</textarea>" in page


def test_look_withholds_only_with_a_reason(engagement, lead):
    voice = make_voice(engagement=engagement, status="needs_eyes", words="Words.")
    assert "Say why these words are kept back" in words(lead.post(at(engagement, f"eyes/{voice.pk}/"), {"decision": "withheld"}))
    lead.post(at(engagement, f"eyes/{voice.pk}/"), {"decision": "withheld", "because": "abuse"})
    voice.refresh_from_db()
    assert voice.status == "withheld"


def test_words_that_no_key_opens_break_no_page(engagement, lead):
    voice = make_voice(engagement=engagement, status="needs_eyes")
    with connection.cursor() as cursor:
        cursor.execute("update voices_voice set sealed_words = 'gAAAAAbroken' where id = %s", [voice.pk])
    for tail in ("", "eyes/", f"eyes/{voice.pk}/", f"{voice.pk}/"):
        assert lead.get(at(engagement, tail)).status_code == 200
    for tail, data in ((f"eyes/{voice.pk}/", {"decision": "clean"}), (f"{voice.pk}/", {"why": "Asked."})):
        assert "cannot be opened with the keys" in words(lead.post(at(engagement, tail), data))
    lead.post(at(engagement, f"eyes/{voice.pk}/"), {"decision": "withheld", "because": "not_a_comment"})
    assert "Nothing is in doubt now" in words(lead.get(at(engagement, "eyes/")))


def test_eyes_are_not_for_an_analyst(engagement, staff_client):
    voice = make_voice(engagement=engagement, status="needs_eyes")
    client = staff_client(someone(engagement, "analyst"))
    assert client.get(at(engagement, "eyes/")).status_code == 403
    assert client.get(at(engagement, f"eyes/{voice.pk}/")).status_code == 403


def test_voice_opens_sealed_words_with_a_reason_and_logs_it(engagement, staff_client):
    voice = make_voice(engagement=engagement, words=SECRET)
    client = staff_client(someone(engagement, "guardian"))
    assert "Winifred" not in words(client.get(at(engagement, f"{voice.pk}/")))
    response = client.post(at(engagement, f"{voice.pk}/"), {"why": "The person asked for a copy."})
    assert "Winifred" in words(response)
    assert "no-store" in response.headers["Cache-Control"]
    page = words(client.get(at(engagement, f"{voice.pk}/")))
    assert "The person asked for a copy." in page
    assert "Winifred" not in page


def test_voice_is_not_opened_without_a_reason(engagement, lead):
    voice = make_voice(engagement=engagement, words=SECRET)
    page = words(lead.post(at(engagement, f"{voice.pk}/"), {"why": " "}))
    assert "Say why you need to see them" in page
    assert "Winifred" not in page


def test_voice_is_not_opened_by_an_analyst(engagement, staff_client):
    voice = make_voice(engagement=engagement, words=SECRET)
    client = staff_client(someone(engagement, "analyst"))
    assert "An information guardian can open them" in words(client.get(at(engagement, f"{voice.pk}/")))
    assert client.post(at(engagement, f"{voice.pk}/"), {"why": "Curious."}).status_code == 403
    assert not Opening.objects.exists()
