"""The door of the API: who asks, how often, and that every refusal is a problem that a program can read."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from antiphon.api.problems import CONTENT_TYPE, problem
from antiphon.api.reading import MOST_BYTES
from antiphon.core.sealing import key_for
from antiphon.network import actions
from antiphon.network.queries import key_that_says
from antiphon.network.rules import REQUESTS_A_MINUTE

log = logging.getLogger(__name__)
BEHIND = "/api/v1/"
OPEN = "/api/v1/openapi.json"
MISSES, WAIT = 30, 60  # keys that nobody has, from one address, in so many seconds


class Door:
    """Middleware: behind `/api/v1/` only who has a key, so often a minute; no cookie opens anything there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(BEHIND):
            return self.get_response(request)
        try:
            answer = self._answer(request)
        except DatabaseError:  # it went away while we looked who asks: what is behind the door has pages of its own
            log.exception("The database did not answer at the door of the API.")
            answer = problem(500)
        if answer.status_code >= 400 and answer.get("Content-Type") != CONTENT_TYPE:
            readable = problem(answer.status_code)
            if "Allow" in answer:
                readable["Allow"] = answer["Allow"]
            answer = readable
        patch_cache_control(answer, private=True, no_store=True)
        return answer

    def _answer(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length[:12]) > MOST_BYTES:
            return problem(413)
        if request.path == OPEN:
            return self.get_response(request)
        if _missed(request) >= MISSES:
            return _later(WAIT)
        word, _, said = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        key = key_that_says(said.strip()) if word.lower() == "bearer" else None
        if key is None:
            if said:
                _count_miss(request)
            return problem(401)
        left = actions.use_key(key, by=key.account)
        seconds = 60 - int(time.time()) % 60
        if left < 0:
            answer = _later(seconds)
        else:
            request.account, request.key = key.account, key  # type: ignore[attr-defined]
            answer = self.get_response(request)
        answer["RateLimit-Limit"] = str(REQUESTS_A_MINUTE)
        answer["RateLimit-Remaining"] = str(max(left, 0))
        answer["RateLimit-Reset"] = str(seconds)
        return answer


def _later(seconds: int) -> HttpResponse:
    answer = problem(429)
    answer["Retry-After"] = str(seconds)
    return answer


def _missed(request: HttpRequest) -> int:
    return int(cache.get(_place(request), 0))


def _count_miss(request: HttpRequest) -> None:
    place = _place(request)
    cache.add(place, 0, WAIT)
    try:
        cache.incr(place)
    except ValueError:  # it ran out between the two calls
        cache.set(place, 1, WAIT)


def _place(request: HttpRequest) -> str:
    # The name of the count cannot be turned back into the address.
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER:
        address = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip() or address
    return f"api-misses:{key_for('ip', address)}"
