"""Telling another system that something happened: one signed POST over TLS, to an address that is not our own network.

The name is looked up once, every address it stands for is judged, and the connection goes to the very address that was
judged: a name that changes between the look-up and the call leads nowhere. Redirects are not followed.
"""

import hashlib
import hmac
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

SECONDS = 10
PORTS = {443, 8443}
MOST_OF_REPLY = 500


class Refusal(Exception):
    """The address may not be called, or the other side did not take it. The words are for the person who set it up."""


@dataclass(frozen=True)
class Target:
    """An address that was judged: whom to name, whom to call."""

    host: str
    port: int
    path: str
    addresses: tuple[str, ...]
    secure: bool


def look_up(host: str, port: int) -> list[str]:
    """Return every address that the name stands for."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def judge(url: str, *, open_door: bool = False, find: Callable[[str, int], list[str]] = look_up) -> Target:
    """Return where a webhook may go, or raise Refusal. `open_door` is for tests on this machine alone."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise Refusal("This is not a web address.") from None
    if parts.scheme != "https" and not (open_door and parts.scheme == "http"):
        raise Refusal("The address must begin with https://.")
    if parts.username or parts.password or not parts.hostname or parts.fragment:
        raise Refusal("Use a plain address: no name or password before the host, and nothing after a #.")
    if port not in PORTS and not open_door:
        raise Refusal("The address must use port 443 or 8443.")
    if any(mark.isspace() or not mark.isprintable() for mark in url):
        raise Refusal("The address holds a space or a sign that cannot be printed.")
    try:
        addresses = find(parts.hostname, port)
    except (OSError, UnicodeError):
        raise Refusal("No such host was found.") from None
    if not addresses:
        raise Refusal("No such host was found.")
    for address in addresses:
        if not open_door and not is_outside(address):
            raise Refusal("The address leads into a private network. Use one that is reached from the internet.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.hostname, port, path, tuple(addresses), parts.scheme == "https")


def is_outside(address: str) -> bool:
    """Return whether an address is on the public internet: not loopback, private, link-local, shared, reserved or multicast."""
    try:
        found = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    inside = None
    if isinstance(found, ipaddress.IPv6Address):
        inside = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in ipaddress.ip_network("64:ff9b::/96"):  # an IPv4 address behind a translator
            inside = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    if inside is not None and not is_outside(str(inside)):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def signature(secret: str, body: bytes, *, at: int) -> str:
    """Return the header that proves who sent it and when: HMAC-SHA256 of the time, a dot and the body."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


def post(target: Target, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """Send it, and return the status and the first words of the reply. Raises Refusal when nobody answers properly."""
    problem: Exception | None = None
    for address in target.addresses[:3]:
        line = _Pinned(target, address)
        try:
            line.request("POST", target.path, body, {"Content-Type": "application/json", "User-Agent": "Antiphon", **headers})
            reply = line.getresponse()
            words = reply.read(MOST_OF_REPLY).decode("utf-8", "replace")
            return reply.status, " ".join(words.replace("\x00", "").split())
        except (OSError, http.client.HTTPException, ValueError) as found:
            problem = found
        finally:
            line.close()
    raise Refusal(f"Nobody answered: {type(problem).__name__}.")


class _Pinned(http.client.HTTPConnection):
    """A connection to one judged address, that names and proves the host of the target."""

    def __init__(self, target: Target, address: str) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS)
        self.target, self.address = target, address

    def connect(self) -> None:
        line = socket.create_connection((self.address, self.target.port), timeout=SECONDS)
        if self.target.secure:
            line = ssl.create_default_context().wrap_socket(line, server_hostname=self.target.host)
        self.sock = line
