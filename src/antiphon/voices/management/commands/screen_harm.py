"""`antiphon screen-harm --in FILE.csv --out FILE.csv`: which comments a person must read first, with nothing else running."""

from typing import Any

from antiphon.voices.deidentification import harm_score
from antiphon.voices.deidentification.harm_screening import FLAGGED
from antiphon.voices.management.in_and_out import InAndOut


class Command(InAndOut):
    """Score each text for words that disclose harm or complain of something serious; needs no database and no network."""

    help = (
        "Look in the column 'text' of a CSV file for words that disclose harm (suicide, self-harm, abuse, neglect, threats, a"
        " child at risk) or complain of something serious. The out file has all columns, 'harm_score' (0 to 1) and 'flag' (yes"
        f" from {FLAGGED} on, else no). A 'no' is no promise that all is well."
    )
    adds = ("harm_score", "flag")

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.flagged = 0

    def read(self, text: str, options: dict[str, Any]) -> dict[str, str]:
        """The score and the flag."""
        score = harm_score(text)
        self.flagged += score >= FLAGGED
        return {"harm_score": f"{score:.4f}", "flag": "yes" if score >= FLAGGED else "no"}

    def told(self, rows: int) -> str:
        """How many a person must read first."""
        return f"{rows} rows: {self.flagged} for a person to read first."
