"""Receipt codes: short enough to read over the telephone, long enough not to be guessed.

Eleven random characters of Crockford's base 32 (55 bits; no I, L, O or U) and a check character, written in
three groups of four: `7K3M-9Q2P-XA4T`. The check catches any one wrong character and most swaps.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RETURN = "SAVE"  # what a code to come back begins with, so that nobody takes it for a receipt
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def new() -> str:
    """Return a new receipt code, as it is written."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(11))
    return written(body + _check(body))


def written(code: str) -> str:
    """Return twelve characters in three groups of four."""
    return "-".join((code[:4], code[4:8], code[8:12]))


def read(typed: str) -> str | None:
    """Return the code that a person meant, as it is written, or None when it cannot be one."""
    code = "".join(mark for mark in typed.upper().translate(READ_AS) if mark.isalnum())
    if len(code) != 12 or any(mark not in ALPHABET for mark in code) or _check(code[:11]) != code[11]:
        return None
    return written(code)


def new_return() -> str:
    """Return a new code to come back to answers that were saved: a receipt code with a word before it, `SAVE-7K3M-…`."""
    return f"{RETURN}-{new()}"


def read_return(typed: str) -> str | None:
    """Return the code to come back that a person meant, as it is written, or None when it cannot be one."""
    plain = "".join(mark for mark in typed.upper() if mark.isalnum())
    code = read(plain.removeprefix(RETURN)) if plain.startswith(RETURN) else None
    return f"{RETURN}-{code}" if code else None


def _check(body: str) -> str:
    # Weights are odd, so no single change of a character leaves the sum as it was (32 is a power of two).
    return ALPHABET[sum((2 * place + 1) * ALPHABET.index(mark) for place, mark in enumerate(body)) % 32]
