"""The demonstration's words keep their promises: made up, all different, and fully answered."""

import csv
import re
import tomllib
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

DATA = Path(__file__).parent.parent / "data"
COLUMNS = [
    "text", "days_ago", "score", "place", "channel", "name", "email",
    "wants_reply", "may_quote", "codes", "stance",
]
LOCAL_CODE = "No phone or internet"
FRAME = {
    "Organisation & efficiency",
    "Funding & use of financial resources",
    "Staff manner & personal attributes",
    "Competence & training",
    "Unspecified communication",
    "Staff listening, understanding & involving patients",
    "Information directly from staff during care",
    "Information provision & guidance",
    "Being kept informed, clarity & consistency of information",
    "Contacting services",
    "Appointment arrangements",
    "Appointment method",
    "Timeliness of care",
    "Pain management",
    "Discharge",
    "Cleanliness, tidiness & infection control",
    "Service location",
    "Transport to/ from services",
    "Parking",
    "Electronic entertainment",
    "Feeling safe",
    "Mental Health Act",
    "Labelling not possible",
    "Supplying & understanding medication",
    "Activities & access to fresh air",
    "Food & drink provision & facilities",
    "Sensory experience",
    "Interaction with family/ carers",
    "Positive experience & gratitude",
    "Continuity of care",
    "Environment, facilities & equipment",
    "Staffing levels & responsiveness",
}
RESERVED = re.compile(r"@(example\.(org|com|net)|ashmere\.example)$")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def voices(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FIRST = voices("voices-111-first.csv")
TIMES = voices("voices-outpatient-times.csv")
ALL = FIRST + TIMES
STORY_TEXT = (DATA / "story.toml").read_text(encoding="utf-8")
STORY = tomllib.loads(STORY_TEXT)
EVERYTHING = [row["text"] for row in ALL] + [STORY_TEXT]


def codes(row):
    return set(row["codes"].split(";"))


def normal(text):
    return " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("'", "").replace("’", "")))


def of_111_first(table):
    return [row for row in STORY[table] if row["engagement"] == "111-first"]


def valid_nhs_number(digits):
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == int(digits[9])


# --- the voices -----------------------------------------------------------


def test_there_are_enough_voices():
    assert len(FIRST) >= 270
    assert len(TIMES) >= 70


def test_every_row_is_well_formed():
    for row in ALL:
        assert list(row) == COLUMNS
        assert row["text"] == row["text"].strip() != ""
        assert len(row["text"].split()) <= 130
        assert row["score"] in {"", "1", "2", "3", "4", "5"}
        assert row["place"] in STORY["system"]["places"]
        assert row["channel"] in {"web", "paper", "telephone", "event", "email"}
        assert row["wants_reply"] in {"yes", "no"}
        assert row["may_quote"] in {"yes", "no"}
        assert row["stance"] in {"positive", "negative", "mixed", "unclear"}
        assert (row["wants_reply"] == "yes") == bool(row["name"]) == bool(row["email"])


@pytest.mark.parametrize(("rows", "first", "last"), [(FIRST, 30, 72), (TIMES, 0, 12)])
def test_every_voice_came_while_the_engagement_was_open(rows, first, last):
    assert all(first <= int(row["days_ago"]) <= last for row in rows)


def test_the_days_match_the_story():
    opened = {e["key"]: e for e in STORY["engagements"]}
    for key, rows in (("111-first", FIRST), ("outpatient-times", TIMES)):
        for row in rows:
            assert opened[key]["opens_days"] <= -int(row["days_ago"]) <= opened[key]["closes_days"]


def test_no_two_voices_say_the_same():
    repeated = [text for text, n in Counter(normal(row["text"]) or row["text"] for row in ALL).items() if n > 1]
    assert repeated == []


def test_no_two_voices_are_nearly_alike():
    grams = []
    for row in ALL:
        words = normal(row["text"]).split()
        grams.append({tuple(words[i : i + 5]) for i in range(len(words) - 4)})
    for (i, a), (j, b) in combinations(enumerate(grams), 2):
        if a and b:
            overlap = len(a & b) / min(len(a), len(b))
            assert overlap < 0.2, (ALL[i]["text"], ALL[j]["text"])


def test_voices_do_not_begin_alike():
    openings = Counter(" ".join(words[:4]) for row in ALL if len(words := normal(row["text"]).split()) > 4)
    assert openings.most_common(1)[0][1] <= 2


def test_every_code_is_in_the_frame():
    for row in FIRST:
        assert codes(row) <= FRAME | {LOCAL_CODE}, row
    for row in TIMES:
        assert codes(row) <= FRAME, row


def test_exactly_eleven_people_have_no_phone_or_internet():
    assert sum(LOCAL_CODE in codes(row) for row in FIRST) == 11


def test_one_place_is_small_enough_for_the_small_number_rule():
    places = Counter(row["place"] for row in FIRST)
    assert set(places) == set(STORY["system"]["places"])
    assert 2 <= min(places.values()) <= 4


def test_about_a_third_want_a_reply():
    for rows in (FIRST, TIMES):
        assert 0.28 <= sum(row["wants_reply"] == "yes" for row in rows) / len(rows) <= 0.42


def test_two_people_share_one_address_and_only_they_do():
    shared = [email for email, n in Counter(r["email"] for r in ALL if r["email"]).items() if n > 1]
    assert len(shared) == 1
    assert {r["name"] for r in ALL if r["email"] == shared[0]} == {"Grace Penhallow", "Ken Penhallow"}


# --- nothing points at a real person ---------------------------------------


def test_every_email_is_in_a_reserved_domain():
    addresses = [r["email"] for r in ALL if r["email"]] + [a for text in EVERYTHING for a in EMAIL.findall(text)]
    assert addresses
    assert [a for a in addresses if not RESERVED.search(a.rstrip("."))] == []


def test_every_phone_number_is_kept_for_fiction():
    found = [re.sub(r"\D", "", n) for text in EVERYTHING for n in re.findall(r"\b0(?:[ -]?\d){9,10}\b", text)]
    assert found
    assert [n for n in found if not re.fullmatch(r"07700900\d{3}|01632960\d{3}", n)] == []


def test_every_nhs_number_is_a_test_number():
    found = [re.sub(r"\D", "", n) for t in EVERYTHING for n in re.findall(r"\b[1-9]\d{2}[ -]?\d{3}[ -]?\d{4}\b", t)]
    assert found
    assert all(n.startswith("999") and valid_nhs_number(n) for n in found)


def test_every_postcode_is_in_an_area_that_does_not_exist():
    found = [area for t in EVERYTHING for area in re.findall(r"\b([A-Z]{1,2})\d[A-Z\d]? \d[A-Z]{2}\b", t)]
    assert found
    assert set(found) == {"AV"}


# --- the story --------------------------------------------------------------


def test_the_cast_is_complete():
    assert len(STORY["organisations"]) == 9
    assert {p["name"].removeprefix("Cllr ").removeprefix("Sir ").split()[0] for p in STORY["people"]} == {
        "Priya", "Tom", "Farah", "Marcus", "Grace", "Delroy", "Joan", "Alan", "Wen",
    }
    assert len({p["email"] for p in STORY["people"]}) == 9
    assert {p["role"] for p in STORY["people"]} == {
        "director", "communications_officer", "engagement_lead", "analyst", "decision_maker", "reader",
    }


def test_every_key_points_at_something():
    organisations = {o["key"] for o in STORY["organisations"]}
    people = {p["key"] for p in STORY["people"]}
    engagements = {e["key"] for e in STORY["engagements"]}
    assert {p["organisation"] for p in STORY["people"]} <= organisations
    assert {d["body"] for d in STORY["duty_tests"]} <= organisations
    for e in STORY["engagements"]:
        assert {e["owner"], *e["partners"]} <= organisations
        assert e["owner"] not in e["partners"]
        assert {e["lead"], e.get("chair", e["lead"])} <= people
        assert e["can_change"]
        assert e["cannot_change"]
        assert e["who_decides"]
        assert not e["voices_file"] or (DATA / e["voices_file"]).exists()
    for name, table in STORY.items():
        for row in table if isinstance(table, list) else []:
            if "engagement" in row:
                assert row["engagement"] in engagements, name
            for field in ("lead", "chair", "author", "checked_by", "run_by", "asked_by"):
                assert row.get(field, "tom") in people, (name, field)
            if name in {"impacts", "conditions", "answers"}:
                assert row["owner"] in people, name


def test_each_of_the_nine_themes_is_supported():
    themes = of_111_first("themes")
    assert [t["number"] for t in themes] == list(range(1, 10))
    every = [code for t in themes for code in t["codes"]]
    assert len(every) == len(set(every))
    for theme in themes:
        n = sum(bool(codes(row) & set(theme["codes"])) for row in FIRST)
        assert n == 11 if theme["minority"] else n >= 18, theme["name"]
    assert [t["number"] for t in themes if t["minority"]] == [9]


def test_every_theme_was_weighed():
    for theme in of_111_first("themes"):
        assert theme["weighed_for"]
        assert theme["weighed_against"]
        assert theme["strength_note"]
        assert theme["taken"] in {"yes", "partly", "no"}
        assert bool(theme["why_not"]) == (theme["taken"] != "yes")


def test_draft_themes_use_known_codes():
    assert {code for t in STORY["draft_themes"] for code in t["codes"]} <= FRAME


def test_every_theme_is_answered_five_two_two():
    answers = of_111_first("answers")
    assert [a["theme"] for a in answers] == list(range(1, 10))
    assert Counter(a["kind"] for a in answers) == {"did": 5, "will": 2, "cannot": 2}
    for a in answers:
        assert ("done_days" in a and a["done_days"] <= 0) == (a["kind"] == "did")
        assert ("due_days" in a and a["due_days"] > 0) == (a["kind"] == "will")
        assert a["why"] or a["kind"] != "cannot"


def test_every_mitigation_is_owned_and_dated():
    impacts = of_111_first("impacts")
    assert {i["key"] for i in impacts} == {"digital-exclusion", "deafness", "dementia", "language"}
    for impact in impacts:
        assert impact["mitigation"]
        assert impact["owner"]
        assert impact["due_days"] > 0
        assert impact["evidence"] or impact["evidence_gap"]
    assert any(i["evidence_gap"] for i in impacts)


def test_there_are_three_options_and_one_was_chosen():
    options = of_111_first("options")
    assert [o["number"] for o in options] == [1, 2, 3]
    assert [o["number"] for o in options if o["digital_only"]] == [3]
    (decision,) = of_111_first("decisions")
    assert decision["option"] == 2
    assert decision["amendments"]
    assert decision["reasons"]
    assert decision["dissent"]
    assert decision["votes_for"] > decision["votes_against"] > 0


def test_five_panel_members_tried_the_wording():
    (wording,) = of_111_first("wording_tests")
    assert len(of_111_first("wording_members")) == 5
    assert wording["flagged"] in wording["before"].lower()
    assert wording["after"] == of_111_first("options")[wording["option"] - 1]["public_wording"]


def test_the_report_came_out_15_working_days_before_the_board():
    (engagement,) = (e for e in STORY["engagements"] if e["key"] == "111-first")
    (report,) = of_111_first("reports")
    (decision,) = of_111_first("decisions")
    assert engagement["report_days"] == report["published_days"]
    assert engagement["decision_days"] == decision["decided_days"]
    for weekday in range(7):
        today = date(2026, 6, 1 + weekday).toordinal()
        between = range(today + report["published_days"] + 1, today + decision["decided_days"] + 1)
        assert sum(date.fromordinal(day).weekday() < 5 for day in between) >= 15 + 2  # two bank holidays may fall


def test_the_story_is_in_short_sentences():
    def texts(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | dict):
            for item in value.values() if isinstance(value, dict) else value:
                yield from texts(item)

    long = [
        sentence
        for text in texts(STORY)
        for sentence in re.split(r"(?<=[.?!])\s+", text)
        if len(sentence.split()) > 30
    ]
    assert long == []
