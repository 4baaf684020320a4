"""Details from elsewhere in comments: names, numbers and addresses that Faker makes up, in sentences written for this test.

No rule was changed and no name added for what Faker holds: its names are another hand's. Faker is in the extra `rivals`.
`places` chooses whose names: `ELSEWHERE` for the figures, `NEARBY` (other languages) to look at while working.
"""

import random
from dataclasses import dataclass

from antiphon.voices.deidentification import Kind

ELSEWHERE = (
    "en_GB",
    "en_GB",
    "en_IN",
    "en_IN",
    "pl_PL",
    "es_ES",
    "tr_TR",
    "ro_RO",
    "pt_PT",
    "fr_FR",
    "tw_GH",
    "yo_NG",
    "ig_NG",
    "en_PK",
    "zh",
)
NEARBY = (
    "en_IE",
    "en_NZ",
    "it_IT",
    "hu_HU",
    "lt_LT",
    "sw",
    "en_KE",
    "ha_NG",
    "zu_ZA",
    "de_DE",
    "nl_NL",
    "cs_CZ",
    "sv_SE",
    "id_ID",
)

# {f} first name, {l} surname, {n} both.
NAMED = """
My nurse {f} was lovely
the nurse, {f}, made the whole thing bearable
I was seen by a very kind doctor called {f} {l}
spoke to mr {l} who said he would ring
Regards, {n}
Please tell {f} she was right about the tablets.
Dr {l} is the only one who reads my notes.
{f} was fantastic, nothing was too much trouble.
{f} and {f} on the night shift were excellent.
Big thanks to {f} from the breast clinic.
I have seen {n} every month since my stroke.
Mrs {l} in the bed beside mine fell twice.
My son {f} hates needles but he was fine.
my wife {n} is still waiting for a date
It took three calls before {f} rang me back.
{n} should be ashamed of the way she spoke to me.
The receptionist ({f}) could be more polite.
All staff were great especially {f}.
Our health visitor {n} listened when nobody else did.
The physio {f} gave me exercises I can do at home.
Just wanted to say how good {f} is with my little girl.
Can you let {n} know that mum passed away?
{f} in outpatients found my lost glasses.
I would be lost without {f}.
{n}
- {f} {l}, carer
yours truly {n}
Mr {n} operated and I am very happy with the scar.
Not impressed by {f} at all.
{f} did my dressing and it has healed well.
name is {n}, please call me back
Nurse {l} kept us up to date.
my daughter's keyworker is {f} and he is off sick again
Had a chat with {f} about going home.
Midwives {f} and {f} delivered our baby boy.
Sister {l} came in on her day off
a student nurse by the name of {f} {l}
my neighbour {f} brought me
{f}'s manner put me at ease.
Consultant {n} was straight with us.
""".strip().splitlines()
DETAILS: dict[Kind, tuple[str, ...]] = {
    Kind.PHONE: (
        "My number is {} if you want to talk.",
        "please ring {}",
        "Call me back on {}",
        "{}",
        "you can reach my daughter at {}",
        "I left my mobile {} with the desk and heard nothing.",
    ),
    Kind.EMAIL: ("email me at {}", "My address is {} for a reply.", "{}", "send the survey to {} please"),
    Kind.POSTCODE: ("We live in {} and there is no bus.", "my postcode is {}", "{}", "nearest clinic to {} is ten miles"),
    Kind.ADDRESS: (
        "I live at {} and nobody came.",
        "My address is {}.",
        "The letter went to {} which is my old house.",
        "please send transport to {}",
        "mum is at {}",
    ),
    Kind.NHS_NUMBER: ("My NHS number is {}.", "nhs no {}", "NHS Number: {}", "They lost my notes ({})."),
    Kind.NATIONAL_INSURANCE: ("my NI number is {}", "National Insurance {} as requested", "NI: {}"),
    Kind.DATE_OF_BIRTH: (
        "I was born on {}.",
        "dob {}",
        "Date of birth: {}",
        "my date of birth is {}",
        "born {}",
        "D.O.B. {} and waiting",
    ),
    Kind.OTHER_NUMBER: ("My hospital number is {}.", "hospital no {}", "ref {}", "patient ID {}", "my case number is {}"),
    Kind.VEHICLE_REGISTRATION: ("My car reg is {}.", "parking fine for {}", "registration {} was in the bay"),
}
WRITINGS = ("capital",) * 5 + ("small",) * 3 + ("all small", "large")


@dataclass(frozen=True)
class Put:
    """One comment with a detail in it: the words, the details as (kind, start, end), how it is written, whose names."""

    text: str
    spans: tuple[tuple[Kind, int, int], ...]
    writing: str = ""
    place: str = ""


