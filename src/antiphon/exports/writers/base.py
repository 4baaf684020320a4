"""What a writer is, and what stands at the end of every file."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

END = "END OF FILE"
PIECE = 512 * 1024
Notes = Callable[[], Sequence[str]]


@dataclass
class Receipt:
    """How many rows went past, and the SHA-256 of them as lines of CSV."""

    rows: int = 0
    sha256: str = ""

    def words(self) -> list[str]:
        return [END, f"{self.rows:,} rows", f"SHA-256 of the rows: {self.sha256}"]


Writer = Callable[[Sequence[str], Iterable[Sequence[object]], Notes, Receipt], Iterator[bytes]]


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file from its beginning, piece by piece."""
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def on_disk() -> IO[bytes]:
    """Open a file that is gone when it is closed, for the kinds that cannot be written straight through."""
    return tempfile.TemporaryFile(prefix="antiphon-export-")
