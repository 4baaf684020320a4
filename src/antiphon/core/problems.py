"""What an action raises when it will not do what was asked, in words that a screen can show."""


class Refused(Exception):
    """The change is not allowed by a rule. `reasons` are sentences for the person who asked."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = list(reasons)
        super().__init__(" ".join(reasons))


class BadFile(Refused):
    """A file that cannot be taken. `rows` says what is wrong by row: (row number, reason); `accepted` had nothing wrong."""

    def __init__(self, *reasons: str, rows: list[tuple[int, str]] | None = None, accepted: int = 0) -> None:
        super().__init__(*reasons)
        self.rows = rows or []
        self.accepted = accepted
