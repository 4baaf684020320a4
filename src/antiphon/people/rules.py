"""What an address may look like, and what an objection covers. Plain Python: the same for a form, a file and a letter."""

import re
from collections.abc import Iterable, Mapping

# One "@", no spaces or control characters, a dot in the domain, nothing that ends a header line. Strict enough to
# be put in a mail header, loose enough for any address in use.
ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x20\x7f]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.I)


def is_address(text: str) -> bool:
    """Return whether the text can be an e-mail address."""
    return len(text) <= 254 and ADDRESS.fullmatch(text) is not None and ".." not in text


# --- Telephone numbers ------------------------------------------------------------------------------------------------
def telephone(text: str) -> str:
    """Return a number as the world writes it (+447700900123), read as a British one unless it says; "" for what is none."""
    digits = re.sub(r"[\s().\-‐-―]", "", text.strip())
    digits = digits.replace("+440", "+44", 1) if digits.startswith("+440") else digits
    if digits.startswith("00"):
        digits = f"+{digits[2:]}".replace("+440", "+44", 1)
    elif digits.startswith("0"):
        digits = f"+44{digits[1:]}"
    elif re.fullmatch(r"7\d{9}", digits):  # a spreadsheet takes away the nought
        digits = f"+44{digits}"
    elif re.fullmatch(r"44[1-9]\d{8,9}", digits):
        digits = f"+{digits}"
    if digits.startswith("+44"):
        return digits if re.fullmatch(r"\+44[1-9]\d{8,9}", digits) else ""
    return digits if re.fullmatch(r"\+[1-9]\d{7,14}", digits) else ""


def takes_texts(number: str) -> bool:
    """Return whether a number can get text messages: a British mobile number, or one from abroad."""
    return bool(number) and (not number.startswith("+44") or number.startswith("+447"))


# --- What people do not want ------------------------------------------------------------------------------------------
ANY = "any"
CHANNELS: Mapping[str, str] = {"email": "E-mail", "sms": "Text message", "post": "Post", "telephone": "Telephone call"}
PURPOSES: Mapping[str, str] = {
    "task": "News and advice about local health and care",
    "service": "Messages about something you asked for or take part in",
    "marketing": "Fundraising and things you can buy or join",
}
Pair = tuple[str, str]  # channel and purpose, each of which may be `any`


def covers(pair: Pair, channel: str, purpose: str) -> bool:
    """Return whether an objection holds for messages of this channel and purpose."""
    return pair[0] in (channel, ANY) and pair[1] in (purpose, ANY)


def without(pairs: Iterable[Pair], channel: str, purpose: str) -> set[Pair]:
    """Return what is left of objections once somebody wants this channel and purpose (or any) again."""
    left: set[Pair] = set()
    for own_channel, own_purpose in pairs:
        channels, purposes = _each(own_channel, CHANNELS), _each(own_purpose, PURPOSES)
        both = channels & _each(channel, CHANNELS)
        if not both or not purposes & _each(purpose, PURPOSES):
            left.add((own_channel, own_purpose))
            continue
        left |= {(one, own_purpose) for one in channels - both}
        shared = ANY if len(both) == len(CHANNELS) else None
        for other in purposes - _each(purpose, PURPOSES):
            left |= {(shared, other)} if shared else {(one, other) for one in both}
    return left


def _each(key: str, every: Mapping[str, str]) -> set[str]:
    return set(every) if key == ANY else {key}
