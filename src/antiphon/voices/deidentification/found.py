"""What a search for personal details hands back."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of personal detail that are looked for."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    ADDRESS = "address"
    NHS_NUMBER = "nhs_number"
    NATIONAL_INSURANCE = "national_insurance"
    DATE_OF_BIRTH = "date_of_birth"
    WEB_LINK = "web_link"
    SOCIAL_HANDLE = "social_handle"
    OTHER_NUMBER = "other_number"
    VEHICLE_REGISTRATION = "vehicle_registration"
    RARE_COMBINATION = "rare_combination"


# The plain words a reader sees where a detail was. A rare combination is only ever in doubt, never masked.
MASKS: dict[Kind, str] = {
    Kind.NAME: "[name]",
    Kind.PHONE: "[phone number]",
    Kind.EMAIL: "[email address]",
    Kind.POSTCODE: "[postcode]",
    Kind.ADDRESS: "[address]",
    Kind.NHS_NUMBER: "[NHS number]",
    Kind.NATIONAL_INSURANCE: "[National Insurance number]",
    Kind.DATE_OF_BIRTH: "[date of birth]",
    Kind.WEB_LINK: "[web link]",
    Kind.SOCIAL_HANDLE: "[social media name]",
    Kind.OTHER_NUMBER: "[reference number]",
    Kind.VEHICLE_REGISTRATION: "[vehicle registration]",
}


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One detail: its kind, where it stands in the original text, and whether it is sure enough to mask."""

    start: int
    end: int
    kind: Kind
    sure: bool = True

    def overlaps(self, other: "Found") -> bool:
        """Whether the two share any character."""
        return self.start < other.end and other.start < self.end
