"""GOV.UK Notify's API, as far as sending and looking up go: one line, kept open, and the truth about where it failed.

Notify has no idempotency: the same request twice sends twice. So a request that may have arrived is never repeated here;
who asks decides, after looking the message up by its reference.
"""

import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import re
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

LIVE = "https://api.notifications.service.gov.uk"
UUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
KEY = re.compile(rf"(?:.*-)?({UUID})-({UUID})")
IDLE = 20  # seconds after which a kept line is opened anew: Notify's side may have closed it meanwhile


class NotSent(Exception):
    """The request did not arrive whole: nothing was done."""


class NoAnswer(Exception):
    """The request was handed over and no answer came: it may have been done."""


@dataclass(frozen=True)
class Answer:
    """What Notify said: the status, the body, and the kind and words of what is wrong."""

    status: int
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The kind of error: `ValidationError`, `RateLimitError` … Notify promises to keep these, not the words."""
        return str(self._first.get("error", ""))

    @property
    def words(self) -> str:
        """The words beside it."""
        return str(self._first.get("message", "")) or http.client.responses.get(self.status, "")

    @property
    def _first(self) -> dict[str, Any]:
        errors = self.body.get("errors")
        return errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}


class Client:
    """One line to Notify. Not for several threads."""

    def __init__(
        self, key: str, *, address: str = LIVE, timeout: float = 30, clock: Callable[[], float] = time.time
    ) -> None:
        found = KEY.fullmatch(key.strip())
        if found is None:
            raise ValueError("The key of GOV.UK Notify ends in two ids: NAME-SERVICE-SECRET, as Notify shows it.")
        self.service, self._secret = found.groups()
        self.address, self.timeout, self.clock = urlsplit(address), timeout, clock
        self._line: http.client.HTTPConnection | None = None
        self._used = 0.0

    def __repr__(self) -> str:
        return f"Client({self.service})"

    def open(self) -> None:
        """Open the line if it is not open. Raises OSError."""
        if self._line is not None and time.monotonic() - self._used > IDLE:
            self.close()
        if self._line is None:
            host, port = self.address.hostname or "", self.address.port
            line = (
                http.client.HTTPSConnection(host, port, timeout=self.timeout, context=ssl.create_default_context())
                if self.address.scheme == "https" else http.client.HTTPConnection(host, port, timeout=self.timeout)
            )  # fmt: skip
            line.connect()
            self._line, self._used = line, time.monotonic()

    def close(self) -> None:
        """Hang up; never raises."""
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(OSError):
                line.close()

    def send(self, kind: str, body: dict[str, Any]) -> Answer:
        """Ask for one message to be sent; `kind` is email or sms. Raises OSError, NotSent, NoAnswer."""
        return self._ask("POST", f"/v2/notifications/{kind}", json.dumps(body).encode())

    def by_reference(self, reference: str) -> Answer:
        """Ask for what was sent under one of our references. Raises OSError, NotSent, NoAnswer."""
        return self._ask("GET", "/v2/notifications?" + urlencode({"reference": reference}))

    def one(self, notification: str) -> Answer:
        """Ask for one message by Notify's own number. Raises OSError, NotSent, NoAnswer."""
        return self._ask("GET", f"/v2/notifications/{notification}")

    def token(self) -> str:
        """Return the proof of who asks, good for thirty seconds."""
        said = ".".join(_packed(part) for part in (
            {"typ": "JWT", "alg": "HS256"}, {"iss": self.service, "iat": int(self.clock())},
        ))  # fmt: skip
        mac = hmac.new(self._secret.encode(), said.encode(), hashlib.sha256).digest()
        return f"{said}.{_base64(mac)}"

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        self.open()
        line = self._line
        assert line is not None
        headers = {"Authorization": f"Bearer {self.token()}", "User-Agent": "Antiphon", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            line.request(method, self.address.path.rstrip("/") + path, body, headers)
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            raise NotSent(type(problem).__name__) from problem
        try:
            reply = line.getresponse()
            said = reply.read()
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            raise NoAnswer(type(problem).__name__) from problem
        self._used = time.monotonic()
        if reply.will_close:
            self.close()
        return Answer(reply.status, _read(said))


def _read(said: bytes) -> dict[str, Any]:
    try:
        body = json.loads(said)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _packed(part: dict[str, Any]) -> str:
    return _base64(json.dumps(part, separators=(",", ":")).encode())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
