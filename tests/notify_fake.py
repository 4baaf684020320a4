"""A GOV.UK Notify on loopback, for tests: the `notify` fixture. It behaves as Notify does, also where that hurts.

    def test_told(notify):
        ...
        assert notify.sent[0]["personalisation"]["subject"] == "What became of what you told us"

The proof of who asks is good for thirty seconds. A token bucket lets 3,000 requests a minute through. Two requests with one
reference send twice. Look-ups come 250 to a page. `notify.settle()` lets the messages that wait end as their address says
and calls back, with the bearer that was set; an answer of 5xx or 429 is tried five times more, any other is not.

Its answers can be bent: `notify.answers.append((500, "Exception", "Internal server error"))` is the next answer in place
of sending; `notify.hang_up = "before"` breaks the line before the message is taken, `"after"` once it is;
`notify.simulated_day = 3` is all that may be sent today; `notify.trial = {"team@example.org"}` are the only ones
that may be written to; `notify.key_type = "test"` stores as a test key does.
"""

import base64
import hashlib
import hmac
import http.client
import json
import math
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

PAGE = 250
NOT_STORED = {
    "simulate-delivered@notifications.service.gov.uk", "simulate-delivered-2@notifications.service.gov.uk",
    "simulate-delivered-3@notifications.service.gov.uk", "+447700900000", "+447700900111", "+447700900222",
}  # fmt: skip
ENDS = {
    "perm-fail@simulator.notify": "permanent-failure", "temp-fail@simulator.notify": "temporary-failure",
    "07700900002": "permanent-failure", "07700900003": "temporary-failure",
}  # fmt: skip
MOST_SMS = 918
RETRIES = 5
SECONDS_TO_ANSWER = 5


