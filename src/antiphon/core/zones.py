"""The clocks that people live by, which forms offer: time zones of the IANA database with the name that people know."""

from collections.abc import Mapping

HOME = "Europe/London"
ZONES: Mapping[str, str] = {
    HOME: "London", "Europe/Dublin": "Dublin", "Europe/Lisbon": "Lisbon", "Europe/Paris": "Paris", "Europe/Warsaw": "Warsaw",
    "Europe/Bucharest": "Bucharest", "Asia/Kolkata": "Kolkata", "America/New_York": "New York", "UTC": "UTC",
}  # fmt: skip
