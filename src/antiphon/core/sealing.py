"""Sealing: text that is kept encrypted in the database, and keys that stand for an address without telling it."""

import base64
import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _keys(secrets: tuple[str, ...]) -> MultiFernet:
    derived = [base64.urlsafe_b64encode(hashlib.sha256(f"antiphon-seal:{secret}".encode()).digest()) for secret in secrets]
    return MultiFernet([Fernet(key) for key in derived])


def seal(text: str) -> str:
    """Return `text` encrypted with the first of `SEAL_KEYS` (Fernet: AES-128-CBC with HMAC-SHA256)."""
    return _keys(tuple(settings.SEAL_KEYS)).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the text behind `sealed`. Raises ValueError when no key of `SEAL_KEYS` opens it."""
    try:
        return _keys(tuple(settings.SEAL_KEYS)).decrypt(sealed.encode()).decode()
    except InvalidToken as problem:
        raise ValueError("No key of ANTIPHON_SEAL_KEYS opens this text.") from problem


def key_for(channel: str, address: str) -> str:
    """Return the key that stands for an address: HMAC-SHA256 of the channel and the normalised address, in hex."""
    text = f"{channel}|{address.strip().casefold()}"
    return hmac.new(settings.ADDRESS_PEPPER.encode(), text.encode(), hashlib.sha256).hexdigest()


class SealedField(models.TextField):
    """A text that is encrypted in the database and plain in Python. It cannot be searched or sorted by."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value if value in (None, "") else seal(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return value if value in (None, "") else unseal(value)


class SealedBytes(models.BinaryField):
    """A file that is encrypted in the database and plain in Python."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value if value is None else _keys(tuple(settings.SEAL_KEYS)).encrypt(bytes(value))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        try:
            return _keys(tuple(settings.SEAL_KEYS)).decrypt(bytes(value))
        except InvalidToken as problem:
            raise ValueError("No key of ANTIPHON_SEAL_KEYS opens this file.") from problem
