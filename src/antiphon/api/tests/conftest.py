"""An organisation with an engagement, and a system of its own that asks."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_open_engagement, switch_on
from antiphon.network.models import ApiKey
from antiphon.network.tests.factories import make_api_key, said


class Caller:
    """Another system, with its key."""

    def __init__(self, key: ApiKey | str) -> None:
        self.key = key if isinstance(key, str) else said(key)
        self.client = Client()

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self._headers(headers))

    def post(self, path: str, body: Any, name: str | None = "a-name-for-it", **headers: str) -> Any:
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = self._headers(headers) | ({"Idempotency-Key": name} if name is not None else {})
        kind = given.pop("content_type", "application/json")
        return self.client.post(f"/api/v1{path}", sent, content_type=kind, headers=given)

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return ({"Authorization": f"Bearer {self.key}"} if self.key else {}) | more


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def engagement(db: None) -> Engagement:
    found = make_open_engagement()
    switch_on(found.owner, "api")
    return found


@pytest.fixture
def key(engagement: Engagement) -> ApiKey:
    return make_api_key(organisation=engagement.owner)


@pytest.fixture
def ours(key: ApiKey) -> Caller:
    return Caller(key)


@pytest.fixture
def stranger(db: None) -> Caller:
    return Caller(make_api_key())


@pytest.fixture
def nobody(db: None) -> Caller:
    return Caller("")
