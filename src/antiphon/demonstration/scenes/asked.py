"""The joint contact point of Ashmere and Vale: twelve agreed answers, and what people ask. All of them are made up."""

import datetime
import tomllib
from collections.abc import Mapping

from antiphon.answers.actions import contact as points
from antiphon.answers.actions import enquiries, faqs, replies
from antiphon.answers.actions.enquiries import Asked
from antiphon.answers.models import ContactPoint, Enquiry, Faq
from antiphon.core.actors import Visitor
from antiphon.core.days import working_days_after
from antiphon.demonstration.cast import Cast
from antiphon.demonstration.clock import standing_at
from antiphon.demonstration.story import DATA, day
from antiphon.engagement.models import Engagement
from antiphon.people.actions import Contact

NAME = "The Ashmere and Vale enquiry desk"
SIGN = {"priya": "icb", "tom": "hospitals", "farah": "city", "marcus": "healthwatch"}
# What was asked and answered: who asks, how often, topic, question.
PAST = [
    ("resident", 13, "hospital", "How long will I wait for the eye clinic?"),
    ("resident", 10, "111", "Is 111 open on Sundays?"),
    ("group", 4, "having a say", "Can you come to our group and explain?"),
    ("staff", 2, "joined-up care", "Which form do we use?"),
    ("journalist", 2, "GP surgeries", "Is any surgery going to close?"),
    ("councillor", 3, "care at home", "Who assesses carers?"),
]  # fmt: skip
WARDS = ["Ashmere Town", "Ashmere Town", "Harrow Bridge", "Vale North", "Ashmere Town", "Harrow Bridge", "", "Ashmere Town"]


