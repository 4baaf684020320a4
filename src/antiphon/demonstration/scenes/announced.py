"""Announcements of Ashmere and Vale: one in public in many forms, one under embargo, and a clinical one that was recalled."""

import datetime
from collections.abc import Mapping
from io import BytesIO

from django.utils import timezone

from antiphon.core.actors import Machine
from antiphon.demonstration.cast import BEGINNING, PASSWORD, Cast
from antiphon.demonstration.clock import standing_at
from antiphon.demonstration.story import day
from antiphon.engagement.models import Engagement
from antiphon.network.models import Membership, Organisation, User
from antiphon.packs import actions, queries
from antiphon.packs.models import Asset, Pack, PackVersion

DESK = "One desk for everyone at Quayside"
HOME = "Health at home begins in November"
CLINICAL = "What intensive care learnt this winter"
CLINICIAN = ("Dr Leila Haddad-Marsh", "leila.haddad-marsh@ashmere.example")
BY = Machine("demonstration")


def play(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Write, approve, renew, recall, and leave one under embargo. What is there is left."""
    board = cast.organisations["icb"]
    leila = _clinician(board)
    if not Pack.objects.filter(owner=board, title=DESK).exists():
        _desk(board, cast, today)
    if not Pack.objects.filter(owner=board, title=CLINICAL).exists():
        _clinical(board, cast, leila, today)
    if not Pack.objects.filter(owner=board, title=HOME).exists():
        _under_embargo(board, cast, today)


def _clinician(board: Organisation) -> User:
    name, email = CLINICIAN
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email=email, name=name, password=PASSWORD)
    Membership.objects.get_or_create(user=user, organisation=board, role="clinical_approver", ends_on=None,
                                     defaults={"starts_on": BEGINNING})  # fmt: skip
    return user


def _desk(board: Organisation, cast: Cast, today: datetime.date) -> None:
    tom, priya = cast["tom"], cast["priya"]
    with standing_at(day(today, -20)):
        pack = actions.draft(board, title=DESK, by=tom)
        version = _first(pack)
        actions.write(
            version, headline=DESK, by=tom, contact="The press desk of all nine partners: 01632 960150",
            summary="From today one desk at Quayside sees everyone who comes in. It opens at 8am and closes at 8pm, "
                    "seven days a week. You do not have to ring first.",
            lines="There is one desk for everyone.\nNobody who comes in is sent away.\n"
                  "If you can ring 111 first, you wait less.\nAn interpreter is on call.",
            notes="If people ask about parking: the spaces by the river are free for two hours.",
            not_clinical="It says where the desk is and when it opens. It gives no advice on care.",
        )  # fmt: skip
        actions.say_fact(version, words="Four in ten people told us that they had been sent from one desk to another.", by=tom,
                         source="What people told us, 111 First", as_of=day(today, -150))  # fmt: skip
        actions.say_spokesperson(version, role="Director of communications", user=priya, about="Why there is one desk", by=tom)
        actions.say_slot(version, key="your_desk", label="Where your own desk is, and when it opens", kind="text", most=120,
                         by=tom, words="Your nearest walk-in desk is at Quayside.")  # fmt: skip
        actions.say_slot(version, key="your_page", label="Your own page about the desk", kind="url", most=120, by=tom,
                         hosts=["ashmere.example", "vale.example"])  # fmt: skip
        actions.say_slot(version, key="number", label="The number to ring", kind="locked", words="01632 960100", by=tom)
        picture = actions.add_file(
            version, content=_picture(), title="The desk at Quayside", by=tom, rights="Drawn by the board. Anyone may use it.",
            alternative="A drawing. Two people talk across a low desk. One of them sits in a wheelchair. Over them hangs a sign "
                        "that says: one desk.",
        )  # fmt: skip
        actions.add_video(
            version, link="https://video.ashmere.example/one-desk", title="A walk through the desk", by=tom,
            rights="Filmed by the board, with leave of all who are seen", rights_until=day(today, 600),
            alternative="The film goes from the door to the desk. The door opens by itself. There is a ramp. A member of staff "
                        "says where to sit and how long it takes.",
        )  # fmt: skip
        _desk_words(version, picture, tom)
        _approved(version, tom, priya)
    with standing_at(day(today, -4)):
        second = actions.begin_version(pack, by=tom)
        web = second.variants.get(channel="web", language="en", format="standard")
        actions.write(second, headline=DESK, summary=version_of(pack, 1).summary, lines=version_of(pack, 1).lines, by=tom,
                      contact="The press desk of all nine partners: 01632 960150", notes=version_of(pack, 1).notes,
                      not_clinical=version_of(pack, 1).not_clinical,
                      what_changed="The desk now opens on bank holidays too.")  # fmt: skip
        actions.say_variant(second, channel="web", subject=web.subject, variant=web, by=tom, picture=web.picture,
                            text=web.text.replace("seven days a week", "seven days a week, bank holidays too"))  # fmt: skip
        _approved(second, tom, priya)
        post = second.variants.get(channel="social", format="standard")
        actions.offer_posts(second, by=BY)
        actions.note_posting(post, organisation=board, place="Page of the board", link="https://social.example/ashmere/1", by=tom)


def version_of(pack: Pack, number: int) -> PackVersion:
    """Return a version of an announcement by its number."""
    found: PackVersion = pack.versions.get(number=number)
    return found


def _desk_words(version: PackVersion, picture: Asset, tom: User) -> None:
    hours = "The desk is open from 8am to 8pm, seven days a week."
    say = {"version": version, "by": tom}
    actions.say_variant(
        **say, channel="web", subject=DESK, picture=picture,
        text=f"There is now one desk at Quayside for everyone who comes in. {hours}\n\nYou can:\n\n"
             "- walk in, without ringing first\n- ring 111, who can book you a time\n"
             "- ask for an interpreter, or for somewhere quiet to sit\n\n((your_desk))\n\nQuestions? Ring ((number)).",
    )  # fmt: skip
    actions.say_variant(
        **say, channel="email", subject=DESK,
        text=f"Dear ((name)),\n\nThere is now one desk at Quayside for everyone who comes in. {hours}\n\n"
             "((your_desk)) ((your_page))\n\nQuestions? Ring ((number)).\n\nYou can stop these e-mails: ((leave))",
    )  # fmt: skip
    actions.say_variant(**say, channel="sms",
                        text=f"One desk at Quayside for everyone. {hours} Questions: ((number)). Stop: ((leave))")  # fmt: skip
    actions.say_variant(**say, channel="social", picture=picture,
                        text=f"One desk at Quayside for everyone who comes in. {hours} No need to ring first.")  # fmt: skip
    actions.say_variant(
        **say, channel="poster", subject="One desk for everyone", format="large_print",
        text="The desk at Quayside sees everyone.\n\nOpen 8am to 8pm. Seven days a week.\n\nRing ((number)).",
    )  # fmt: skip
    actions.say_variant(**say, channel="intranet", subject=DESK,
                        text=f"From today we send nobody from one desk to another. {hours} ((your_desk))")  # fmt: skip
    actions.say_variant(
        **say, channel="web", format="easy_read", subject="One desk for everyone",
        text="There is a new desk at Quayside.\n\nThe desk is for everyone.\n\nIt opens at 8 in the morning.\n\n"
             "It closes at 8 in the evening.\n\nIt is open every day.\n\nYou can come in. You do not need to ring first.\n\n"
             "You can ring us. Our number is ((number)).",
    )  # fmt: skip
    actions.say_variant(**say, channel="web", format="bsl", subject=f"{DESK} (British Sign Language)",
                        video="https://video.ashmere.example/one-desk-bsl")  # fmt: skip
    actions.say_variant(
        **say, channel="web", language="pl", subject="Jedno okienko dla wszystkich w Quayside",
        text="W Quayside jest teraz jedno okienko dla wszystkich. Jest czynne od 8.00 do 20.00, siedem dni w tygodniu.\n\n"
             "Nie trzeba wcześniej dzwonić. Na życzenie jest tłumacz.\n\nPytania? Proszę dzwonić: ((number)).",
    )  # fmt: skip


def _clinical(board: Organisation, cast: Cast, leila: User, today: datetime.date) -> None:
    """A clinical announcement: read by its clinician, approved, and taken back five days later."""
    tom, priya = cast["tom"], cast["priya"]
    with standing_at(day(today, -12)):
        pack = actions.draft(board, title=CLINICAL, by=tom)
        version = _first(pack)
        actions.write(
            version, headline=CLINICAL, by=tom, clinical=True, clinical_approver=leila, contact="The press desk: 01632 960150",
            summary="Intensive care teams of both hospitals looked at what helped this winter. They share three things.",
            lines="Turn people early.\nTell the family every day.\nAsk for help sooner than you think.",
        )  # fmt: skip
        actions.say_spokesperson(version, role="Lead for intensive care", user=leila, about="What helped", by=tom)
        actions.say_variant(
            version, channel="web", subject=CLINICAL, by=tom,
            text="Intensive care teams looked at what helped this winter.\n\n- Turn people early, every four hours.\n"
                 "- Tell the family every day, at a time that they know.\n- Ask for help sooner than you think.",
        )  # fmt: skip
        actions.ask(version, by=tom)
    with standing_at(day(today, -11)):
        actions.read_clinically(version, words=queries.words_of(queries.full(version)), by=leila)
        actions.approve(version, words=queries.words_of(queries.full(version)), by=priya)
    with standing_at(day(today, -6)):
        actions.recall(
            version, by=leila, reason="It says every four hours. That is right for some people and wrong for others.",
            instead="Follow the plan of the person’s own team. A new version comes when the team has agreed it.",
        )  # fmt: skip
        second = actions.begin_version(pack, by=tom)
        actions.say_variant(
            second, channel="web", subject=CLINICAL, by=tom, variant=second.variants.get(channel="web"),
            text="Intensive care teams looked at what helped this winter.\n\n- Turn people as their own plan says.\n"
                 "- Tell the family every day, at a time that they know.\n- Ask for help sooner than you think.",
        )  # fmt: skip
        actions.ask(second, by=tom)  # and it waits for its clinician: nothing can be sent


def _under_embargo(board: Organisation, cast: Cast, today: datetime.date) -> None:
    tom, priya = cast["tom"], cast["priya"]
    with standing_at(day(today, -3)):
        pack = actions.draft(board, title=HOME, by=tom, public=True)
        version = _first(pack)
        actions.list_reader(pack, user=priya, by=tom)
        actions.write(
            version, headline=HOME, by=tom, contact="The press desk of all nine partners: 01632 960150",
            summary="Four in five people who need care after hospital will be able to have it at home.",
            lines="Home comes first, where it is safe and wanted.\nNobody goes home without a plan.",
            not_clinical="It says that the service begins. What care a person gets is between them and their team.",
        )  # fmt: skip
        actions.say_spokesperson(version, role="Director of communications", user=priya, by=tom)
        actions.say_variant(
            version, channel="web", subject=HOME, by=tom,
            text="From next week, more people can have their care at home after a stay in hospital. "
                 "Your team asks you what you want.",
        )  # fmt: skip
        actions.say_variant(
            version, channel="email", subject=HOME, by=tom,
            text="Dear ((name)),\n\nFrom next week, more people can have their care at home after a stay in hospital.\n\n"
                 "You can stop these e-mails: ((leave))",
        )  # fmt: skip
        actions.move_embargo(pack, until=_midnight(day(today, 5)), by=tom)
        _approved(version, tom, priya)


def _midnight(date: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(date, datetime.time(0, 1), timezone.get_default_timezone())


def _first(pack: Pack) -> PackVersion:
    found = queries.drafts_of(pack)
    assert found is not None
    return found


def _approved(version: PackVersion, tom: User, priya: User) -> None:
    actions.ask(version, by=tom)
    actions.approve(version, words=queries.words_of(queries.full(version)), by=priya)


def _picture() -> bytes:
    """Draw the desk: made here, so that nobody's picture is used."""
    from PIL import Image, ImageDraw

    drawn = Image.new("RGB", (960, 540), "#e8edee")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((0, 420, 960, 540), fill="#aeb7bd")
    pen.rectangle((300, 300, 660, 430), fill="#7c2855")
    pen.rectangle((280, 285, 680, 305), fill="#d8a1c4")
    pen.rounded_rectangle((350, 60, 610, 130), 12, fill="#005eb8")
    pen.text((400, 70), "One desk", fill="white", font_size=42)
    for x, skin, shirt in ((210, "#8d5524", "#00703c"), (740, "#f1c27d", "#005eb8")):
        pen.ellipse((x - 38, 180, x + 38, 256), fill=skin)
        pen.rounded_rectangle((x - 55, 256, x + 55, 420), 40, fill=shirt)
    pen.ellipse((130, 360, 270, 500), outline="#212b32", width=10)
    out = BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()
