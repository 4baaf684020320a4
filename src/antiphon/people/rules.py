"""What an address may look like. Plain Python: the same for a form, a file and a letter."""

import re

# One "@", no spaces or control characters, a dot in the domain, nothing that ends a header line. Strict enough to
# be put in a mail header, loose enough for any address in use.
ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x20\x7f]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.I)


def is_address(text: str) -> bool:
    """Return whether the text can be an e-mail address."""
    return len(text) <= 254 and ADDRESS.fullmatch(text) is not None and ".." not in text
