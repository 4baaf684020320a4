"""Errors as RFC 9457 has them: what is wrong, in words that help whoever writes the other system."""

import json
from collections.abc import Iterable
from http import HTTPStatus

from django.http import HttpResponse

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "The request cannot be read",
    401: "A key is needed",
    403: "The key may not do this",
    404: "Not found",
    405: "This address does not do that",
    409: "This was sent before with other content",
    413: "The request is too large",
    415: "Send JSON",
    422: "The request is not right",
    429: "Too many requests",
    500: "Something is wrong on our side",
}
DETAILS = {
    400: "Check that the body is JSON in UTF-8. Nothing was changed.",
    401: "Send the key in the header “Authorization: Bearer …”. It may have ended or been taken back: ask an administrator of "
    "your organisation.",
    403: "The role of this key does not allow it. Nothing was changed.",
    404: "It is not there, or your organisation has no part in it.",
    405: "The header “Allow” says what this address does.",
    409: "An Idempotency-Key stands for one request for good. Use a new one for a new request.",
    413: "A request can have up to 256 kB.",
    415: "The header “Content-Type” must be “application/json”.",
    429: "Wait as many seconds as the header “Retry-After” says.",
    500: "We have noted it. Send the request again in a few minutes, with the same Idempotency-Key: nothing is doubled.",
}


def problem(status: int, detail: str = "", *, problems: Iterable[dict[str, str]] = ()) -> HttpResponse:
    """Return the answer to a request that cannot be met. `problems` says what is wrong, one by one."""
    said: dict[str, object] = {
        "type": "about:blank", "title": TITLES.get(status) or HTTPStatus(status).phrase, "status": status,
        "detail": detail or DETAILS.get(status, ""),
    }  # fmt: skip
    if each := list(problems):
        said["problems"] = each
    answer = HttpResponse(json.dumps(said, ensure_ascii=False).encode(), status=status, content_type=CONTENT_TYPE)
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="antiphon"'
    return answer


class Cannot(Exception):
    """Raised where a request cannot be met; the face answers with the problem."""

    def __init__(self, status: int, detail: str = "", *, where: str = "") -> None:
        self.status, self.detail, self.where = status, detail, where
        super().__init__(detail)

    def answer(self) -> HttpResponse:
        each = [{"where": self.where, "what": self.detail}] if self.where else []
        return problem(self.status, self.detail, problems=each)
