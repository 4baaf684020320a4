"""Reading what was sent: JSON in UTF-8, of a size and shape that can be meant."""

import json
import math
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from ninja.parser import Parser

from antiphon.api.problems import Cannot

MOST_BYTES = 256 * 1024
DEEPEST = 12
LARGEST = 2**63


class Strict(Parser):
    """The body as plain data, or `Cannot` with what is wrong. Nothing that PostgreSQL or a person could trip over gets by."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Cannot(415)
        try:
            body = request.body
        except RequestDataTooBig:
            raise Cannot(413) from None
        except UnreadablePostError:
            raise Cannot(400, "The request broke off.") from None
        return read(body)


def read(body: bytes) -> Any:
    """Return the JSON that these bytes hold. Raises Cannot."""
    if len(body) > MOST_BYTES:
        raise Cannot(413)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Cannot(400, "The body is not UTF-8.") from None
    try:
        found = json.loads(text, parse_constant=_no_number, parse_int=_whole, parse_float=_real, object_pairs_hook=_named_once)
    except Cannot:
        raise
    except RecursionError:
        raise Cannot(400, "The body is nested too deeply.") from None
    except ValueError:
        raise Cannot(400, "The body is not JSON.") from None
    _check(found)
    return found


def _check(found: Any) -> None:
    ahead = [(found, 1)]
    while ahead:
        one, depth = ahead.pop()
        if depth > DEEPEST:
            raise Cannot(400, "The body is nested too deeply.")
        if isinstance(one, str):
            _text(one)
        elif isinstance(one, list):
            ahead += [(part, depth + 1) for part in one]
        elif isinstance(one, dict):
            for name, part in one.items():
                _text(name)
                ahead.append((part, depth + 1))


def _text(text: str) -> None:
    if "\x00" in text:
        raise Cannot(400, "The body holds a NUL character.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Cannot(400, "The body holds half of a character.") from None


def _no_number(text: str) -> Any:
    raise Cannot(400, f"{text} is not a number that JSON knows.")


def _whole(text: str) -> int:
    if len(text) > 20 or not -LARGEST <= (number := int(text)) < LARGEST:
        raise Cannot(400, "A number is too large.")
    return number


def _real(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise Cannot(400, "A number is too large.")
    return number


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Cannot(400, "An object names the same thing twice.")
    return found
