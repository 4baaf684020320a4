"""The integrated care boards that ship with Antiphon: 42 from July 2022, 36 since April 2026, and the 16 ties."""

import tomllib
from pathlib import Path

from antiphon.network.doors import Body, Reading, Tie

FILE = Path(__file__).with_name("boards.toml")
SOURCE = "NHS Organisation Data Service, Open Government Licence v3.0"


def read() -> Reading:
    """Return the boards and their succession."""
    facts = tomllib.loads(FILE.read_text(encoding="utf-8"))
    bodies = [
        Body(
            register="ODS", code=row["code"], name=row["name"], kind="integrated_care_board", level="system",
            short_name=row["name"].replace("Integrated Care Board", "ICB"),
            starts_on=row["starts_on"], ends_on=row.get("ends_on"),
            details={"region": row["region"], "residents": row["residents"], "source": SOURCE,
                     **({"ons_code": row["ons_code"]} if "ons_code" in row else {})},
        )
        for row in facts["board"]
    ]  # fmt: skip
    ties = [
        Tie(("ODS", row["predecessor"]), ("ODS", row["successor"]), row["on"], row["kind"], row["share"], SOURCE)
        for row in facts["succession"]
    ]
    return Reading("boards that ship with Antiphon", bodies=bodies, ties=ties)
