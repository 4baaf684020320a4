"""Every command of docs/api.md works as it is written."""

import re
import shlex
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from antiphon.engagement.tests.factories import make_open_engagement, switch_on
from antiphon.network.tests.factories import make_api_key, said

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.strip().splitlines()]


@pytest.mark.django_db
@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_works(command: str) -> None:
    cache.clear()
    engagement = make_open_engagement(slug="clinic-times")
    switch_on(engagement.owner, "api")
    gaps = {"KEY": said(make_api_key(organisation=engagement.owner)), "ANTIPHON": "", "QUESTION": engagement.questions.get().pk}
    words = shlex.split(re.sub(r"\$([A-Z]+)", lambda gap: str(gaps[gap[1]]), command))
    assert words.pop(0) == "curl"
    method, headers, body, address = "GET", {}, "", ""
    while words:
        match words.pop(0):
            case "-X":
                method = words.pop(0)
            case "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name] = value
            case "-d":
                body = words.pop(0)
            case last:
                address = last
    kind = headers.pop("Content-Type", "")
    answer = Client().generic(method, address, body, content_type=kind, headers=headers)
    assert answer.status_code == (201 if method == "POST" else 200), answer.content
    assert answer.json()


def test_there_are_commands():
    assert len(COMMANDS) == 8
