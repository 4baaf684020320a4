"""Names that a language model of the site suggests: what it is sent, what is kept of what it says, who decides."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from antiphon.insight import actions, naming, tasks
from antiphon.insight.models import DraftTheme, Theme
from antiphon.insight.tests.factories import make_clean_voice, make_draft_member, make_draft_theme
from antiphon.voices.models import Voice

COMMENTS = ("The car park was full again and I was late", "No space near the door for someone with a stick")


class Model:
    """A stand-in that answers as OpenAI-compatible servers do, and keeps what it was sent."""

    def __init__(self) -> None:
        self.says: str | bytes = "Parking at the hospital"
        self.sent: list[dict[str, Any]] = []
        self.status = 200
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.sent.append({"path": self.path, **sent})
                answer = outer.says
                if isinstance(answer, str):
                    answer = json.dumps({"choices": [{"message": {"role": "assistant", "content": answer}}]}).encode()
                self.send_response(outer.status)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/v1"


@pytest.fixture
def model() -> Iterator[Model]:
    found = Model()
    running = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    running.start()
    yield found
    found.server.shutdown()
    found.server.server_close()


def helper(model: Model) -> naming.Helper:
    return naming.Helper(model.address, "small", 5)


def test_the_model_is_asked_for_one_line_and_its_name_is_kept(model: Model) -> None:
    assert naming.propose(helper(model), ["parking", "space"], COMMENTS) == "Parking at the hospital"
    assert model.sent[0]["path"] == "/v1/chat/completions"
    assert model.sent[0]["model"] == "small"
    assert json.loads(model.sent[0]["messages"][1]["content"]) == {"words": ["parking", "space"], "comments": list(COMMENTS)}


def test_no_more_than_six_comments_cut_short_are_sent(model: Model) -> None:
    naming.propose(helper(model), [], ["x" * 5_000] * 40)
    sent = json.loads(model.sent[0]["messages"][1]["content"])["comments"]
    assert [len(one) for one in sent] == [400] * 6


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ('"parking and getting there."\nBecause they all say so.', "Parking and getting there"),
        ("**Waiting times**", "Waiting times"),
        ("", ""),
        ("...", ""),
        ("Ring Margaret Thistlewood on 01632 960123", ""),
        ("See https://elsewhere.example", ""),
        ("<script>alert(1)</script>", ""),
        ("A very long name " * 8, ""),
        ("The car park was full again and I was late", ""),
    ],
)
def test_only_a_name_that_is_fit_to_show_stays(said: str, name: str) -> None:
    assert naming.fit(said, COMMENTS) == name


@pytest.mark.parametrize("said", [b"not json", b"{}", b'{"choices": []}', b'{"choices": [{"message": "odd"}]}', b""])
def test_what_is_no_answer_of_such_a_model_is_asked_again_later(model: Model, said: bytes) -> None:
    model.says = said
    with pytest.raises(naming.Unreachable):
        naming.propose(helper(model), [], COMMENTS)


def test_an_error_of_the_model_is_not_a_name(model: Model) -> None:
    model.status = 500
    with pytest.raises(naming.Unreachable):
        naming.propose(helper(model), [], COMMENTS)


@pytest.mark.parametrize(
    ("address", "here"),
    [("http://127.0.0.1:11434/v1", True), ("http://[::1]/v1", True), ("http://10.1.2.3/v1", True), ("https://8.8.8.8/v1", False),
     ("http://0.0.0.0/v1", False), ("ftp://127.0.0.1", False), ("127.0.0.1", False), ("", False)],
)  # fmt: skip
def test_only_a_model_of_the_site_is_asked(address: str, here: bool) -> None:
    assert naming.stays_here(address) is here
    if not here:
        with pytest.raises(ValueError, match="own network"):
            naming.propose(naming.Helper(address, "any"), [], COMMENTS)


def _group() -> DraftTheme:
    theme = make_draft_theme()
    for text in COMMENTS:
        make_draft_member(theme=theme, voice=make_clean_voice(theme.draft.engagement, clean_words=text))
    return theme


@pytest.mark.django_db
def test_nobody_is_asked_unless_it_is_turned_on(model: Model) -> None:
    _group()
    assert tasks.name_waiting() == 0
    assert model.sent == []


@pytest.mark.django_db
def test_a_group_gets_one_suggestion_made_from_safe_words_and_a_person_decides(model: Model, settings: Any) -> None:
    settings.LANGUAGE_MODEL = {"address": model.address, "model": "small", "patience": 5}
    theme = _group()
    hidden = make_draft_member(theme=theme, voice=make_clean_voice(theme.draft.engagement, clean_words="Words that wait")).voice
    Voice.objects.filter(pk=hidden.pk).update(status=Voice.Status.NEEDS_EYES, clean_words="")
    assert tasks.name_waiting() == 1
    assert tasks.name_waiting() == 0
    assert len(model.sent) == 1
    assert sorted(json.loads(model.sent[0]["messages"][1]["content"])["comments"]) == sorted(COMMENTS)
    theme.refresh_from_db()
    assert (theme.suggested_name, theme.suggested_by, theme.became_id) == ("Parking at the hospital", "small", None)
    assert not Theme.objects.filter(engagement=theme.draft.engagement).exists()


@pytest.mark.django_db
def test_while_the_model_is_away_the_groups_wait(model: Model, settings: Any) -> None:
    settings.LANGUAGE_MODEL = {"address": model.address, "model": "small", "patience": 5}
    theme = _group()
    model.status = 503
    assert tasks.name_waiting() == 0
    model.status = 200
    assert tasks.name_waiting() == 1
    theme.refresh_from_db()
    assert theme.suggested_name


@pytest.mark.django_db
def test_a_name_comes_too_late_for_a_group_that_a_person_settled() -> None:
    theme = _group()
    lead = theme.draft.engagement.lead
    actions.discard_draft_theme(theme, by=lead)
    assert actions.suggest_draft_name(theme, name="Parking", model="small", by=tasks.HELPER) is None
