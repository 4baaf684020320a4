"""Codes that let somebody in, and what they may cost a guesser. Plain Python: no clock, no table.

An entry code has nine random characters of Crockford's base 32 (45 bits) and a check character, in two groups of five:
`7K3MQ-2PXA4`. A slip of the finger is caught by the check and costs nothing; a guess is counted.
"""

import datetime
import hmac
import re
import secrets

from antiphon.core.receipts import ALPHABET, READ_AS

MOST_CODES = 5_000  # in one batch: as many letters as one print run
DIGITS = 6
TRIES = 5  # wrong sixes of digits, before a new one must be asked for
LETTERS_AN_HOUR = 3  # to one address, for one engagement
DIGITS_LAST = datetime.timedelta(minutes=30)
AN_HOUR = datetime.timedelta(hours=1)
PASS_LASTS = 4 * 60 * 60  # seconds from the gate to the form
HOLD_WAITS = datetime.timedelta(days=14)  # for the second person; then an unconfirmed hold lapses
NETWORK_KEYS = 30  # days for which the digest of a network address is kept


def new_code() -> str:
    """Return a new entry code, as it is written."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(9))
    return written(body + _check(body))


def written(code: str) -> str:
    """Return ten characters in two groups of five."""
    return f"{code[:5]}-{code[5:]}"


def read_code(typed: str) -> str | None:
    """Return the code that a person meant, as it is written, or None when it cannot be one."""
    code = "".join(mark for mark in typed.upper().translate(READ_AS) if mark.isalnum())
    if len(code) != 10 or any(mark not in ALPHABET for mark in code) or _check(code[:9]) != code[9]:
        return None
    return written(code)


def new_digits() -> str:
    """Return six digits for an e-mail."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def read_digits(typed: str) -> str | None:
    """Return the six digits that were typed, whatever stands between them, or None when there are not six."""
    digits = re.sub(r"[\s.,-]", "", typed)
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else None


def new_link() -> str:
    """Return the secret part of an invitation's link (160 bits)."""
    return secrets.token_urlsafe(20)


def in_time(expires_at: datetime.datetime, now: datetime.datetime) -> bool:
    """Return whether digits still work: not after their end, and not when the clock was set back behind their beginning."""
    return expires_at - DIGITS_LAST <= now < expires_at


def same(one: str, other: str) -> bool:
    """Compare two digests in a time that tells nothing."""
    return hmac.compare_digest(one, other)


def hold_stands(
    *, placed_at: datetime.datetime, confirmed: bool, lifted: bool, now: datetime.datetime
) -> bool:
    """Return whether a hold keeps things from being erased: at once, and for good only when a second person agreed."""
    return not lifted and (confirmed or now < placed_at + HOLD_WAITS)


def _check(body: str) -> str:
    # Weights are odd, so no single change of a character leaves the sum as it was (32 is a power of two).
    return ALPHABET[sum((2 * place + 1) * ALPHABET.index(mark) for place, mark in enumerate(body)) % 32]