class Maker:
    """Makes the set; the same seed makes the same set with the same Faker."""

    def __init__(self, places: tuple[str, ...], seed: int) -> None:
        from faker import Faker

        self.pick = random.Random(seed)
        self.places = places
        self.fakers = {place: Faker("zh_TW" if place == "zh" else place) for place in {*places, "en_GB"}}
        for number, place in enumerate(sorted(self.fakers)):
            self.fakers[place].seed_instance(seed + number)

    def person(self, place: str) -> tuple[str, str]:
        """A first name and a surname; a Chinese one in Roman letters, with its surname behind."""
        if place == "zh":
            last, first = self.fakers[place].romanized_name().split(" ", 1)
            return first.title(), last.title()
        return self.fakers[place].first_name(), self.fakers[place].last_name()

    def detail(self, kind: Kind) -> str:
        """A detail of one kind, as people write it."""
        fake, pick = self.fakers["en_GB"], self.pick
        if kind is Kind.PHONE:
            return fake.phone_number() if pick.random() < 0.7 else fake.cellphone_number()
        if kind is Kind.EMAIL:
            return pick.choice((fake.email, fake.free_email, fake.company_email))()
        if kind is Kind.POSTCODE:
            code = fake.postcode()
            return pick.choice((code, code, code.lower(), code.replace(" ", ""), code.replace(" ", "").lower()))
        if kind is Kind.ADDRESS:
            whole = fake.address().split("\n")
            given = ", ".join(whole if pick.random() < 0.4 else whole[: -2 if pick.random() < 0.5 else -1])
            return pick.choice((given, given, given.lower()))
        if kind is Kind.NHS_NUMBER:
            while True:
                nine = "4" + "".join(pick.choice("0123456789") for _ in range(8))
                check = 11 - sum(int(digit) * (10 - at) for at, digit in enumerate(nine)) % 11
                if check != 10:
                    whole = nine + str(check % 11)
                    mark = pick.choice(("", " ", "-", " "))
                    return f"{whole[:3]}{mark}{whole[3:6]}{mark}{whole[6:]}"
        if kind is Kind.NATIONAL_INSURANCE:
            letters = pick.choice(("AB", "CE", "JH", "NR", "PW", "SK", "TY", "YA")), pick.choice("ABCD")
            two = [f"{pick.randrange(100):02}" for _ in range(3)]
            return pick.choice(
                (
                    f"{letters[0]}{''.join(two)}{letters[1]}",
                    f"{letters[0]} {' '.join(two)} {letters[1]}",
                    f"{letters[0]}{''.join(two)}{letters[1]}".lower(),
                    fake.ssn(),
                )
            )
        if kind is Kind.DATE_OF_BIRTH:
            day = fake.date_of_birth(minimum_age=1, maximum_age=98)
            end = "th" if 11 <= day.day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
            return pick.choice(
                (
                    f"{day:%d/%m/%Y}",
                    f"{day.day}/{day.month}/{day:%y}",
                    f"{day.day}{end} {day:%B %Y}",
                    f"{day.day} {day:%b %Y}",
                    f"{day:%d.%m.%y}",
                    f"{day:%d-%m-%Y}",
                    f"{day:%Y-%m-%d}",
                    f"{day:%B} {day.day}, {day.year}",
                    f"{day.day}{end} of {day:%B} {day.year}",
                )
            )
        if kind is Kind.OTHER_NUMBER:
            digits = "".join(pick.choice("0123456789") for _ in range(7))
            return pick.choice(
                (
                    digits,
                    f"RX1{digits[:6]}",
                    f"RX1 {digits[:6]}",
                    f"H{digits}",
                    f"{digits[:3]}-{digits[3:]}",
                    f"A/{digits[:2]}/{digits[2:6]}",
                )
            )
        return fake.license_plate()

    def put(self, carrier: str, sentence: str, spans: list[tuple[Kind, int, int]], **said: str) -> Put:
        """A sentence behind, before or in place of a comment."""
        way = self.pick.random()
        if not carrier or way < 0.25:
            return Put(sentence, tuple(spans), **said)
        if way < 0.5:
            return Put(f"{sentence} {carrier}", tuple(spans), **said)
        shift = len(carrier) + 1
        return Put(f"{carrier} {sentence}", tuple((kind, start + shift, end + shift) for kind, start, end in spans), **said)

    def names(self, carriers: list[str], count: int) -> list[Put]:
        """Comments with names in them."""
        return [self._named(number, self.pick.choice(carriers) if carriers else "") for number in range(count)]

    def _named(self, number: int, carrier: str) -> Put:
        place, writing = self.places[number % len(self.places)], self.pick.choice(WRITINGS)
        text, spans, rest = "", [], self.pick.choice(NAMED)
        while "{" in rest:
            lead, _, rest = rest.partition("{")
            slot, _, rest = rest.partition("}")
            first, last = self.person(place)
            value = {"f": first, "l": last, "n": f"{first} {last}"}[slot]
            if slot == "f" and rest.startswith(" {l}"):
                rest, value = rest[4:], f"{first} {last}"
            change = {"small": str.lower, "all small": str.lower, "large": str.upper}.get(writing, str)
            text += lead.lower() if writing == "all small" else lead.upper() if writing == "large" else lead
            spans.append((Kind.NAME, len(text), len(text) + len(change(value))))
            text += change(value)
        text += rest.lower() if writing == "all small" else rest.upper() if writing == "large" else rest
        return self.put(carrier, text, spans, writing=writing, place=place)

    def details(self, carriers: list[str], each: int) -> list[Put]:
        """Comments with every other kind of detail in them."""
        made = []
        for kind, ways in DETAILS.items():
            for _ in range(each):
                lead, _, rest = self.pick.choice(ways).partition("{}")
                value = self.detail(kind)
                carrier = self.pick.choice(carriers) if carriers else ""
                made.append(self.put(carrier, lead + value + rest, [(kind, len(lead), len(lead) + len(value))]))
        return made