class Bucket:
    """Notify's limit: it fills at a steady rate, and holds a third of a minute and one, 1,001 at the most."""

    def __init__(self, per_minute: int = 3000, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute, self.clock = per_minute, clock
        self.most = min(math.ceil(per_minute / 3) + 1, 1001)
        self.tokens, self.at = float(self.most), clock()

    def take(self) -> bool:
        now = self.clock()
        self.tokens = min(self.most, self.tokens + (now - self.at) * self.per_minute / 60)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class Notify:
    """What it has taken, and how it answers."""

    def __init__(self) -> None:
        self.service, self.secret = str(uuid.uuid4()), str(uuid.uuid4())
        self.email_template, self.sms_template = str(uuid.uuid4()), str(uuid.uuid4())
        self.sent: list[dict[str, Any]] = []  # the requests that it took, as they came
        self.stored: list[dict[str, Any]] = []  # what a look-up finds
        self.asked: list[str] = []
        self.answers: list[tuple[int, str, str]] = []
        self.hang_up = ""
        self.late = 0.0  # seconds before it answers
        self.simulated_day = 250_000
        self.trial: set[str] | None = None
        self.key_type = "live"
        self.bucket = Bucket()
        self.clock: Callable[[], float] = time.time
        self.callback, self.bearer = "", "a-bearer-token"
        self.called: list[tuple[int, dict[str, Any]]] = []
        self._lock = threading.Lock()
        fake = self

        class Handler(_Handler):
            notify = fake

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]  # whoever asked was killed meanwhile
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def key(self) -> str:
        return f"ashmere-{self.service}-{self.secret}"

    def options(self, **more: Any) -> dict[str, Any]:
        """What a route to it is opened with."""
        return {"key": self.key, "template": self.email_template, "address": self.address, "timeout": 5, **more}

    # --- What it does with a request ------------------------------------------------------------------------------------
    def take(self, kind: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        problem = self._wrong(kind, asked)
        if problem:
            return 400, _said(400, *problem)
        with self._lock:
            if len(self.sent) >= self.simulated_day:
                return 429, _said(429, "TooManyRequestsError", f"Exceeded send limits ({kind}: {self.simulated_day}) for today")
            self.sent.append({"type": kind, **asked})
            one = self._one(kind, asked)
            if _to(kind, asked) not in NOT_STORED:
                self.stored.append(one)
        content = {"body": one["body"], "from_number": "ASHMERE"} if kind == "sms" else {
            "body": one["body"], "subject": one["subject"], "from_email": "ashmere@notifications.service.gov.uk",
            "one_click_unsubscribe_url": one["one_click_unsubscribe_url"],
        }  # fmt: skip
        return 201, {"id": one["id"], "reference": one["reference"], "content": content, "scheduled_for": None,
                     "template": one["template"], "uri": f"{self.address}/v2/notifications/{one['id']}"}  # fmt: skip

    def _wrong(self, kind: str, asked: dict[str, Any]) -> tuple[str, str] | None:
        name = {"email": "email_address", "sms": "phone_number"}[kind]
        known = {name, "template_id", "personalisation", "reference", "email_reply_to_id", "sms_sender_id",
                 "one_click_unsubscribe_url", "sanitise_content_for"}  # fmt: skip
        for required in (name, "template_id"):
            if not asked.get(required):
                return "ValidationError", f"{required} is a required property"
        if more := set(asked) - known:
            return "ValidationError", f"Additional properties are not allowed ({sorted(more)[0]} was unexpected)"
        to = asked[name]
        if kind == "email" and not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", to):
            return "ValidationError", "email_address Not a valid email address"
        if kind == "sms" and not re.fullmatch(r"(\+44|0)7\d{9}", re.sub(r"[\s().-]", "", to)):
            return "ValidationError", "phone_number Not a UK mobile number"
        if len(asked.get("reference") or "") > 1000:
            return "ValidationError", "reference is too long"
        unsubscribe = asked.get("one_click_unsubscribe_url")
        if unsubscribe and not unsubscribe.startswith("https://"):
            return "ValidationError", "one_click_unsubscribe_url is not a valid https url"
        if asked["template_id"] != {"email": self.email_template, "sms": self.sms_template}[kind]:
            return "BadRequestError", "Template not found"
        wanted = ["subject", "body"] if kind == "email" else ["body"]
        if missing := [one for one in wanted if one not in asked.get("personalisation", {})]:
            return "BadRequestError", f"Missing personalisation: {', '.join(missing)}"
        if kind == "sms" and len(asked["personalisation"]["body"]) > MOST_SMS:
            return "BadRequestError", f"Content for template has a character count greater than the limit of {MOST_SMS}"
        if len(json.dumps(asked["personalisation"])) > 2_000_000:
            return "BadRequestError", "Emails cannot be longer than 2000000 bytes."
        if self.trial is not None and to not in self.trial:
            return "BadRequestError", ("Cannot send to this recipient when service is in trial mode – see "
                                       "https://www.notifications.service.gov.uk/trial-mode")
        return None

    def _one(self, kind: str, asked: dict[str, Any]) -> dict[str, Any]:
        number, template = str(uuid.uuid4()), asked["template_id"]
        return {
            "id": number, "reference": asked.get("reference"), "type": kind, "status": "created",
            "email_address": asked.get("email_address"), "phone_number": asked.get("phone_number"),
            "subject": asked["personalisation"].get("subject") if kind == "email" else None,
            "body": asked["personalisation"]["body"], "created_at": _now(), "sent_at": None, "completed_at": None,
            "one_click_unsubscribe_url": asked.get("one_click_unsubscribe_url"), "scheduled_for": None, "created_by_name": None,
            "template": {"id": template, "version": 1, "uri": f"{self.address}/v2/template/{template}/version/1"},
        }  # fmt: skip

    def page(self, wanted: dict[str, str]) -> dict[str, Any]:
        """Return what was sent, the latest first, 250 at a time."""
        found = list(reversed(self.stored))
        for name in ("reference", "status"):
            if name in wanted:
                found = [one for one in found if one[name] == wanted[name]]
        if "template_type" in wanted:
            found = [one for one in found if one["type"] == wanted["template_type"]]
        if "older_than" in wanted:
            numbers = [one["id"] for one in found]
            found = found[numbers.index(wanted["older_than"]) + 1:] if wanted["older_than"] in numbers else []
        links = {"current": f"{self.address}/v2/notifications?{urlencode(wanted)}"}
        if len(found) > PAGE:
            links["next"] = f"{self.address}/v2/notifications?{urlencode({**wanted, 'older_than': found[PAGE - 1]['id']})}"
        return {"notifications": found[:PAGE], "links": links}

    # --- What becomes of what it took -----------------------------------------------------------------------------------
    def settle(self, *, status: str = "", call: bool = True, twice: bool = False, backwards: bool = False) -> int:
        """End what waits as its address says (or as `status` does), and call back; return how many. Replays are `twice`."""
        ended = [one for one in self.stored if one["status"] == "created"]
        for one in ended:
            to = one["email_address"] or re.sub(r"[\s().-]", "", one["phone_number"]).replace("+44", "0", 1)
            one["status"] = status or ENDS.get(to, "delivered")
            one["sent_at"] = one["completed_at"] = _now()
        for one in reversed(ended) if backwards else ended:
            for _ in range(call + (call and twice)):
                self.call(self.receipt(one))
        return len(ended)

    def settle_later(self, seconds: float) -> threading.Timer:
        """The same, some time from now."""
        timer = threading.Timer(seconds, self.settle)
        timer.daemon = True
        timer.start()
        return timer

    def receipt(self, one: dict[str, Any]) -> dict[str, Any]:
        """Return the body of the callback about a message."""
        return {
            "id": one["id"], "reference": one["reference"], "to": one["email_address"] or one["phone_number"],
            "status": one["status"], "created_at": one["created_at"], "completed_at": one["completed_at"],
            "sent_at": one["sent_at"], "notification_type": one["type"], "template_id": one["template"]["id"],
            "template_version": one["template"]["version"],
        }  # fmt: skip

    def complaint(self, one: dict[str, Any]) -> dict[str, Any]:
        """Return the body of the callback that says that a person complained."""
        return {"notification_id": one["id"], "complaint_id": str(uuid.uuid4()), "reference": one["reference"],
                "to": one["email_address"], "complaint_date": _now()}  # fmt: skip

    def call(self, body: dict[str, Any]) -> int:
        """Call back as Notify does; return the last status (0: nobody answered). It tries again after 5xx, 429 and silence."""
        target, status = urlsplit(self.callback), 0
        for _ in range(RETRIES + 1):
            line = http.client.HTTPConnection(target.hostname or "", target.port, timeout=SECONDS_TO_ANSWER)
            try:
                line.request("POST", target.path, json.dumps(body),
                             {"Content-Type": "application/json", "Authorization": f"Bearer {self.bearer}"})
                status = line.getresponse().status
            except (OSError, http.client.HTTPException):
                status = 0
            finally:
                line.close()
            self.called.append((status, body))
            if status and status < 500 and status != 429:
                break
        return status

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    notify: Notify
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        fake = self.notify
        if fake.hang_up == "before":
            return self._hang_up()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fake.asked.append(f"POST {self.path}")
        refused = self._refused()
        if refused:
            return self._answer(*refused)
        kind = self.path.removeprefix("/v2/notifications/")
        if kind not in ("email", "sms"):
            return self._answer(404, _said(404, "NotFound", "The requested URL was not found on the server."))
        try:
            asked = json.loads(body)
        except ValueError:
            return self._answer(400, _said(400, "BadRequestError", "Invalid JSON supplied in POST data"))
        if fake.answers:
            status, error, words = fake.answers.pop(0)
            return self._answer(status, _said(status, error, words))
        status, said = fake.take(kind, asked)
        if fake.hang_up == "after":
            return self._hang_up()
        time.sleep(fake.late)
        return self._answer(status, said)

    def do_GET(self) -> None:
        fake = self.notify
        fake.asked.append(f"GET {self.path}")
        refused = self._refused()
        if refused:
            return self._answer(*refused)
        parts = urlsplit(self.path)
        if parts.path == "/v2/notifications":
            return self._answer(200, fake.page({name: values[-1] for name, values in parse_qs(parts.query).items()}))
        number = parts.path.removeprefix("/v2/notifications/")
        found = next((one for one in fake.stored if one["id"] == number), None)
        return self._answer(200, found) if found else self._answer(404, _said(404, "NoResultFound", "No result found"))

    def _refused(self) -> tuple[int, dict[str, Any]] | None:
        said = self._proof()
        if said:
            return said
        if not self.notify.bucket.take():
            kind, most = self.notify.key_type.upper(), self.notify.bucket.per_minute
            words = f"Exceeded rate limit for key type {kind} of {most} requests per 60 seconds"
            return 429, _said(429, "RateLimitError", words)
        return None

    def _proof(self) -> tuple[int, dict[str, Any]] | None:
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or token.count(".") != 2:
            return 401, _said(401, "AuthError", "Unauthorized: authentication token must be provided")
        head, claims, mac = token.split(".")
        try:
            said = json.loads(_open(claims))
            header = json.loads(_open(head))
        except ValueError:
            return 403, _said(403, "AuthError", "Invalid token: signature, api token is not valid")
        if said.get("iss") != self.notify.service:
            return 403, _said(403, "AuthError", "Invalid token: service not found")
        if abs(self.notify.clock() - said.get("iat", 0)) > 30:
            return 403, _said(403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds")
        right = hmac.new(self.notify.secret.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
        if header.get("alg") != "HS256" or not hmac.compare_digest(_open(mac), right):
            return 403, _said(403, "AuthError", "Invalid token: API key not found")
        return None

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def log_message(self, *words: Any) -> None:
        pass


def _to(kind: str, asked: dict[str, Any]) -> str:
    if kind == "email":
        return str(asked["email_address"])
    number = re.sub(r"[\s().-]", "", asked["phone_number"])
    return "+44" + number[1:] if number.startswith("0") else number


def _said(status: int, error: str, words: str) -> dict[str, Any]:
    return {"status_code": status, "errors": [{"error": error, "message": words}]}


def _open(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@pytest.fixture
def notify() -> Iterator[Notify]:
    """A GOV.UK Notify on a free port of 127.0.0.1."""
    fake = Notify()
    yield fake
    fake.stop()
