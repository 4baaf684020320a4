"""What came without the internet: a paper batch keyed twice, a group that owns its words, two calls, an e-mail. All made up."""

import datetime
import uuid
from email.message import EmailMessage

from antiphon.core.actors import Visitor
from antiphon.decisions import actions as deciding
from antiphon.decisions.models import Handling
from antiphon.demonstration.cast import PASSWORD, Cast
from antiphon.demonstration.clock import standing_at
from antiphon.demonstration.walk import OTHER_WAYS
from antiphon.engagement import actions as asking
from antiphon.engagement.models import Engagement, Session
from antiphon.engagement.queries import channel_enabled
from antiphon.network.models import Membership, User
from antiphon.voices import actions as hearing
from antiphon.voices import entries
from antiphon.voices.doors import email_message
from antiphon.voices.models import Difference, EntryBatch, GroupRecord, ReceivedMail, Response
from antiphon.voices.tasks import deidentify_waiting

CLINIC, NARRATIVE = "blood-tests-nearer-home", "how-we-work-together-comments"
CLERKS = (("Nia Prosser", "nia@ashmere-city.example"), ("Joe Tandy", "joe@ashmere-city.example"))
ADMINISTRATORS = (("Ines Walker", "ines@ashmere-city.example"), ("Dev Nair", "dev@ashmere-city.example"))
PLACES = [{"key": "library", "text": "A library"}, {"key": "van", "text": "A van that comes round"},
          {"key": "surgery", "text": "My own surgery"}, {"key": "other", "text": "Somewhere else", "words": True}]  # fmt: skip
ROWS = [{"key": "early", "text": "Before 9"}, {"key": "day", "text": "In the day"}, {"key": "evening", "text": "After 5"}]
GOOD = [{"key": "good", "text": "Good for me"}, {"key": "bad", "text": "No good for me"}]
# What twenty-four people wrote on the sheet from the library, the place they ticked, the times, their score.
SHEETS = (
    ("Two buses for a two-minute blood test. I am 78 and it takes the whole morning.", "1", "112", "4"),
    ("The library is warm and I go there anyway. Please do it there.", "1", "212", "2"),
    ("I start work at seven. If there is nothing before nine I lose an hour's pay.", "3", "122", "3"),
    ("The nurse at the hospital was gentle. The car park was not: eleven pounds.", "2", "111", "4"),
    ("A van on our estate on Thursdays, like the old mobile library.", "2", "212", "3"),
    ("I cannot hear my name called in a big waiting room.", "3", "212", "4"),
    ("I faint with needles, so I want to be near home and have a chair with arms.", "3", "112", "3"),
    ("My wife has dementia and strange places upset her.", "3", "212", "4"),
    ("Anywhere with a proper toilet that a wheelchair can turn in.", "4: The leisure centre", "222", "3"),
    ("I have three under five. Somewhere to park the buggy, please.", "1", "212", "3"),
    ("Fine as it is for me. I walk there.", "4: The hospital, as now", "111", "1"),
    ("I was told to ring back after ten and after ten the line was full.", "2", "112", "5"),
    ("Put it where there is a bus after five.", "1", "221", "3"),
    ("I look after my dad and can only leave when my sister comes in the evening.", "1", "221", "4"),
    ("Ask us at the food bank. Everybody comes there.", "4: The food bank", "212", "2"),
    ("The results should come by letter. I have no smart telephone.", "3", "212", "3"),
    ("I drive a bus, so I know: number 14 does not stop there on Sundays.", "1", "112", "3"),
    ("The taxi costs more than my shopping.", "2", "212", "4"),
    ("I would like a woman to do it, and not to have to say why at the desk.", "3", "212", "3"),
    ("It was quick and kind, thank you to them all.", "3", "111", "1"),
    ("We need a quiet hour for our son. Noise hurts him.", "1", "122", "3"),
    ("No more going back because the form was not signed.", "3", "212", "4"),
    ("Snow closed the hill road for two weeks and I missed three tests.", "2", "212", "4"),
    ("Keep it in the surgery where they know me.", "3", "112", "2"),
)
GROUP = (
    "We move with the seasons, and our letters go to the site or to a cousin's, so a letter is no good to us. Send a text to "
    "the one who asks for it. We want the van to come to the sight, on a day we agree with you, with a woman to take the blood."
)
GROUP_NOW = GROUP.replace("to the sight", "to the site")
CALLS = (
    "I cannot see the form so my neighbour gave me this number. I want the results read to me on the telephone.",
    "I ring from the farm. We are twenty miles out, and the road floods. Could the community nurse do it when she comes?",
)
LETTER = (
    "Dear all,\n\nI am a carer for my brother. If the van had a fixed day I could plan the week around it. Last month it came on "
    "three different days.\n\nThank you for asking.\n\n--\nSent with a made-up address\n"
)
COMMENTS = (
    "What is an ICB? You use it nine times and never say.",
    "You write “patients” all through. I am a carer, and I am not in it.",
    "Please put the date of the new centre sooner than May.",
)