def play(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Open the contact point, agree the answers, and let people ask. What is there already is left as it is."""
    contact = ContactPoint.objects.filter(closed_at__isnull=True).first()
    if contact is None:
        with standing_at(day(today, -160)):
            contact = _open(cast)
    if not Faq.objects.filter(contact=contact).exists():
        _answers(contact, cast, today)
    if not Enquiry.objects.filter(contact=contact).exists():
        _past(contact, cast, today)
        _now(contact, cast, today)


def _open(cast: Cast) -> ContactPoint:
    contact = points.found(cast.organisations["icb"], name=NAME, line="01632 960170", mailbox="ask@ashmere.example",
                           post_to="Freepost Ask Ashmere and Vale", hours="weekdays, 9am to 5pm", by=cast["priya"])  # fmt: skip
    for key, organisation in cast.organisations.items():
        if key != "icb":
            points.share_with(contact, organisation=organisation, way="contributes", by=cast["priya"])
    points.approve(ContactPoint.objects.get(pk=contact.pk), by=cast["farah"])
    return ContactPoint.objects.get(pk=contact.pk)


def _answers(contact: ContactPoint, cast: Cast, today: datetime.date) -> None:
    rows = tomllib.loads((DATA / "asked.toml").read_text(encoding="utf-8"))["answer"]
    for number, row in enumerate(rows):
        writer = row["writer"]
        signers = [key for key in SIGN if key != writer][:2]
        began = day(today, -150 + 4 * number)
        with standing_at(began):
            faq = faqs.write(
                contact, owner=cast.organisations[row["owner"]], question=row["question"], answer=row["answer"],
                person=cast[writer], topics=[row["topic"]], by=cast[writer],
                review_on=max(day(today, row["until"]), day(began, 1)),
                approvers=[(cast[key].pk, cast.organisations[SIGN[key]].pk) for key in signers],
            )  # fmt: skip
        for late, key in enumerate(signers, start=2):
            with standing_at(day(began, late)):
                faqs.agree(faq.versions.get(), by=cast[key])
    # One edit waits: Farah has signed it, and Tom has not yet.
    faq = Faq.objects.get(slug="will-my-gp-surgery-close")
    with standing_at(day(today, -2)):
        version = faqs.rewrite(
            faq, question="Will my GP surgery close?", base=1, by=cast["priya"], why="Mill Lane surgery moves next door in March",
            answer="No surgery in Ashmere and Vale is planned to close. Mill Lane surgery moves to the building next door in "
                   "March. Its telephone number stays the same.",
        )  # fmt: skip
    with standing_at(day(today, -1)):
        faqs.agree(version, by=cast["farah"])


def _past(contact: ContactPoint, cast: Cast, today: datetime.date) -> None:
    tom, number = cast["tom"], 0
    for asker, often, topic, question in PAST:
        for _ in range(often):
            number += 1
            began = working_days_after(day(today, -100), 2 * number % 50)
            asked = Asked(question, asker, topic=topic, ward=WARDS[number % len(WARDS)],
                          capacity="ward" if asker == "councillor" else "")  # fmt: skip
            with standing_at(began):
                enquiry = enquiries.record(contact, asked=asked, came_by=("telephone", "email", "person")[number % 3], by=tom)
            if number % 9 == 0 and asker == "resident":  # the answer takes longer: they hear so in time
                with standing_at(working_days_after(began, 8)):
                    held = replies.draft(
                        enquiry, kind="holding", words="Thank you. We have asked the clinic, and it has not told us yet.", by=tom,
                        promised_what="how long the list of the clinic is", promised_on=working_days_after(began, 14),
                    )  # fmt: skip
                    replies.send(held, edition=1, by=tom)
            with standing_at(working_days_after(began, 1 if asker == "journalist" else 2 + number % 3)):
                if number % 9 or asker != "resident":
                    words = "Thank you for asking. The answer is on our website."
                    replies.send(replies.draft(enquiry, kind="last", words=words, by=tom), edition=1, by=tom)
            if number % 9 == 0 and asker == "resident":
                with standing_at(working_days_after(began, 12)):
                    reply = replies.draft(enquiry, kind="last", words="The list is nine weeks long this month.", by=tom)
                    replies.send(reply, edition=1, by=tom)


def _now(contact: ContactPoint, cast: Cast, today: datetime.date) -> None:
    tom, priya, farah = cast["tom"], cast["priya"], cast["farah"]
    joan = Contact("Cllr Joan Whitby", "joan.whitby@ashmere.example")
    with standing_at(day(today, -6)):
        ward = enquiries.receive(contact, by=Visitor(), asked=Asked(
            "Residents in Vale North ask me how long they wait for a first appointment at the memory clinic. Can you tell me by "
            "Friday?", "councillor", capacity="ward", ward="Vale North", topic="hospital", answer_how="email", contact=joan,
        ))  # fmt: skip
        enquiries.hand_to(ward, organisation=cast.organisations["hospitals"], holder=tom, by=priya)
    with standing_at(day(today, -3)):
        held = replies.draft(
            ward, kind="holding", by=tom, promised_on=working_days_after(today, 4),
            words="Thank you for asking for residents of Vale North. The clinic counts its list on the last day of the month, so "
                  "we do not have the figures yet.",
            promised_what="how many people of Vale North wait for the memory clinic, and for how long",
        )  # fmt: skip
        replies.send(held, edition=1, by=tom)
    with standing_at(day(today, -1)):
        enquiries.record(
            contact, came_by="telephone", by=priya, hold=False, due_on=working_days_after(today, 1),
            asked=Asked("Can my mother see somebody at home about her walking?", "resident", ward="Harrow Bridge",
                        topic="care at home", answer_how="telephone", contact=Contact("Leena Fenwright", "", "01632 960181")),
        )  # fmt: skip
        sensitive = enquiries.record(
            contact, came_by="email", by=tom, sensitive=True, asked=Asked(
                "My husband’s operation was put off twice, and nobody told us why. What happens now?", "resident",
                topic="hospital", ward="Ashmere Town", answer_how="email",
                contact=Contact("Dilys Garside", "dilys.garside@ashmere.example"),
            ),
        )  # fmt: skip
        words = "We are sorry. The surgeon’s team will ring you on Tuesday with a new day. They will also say why it was put off."
        replies.draft(sensitive, kind="last", by=tom, words=words)
    with standing_at(today, hour=8):
        enquiries.receive(contact, by=Visitor(), asked=Asked(
            "Our walking group would like somebody to explain 111 at our meeting. Do you do that?", "group", topic="111",
            ward="Vale North",
        ))  # fmt: skip
        enquiries.record(contact, came_by="telephone", by=farah, asked=Asked(
            "Does the council pay carers of people with dementia?", "journalist", topic="care at home"))  # fmt: skip
