"""What a signature stands on: the digest of exact words."""

import hashlib


def digest(words: str) -> str:
    """Return the SHA-256 of the words, in hex. Line ends and spaces at line ends do not count."""
    kept = "\n".join(line.rstrip() for line in words.replace("\r\n", "\n").split("\n")).strip()
    return hashlib.sha256(kept.encode()).hexdigest()
