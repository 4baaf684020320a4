"""A partner's own survey comes in as the spreadsheet that its program wrote; the register of channels is filled. All made up."""

import datetime
import io

import xlsxwriter

from antiphon.core.actors import Machine
from antiphon.demonstration.cast import Cast
from antiphon.demonstration.clock import standing_at
from antiphon.demonstration.walk import OTHER_WAYS
from antiphon.engagement import actions as asking
from antiphon.engagement.models import ChannelEntry, Engagement
from antiphon.engagement.queries import channels_of
from antiphon.voices import actions as hearing
from antiphon.voices.models import ImportBatch
from antiphon.voices.tasks import deidentify_waiting

MAKER = Machine("demonstration")
SLUG = "getting-to-the-hospital"
FILE = "Getting to the hospital - Microsoft Forms.xlsx"
QUESTIONS = (
    {"text": "What makes it hard to get to the hospital?", "kind": "text", "options": []},
    {"text": "How did you travel the last time?", "kind": "one", "options": [
        {"key": "bus", "text": "By bus"}, {"key": "car", "text": "By car"}, {"key": "walk", "text": "On foot"},
        {"key": "other", "text": "Another way", "words": True}]},
    {"text": "When could you come?", "kind": "many", "options": [
        {"key": "am", "text": "Mornings"}, {"key": "pm", "text": "Afternoons"}, {"key": "eve", "text": "Evenings"}]},
    {"text": "How easy was it, from 1 to 5?", "kind": "scale", "options": []},
)  # fmt: skip
SAID = (
    ("The 14 stops at Harrow Bridge and then I wait half an hour for the next one.", "By bus", "Mornings;", 2),
    ("Nothing, I live round the corner.", "On foot", "Mornings;Afternoons;Evenings;", 5),
    ("Parking cost me more than the prescription.", "By car", "Evenings;", 2),
    ("My neighbour drives me, so it has to be when she is off work.", "A lift from a neighbour", "Afternoons;", 3),
    ("There is no dropped kerb where the bus lets you off.", "By bus", "Mornings;Afternoons;", 1),
    ("I cannot read the signs from the car park in winter, there is one lamp.", "By car", "Mornings;", 3),
    ("", "By bus", "Evenings;", 4),
    ("The first bus from Millbeck gets in at ten. My clinic was at nine.", "By bus", "Afternoons;Evenings;", 1),
    ("Patient transport came two hours early and nobody could let me in.", "Hospital transport", "Mornings;", 2),
    ("It was fine once I found the back entrance.", "On foot", "Afternoons;", 4),
    ("Two buses and a hill. I am 81.", "By bus", "Mornings;", 1),
    ("I cycle, and there is nowhere to lock a bike in sight of the door.", "By bicycle", "Mornings;Evenings;", 4),
)


def play(engagements: dict[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Bring in the council's survey of library users, and fill the board's register of channels; what is there stays."""
    engagement = _asked(cast, today)
    if not ImportBatch.objects.filter(engagement=engagement).exists():
        waiting = hearing.keep_file(engagement, file=io.BytesIO(_forms(today)), name=FILE, by=cast["farah"])
        hearing.take_file(waiting, by=cast["farah"])
        while deidentify_waiting():
            pass
    _channels(cast, today)


def _asked(cast: Cast, today: datetime.date) -> Engagement:
    found = Engagement.objects.filter(slug=SLUG).first()
    if found is not None:
        return found
    day = datetime.timedelta
    with standing_at(today - day(days=30)):
        engagement = asking.draft(
            owner=cast.organisations["city"], lead=cast["farah"], title="Getting to the hospital", slug=SLUG, by=cast["farah"],
            summary="What makes it hard to get there?",
            purpose="The council and the hospitals plan buses, kerbs and signs together. We want to hear what stands in the way.",
            can_change="Bus stops, kerbs and lamps.\nThe signs on the way.", cannot_change="The hospital stays where it is.",
            decides="The transport committee of the council", opens_on=today - day(days=20), closes_on=today + day(days=25),
            decides_on=today + day(days=70), other_ways=OTHER_WAYS,
        )
        asking.add_questions(engagement, drafts=[dict(draft) for draft in QUESTIONS], by=cast["farah"])
        for key in ("hospitals", "healthwatch", "icb"):
            asking.add_partner(engagement, organisation=cast.organisations[key], way="contributes", by=cast["farah"])
        return asking.publish(engagement, by=cast["marcus"])


def _forms(today: datetime.date) -> bytes:
    """Return what the council's form would export: the columns that the program adds, then the questions."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        sheet = book.add_worksheet("Form1")
        begin = datetime.datetime.combine(today - datetime.timedelta(days=12), datetime.time(10, 0))
        sheet.write_row(0, 0, ["ID", "Start time", "Completion time", "Email", "Name", *(str(one["text"]) for one in QUESTIONS)])
        for number, said in enumerate(SAID, start=1):
            start = begin + datetime.timedelta(hours=5 * number)
            sheet.write_row(number, 0, [number, start, start + datetime.timedelta(minutes=4), "anonymous", "", *said])
    return out.getvalue()


def _channels(cast: Cast, today: datetime.date) -> None:
    board, priya = cast.organisations["icb"], cast["priya"]
    asking.begin_register(board, by=MAKER)
    there = {entry.channel for entry in channels_of(board)}
    year = datetime.timedelta(days=365)
    if "email" not in there:
        entry = asking.write_channel(
            board, channel="email", name="E-mail", use="People write to the address of an engagement.",
            risks="People write from work, sign with their name, and send pictures with others on them.",
            guards="Words are sealed as they arrive and addresses are kept apart. Pictures wait until a person has looked.",
            dpia="https://ashmereandvale.example/privacy/dpia-email", dpia_on=today - datetime.timedelta(days=40),
            review_on=today + year, by=priya,
        )  # fmt: skip
        asking.enable_channel(asking.approve_channel(entry, by=cast["wen"]), by=priya)
    if not any(entry.channel == "messaging-app" for entry in ChannelEntry.objects.filter(organisation=board)):
        asking.write_channel(  # nobody has done its DPIA, so it cannot be switched on
            board, name="Messaging app", use="A youth group would like to answer by a messaging app.",
            risks="The maker of the app sees who writes to us, and when.", guards="", dpia="", dpia_on=None, review_on=None,
            by=priya,
        )  # fmt: skip
