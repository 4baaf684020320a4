"""A small OpenID Connect provider on loopback, for tests: it speaks the protocol and believes what it is told."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlparse

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Provider:
    """Serves until `stop`. `claims` is what it says of whoever signs in."""

    client, secret = "antiphon", "not-a-secret"

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes: dict[str, dict[str, str]] = {}
        self.down = False
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer(self, {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                provider.answer(self, {key: values[0] for key, values in parse_qs(body).items()})

            def log_message(self, *said: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def answer(self, request: BaseHTTPRequestHandler, form: dict[str, str]) -> None:
        parts = urlparse(request.path)
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if self.down:
            self.send(request, 503, {"error": "down"})
        elif parts.path == "/.well-known/openid-configuration":
            self.send(request, 200, {
                "issuer": self.address, "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token", "userinfo_endpoint": f"{self.address}/userinfo",
                "jwks_uri": f"{self.address}/keys", "token_endpoint_auth_methods_supported": ["client_secret_post"],
            })  # fmt: skip
        elif parts.path == "/authorize":
            code = secrets.token_urlsafe(16)
            self.codes[code] = asked
            request.send_response(302)
            request.send_header("Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")
            request.end_headers()
        elif parts.path == "/token":
            self.token(request, form)
        elif parts.path == "/userinfo":
            known = request.headers.get("Authorization") == "Bearer access"
            self.send(request, 200 if known else 401, self.claims)
        else:
            numbers = self.key.public_key().public_numbers()
            self.send(request, 200, {"keys": [{
                "kty": "RSA", "kid": "1", "alg": "RS256", "use": "sig",
                "n": b64(numbers.n.to_bytes(256, "big")), "e": b64(numbers.e.to_bytes(3, "big")),
            }]})  # fmt: skip

    def token(self, request: BaseHTTPRequestHandler, form: dict[str, str]) -> None:
        asked = self.codes.pop(form.get("code", ""), None)
        proof = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (asked is None or (form.get("client_id"), form.get("client_secret")) != (self.client, self.secret)
                or asked.get("code_challenge") != proof):  # fmt: skip
            self.send(request, 400, {"error": "invalid_grant"})
            return
        now = int(time.time())
        said = {"iss": self.address, "aud": self.client, "iat": now, "exp": now + 300, **self.claims}
        head = b64(json.dumps({"alg": "RS256", "kid": "1", "typ": "JWT"}).encode())
        body = b64(json.dumps(said).encode())
        mark = self.key.sign(f"{head}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())
        self.send(request, 200, {"access_token": "access", "token_type": "Bearer", "id_token": f"{head}.{body}.{b64(mark)}"})

    def send(self, request: BaseHTTPRequestHandler, status: int, answer: dict[str, Any]) -> None:
        raw = json.dumps(answer).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(raw)))
        request.end_headers()
        request.wfile.write(raw)