def play(engagements: dict[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Ask about blood tests nearer home, key in what came, and keep a door open for comments on a narrative."""
    clinic = Engagement.objects.filter(slug=CLINIC).first() or _ask(cast, today)
    nia, joe = (_clerk(name, email, clinic, today) for name, email in CLERKS)
    _batch(clinic, nia, joe, cast["farah"], today)
    _calls(clinic, nia, cast["farah"], today)
    _group(clinic, nia, today)
    _mail_door(clinic, today)
    _email(clinic, today)
    _comments(Engagement.objects.filter(slug=NARRATIVE).first() or _door(cast, today), cast, today)
    while deidentify_waiting():
        pass
    _answers(Engagement.objects.get(slug=NARRATIVE), cast)


def _ask(cast: Cast, today: datetime.date) -> Engagement:
    farah, owner = cast["farah"], cast.organisations["city"]
    with standing_at(today - datetime.timedelta(days=30)):
        draft = asking.draft(
            owner=owner, lead=farah, title="Blood tests nearer home", slug=CLINIC, by=farah, kind="coproduction",
            summary="Where and when should people have their blood taken? Tell us on paper, by telephone or here.",
            purpose="Four in ten blood tests in Ashmere could be done outside the hospital. We want to plan where with you.",
            rung="collaborating", can_change="Where\nOn which days and at what times\nHow results reach you",
            cannot_change="Urgent tests stay in the hospital, because they need a laboratory at once.",
            decides="The neighbourhood team of Ashmere", decides_on=today + datetime.timedelta(days=60),
            opens_on=today - datetime.timedelta(days=21), closes_on=today + datetime.timedelta(days=21), other_ways=OTHER_WAYS,
        )  # fmt: skip
        asking.set_question(draft, text="What would make a blood test easier for you?", by=farah)
        asking.add_question(draft, text="Where would you go for it?", kind="one", options=PLACES, by=farah)
        asking.add_question(draft, text="Which times are good for you?", kind="matrix", options=GOOD, rows=ROWS, by=farah)
        asking.add_partner(draft, organisation=cast.organisations["icb"], way="contributes", by=farah)
        return asking.publish(draft, by=cast["priya"])


def _clerk(name: str, email: str, engagement: Engagement, today: datetime.date, role: str = "entry_clerk") -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email=email, name=name, password=PASSWORD)
    Membership.objects.get_or_create(
        user=user, organisation=engagement.owner, role=role, ends_on=None,
        defaults={"starts_on": today - datetime.timedelta(days=200)},
    )
    return user


def _fields(engagement: Engagement, sheet: tuple[str, str, str, str], today: datetime.date) -> dict[str, str]:
    words, place, times, score = sheet
    text, where, when = engagement.questions.current().order_by("place")
    day = today - datetime.timedelta(days=9)
    rows = {f"q{when.pk}.{row['key']}": number for row, number in zip(ROWS, times, strict=True)}
    return {f"q{text.pk}": words, f"q{where.pk}": place, **rows, "score": score, "said_on": day.isoformat()}


def _batch(engagement: Engagement, nia: User, joe: User, farah: User, today: datetime.date) -> None:
    if EntryBatch.objects.filter(engagement=engagement).exists():
        return
    with standing_at(today - datetime.timedelta(days=8)):
        batch = hearing.open_batch(engagement, name="Box at the central library", expected=len(SHEETS), share=25, by=nia)
        for number, sheet in enumerate(SHEETS, start=1):
            hearing.key_sheet(engagement, fields=_fields(engagement, sheet, today), batch=batch, number=number, by=nia)
    with standing_at(today - datetime.timedelta(days=7)):
        for place, keyed in enumerate(list(entries.to_key_again(batch, joe))):
            again = _fields(engagement, SHEETS[(keyed.number or 1) - 1], today)
            if place == 0:
                again["score"] = str(int(again["score"]) % 5 + 1)
            if place == 1:
                key = next(iter(again))
                again[key] = again[key].rstrip(".") + ", every time."
            hearing.key_again(keyed, fields=again, by=joe)
    with standing_at(today - datetime.timedelta(days=6)):
        wrong, right = Difference.objects.filter(keying__sheet__batch=batch).order_by("field")
        hearing.settle_difference(wrong, takes="second", reason="“Every time” stands on the line below.", by=farah)
        hearing.settle_difference(right, takes="first", reason="The ring is around the first number.", by=farah)
        hearing.close_batch(batch, by=nia)


def _calls(engagement: Engagement, nia: User, farah: User, today: datetime.date) -> None:
    if Session.objects.filter(engagement=engagement).exists():
        return
    with standing_at(today - datetime.timedelta(days=5)):
        session = asking.record_session(
            engagement, title="Telephone hour", kind="telephone", held_on=today - datetime.timedelta(days=5), where="", people=2,
            guide="What would make it easier?\nWhere would you go?", notes="", by=farah,
        )  # fmt: skip
        text = engagement.questions.current().order_by("place").first()
        assert text is not None
        for words in CALLS:
            hearing.key_sheet(engagement, fields={f"q{text.pk}": words, "said_on": session.held_on.isoformat(),
                                                  "wrote_down": "Taken down by the person who answered"},
                              channel="telephone", session=session, by=nia)  # fmt: skip


def _group(engagement: Engagement, nia: User, today: datetime.date) -> None:
    if GroupRecord.objects.filter(engagement=engagement).exists():
        return
    text, where, _ = engagement.questions.current().order_by("place")
    with standing_at(today - datetime.timedelta(days=4)):
        sheet = hearing.key_sheet(engagement, fields={
            f"q{text.pk}": GROUP, f"q{where.pk}": "2", "said_on": (today - datetime.timedelta(days=6)).isoformat(),
            "speaks_as": "group", "speaks_for": "40", "place": "Lower Ford", "may_quote": "yes",
            "wrote_down": "Written down by a member of the group",
        }, channel="event", by=nia)  # fmt: skip
        code = hearing.give_group_code(sheet.response, group="Lower Ford Gypsy and Traveller women’s group", by=nia)
    with standing_at(today - datetime.timedelta(days=3)):
        voice = sheet.response.voices.get()
        hearing.correct_group_words(code, voice=voice.pk, words=GROUP_NOW, by=Visitor())
        hearing.lock_group_words(code, by=Visitor())


def _mail_door(engagement: Engagement, today: datetime.date) -> None:
    """The council assesses e-mail, a second person approves it, and it is switched on in its register."""
    if channel_enabled(engagement.owner, "email"):
        return
    ines, dev = (_clerk(name, email, engagement, today, role="administrator") for name, email in ADMINISTRATORS)
    entry = asking.write_channel(
        engagement.owner, channel="email", name="E-mail", use="People write to the address of an engagement.",
        risks="People write from work, sign with their name, and tell of others.",
        guards="Words are sealed as they arrive, and addresses are kept apart from them.",
        dpia="https://ashmere-city.example/privacy/dpia-email", dpia_on=today - datetime.timedelta(days=60),
        review_on=today + datetime.timedelta(days=300), by=ines,
    )  # fmt: skip
    asking.enable_channel(asking.approve_channel(entry, by=dev), by=ines)


def _email(engagement: Engagement, today: datetime.date) -> None:
    if ReceivedMail.objects.filter(engagement=engagement).exists():
        return
    message = EmailMessage()
    message["From"] = "A carer <a.carer@example.org>"
    message["Subject"] = "Blood tests"
    message["Message-ID"] = "<demonstration-one@example.org>"
    message.set_content(LETTER)
    with standing_at(today - datetime.timedelta(days=2)):
        hearing.take_mail(engagement, mail=email_message.read(message.as_bytes()))


def _door(cast: Cast, today: datetime.date) -> Engagement:
    farah = cast["farah"]
    with standing_at(today - datetime.timedelta(days=50)):
        draft = asking.draft(
            owner=cast.organisations["city"], lead=farah, title="Comments on “Joined-up care in Ashmere and Vale”",
            slug=NARRATIVE, by=farah, kind="standing", rung="consulting",
            summary="Tell us what is unclear, wrong or missing in what we publish.",
            purpose="We publish how care is being joined up. You can comment on it at any time.",
            can_change="The words\nWhat is in it and what is left out",
            cannot_change="Decisions that were made already. The page says which.",
            decides="The editors of the nine partners", opens_on=today - datetime.timedelta(days=45), other_ways=OTHER_WAYS,
        )  # fmt: skip
        asking.set_question(draft, text="What should we change in it?", by=farah)
        asking.add_partner(draft, organisation=cast.organisations["icb"], way="contributes", by=farah)
        return asking.publish(draft, by=cast["priya"])


def _comments(door: Engagement, cast: Cast, today: datetime.date) -> None:
    question = door.questions.current().get()
    for number, words in enumerate(COMMENTS):
        with standing_at(today - datetime.timedelta(days=20 - number)):
            hearing.receive(
                door, answers={question.pk: words}, channel="web", said_on=today - datetime.timedelta(days=20 - number),
                submission=uuid.uuid5(uuid.NAMESPACE_URL, f"antiphon-demonstration:{NARRATIVE}:{number}"), by=Visitor(),
            )  # fmt: skip


def _answers(door: Engagement, cast: Cast) -> None:
    if Handling.objects.filter(engagement=door).exists():
        return
    said = {voice.clean_words: response.pk for response in Response.objects.filter(engagement=door)
            for voice in response.voices.all() if voice.clean_words}  # fmt: skip
    answers = (
        (COMMENTS[0], "changed", "A short form is used and never explained.", "We write “the board that plans care” now."),
        (COMMENTS[2], "not_changed", "The date of the new centre should be sooner.", "The building is not safe before May."),
    )
    for words, kind, what, answer in answers:
        if words in said:
            comments = [said[words]]
            revision = deciding.answer_comments(door, comments=comments, kind=kind, said=what, words=answer, by=cast["farah"])
            deciding.publish_revision(revision, by=cast["priya"])


