"""Templates of campaigns, in our own words. A campaign that begins with one has its plan half written; every word can change.

Baselines and targets are left out on purpose: only the people who run a campaign know them.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Hearers:
    """A row of the channel matrix: who, in which group of the common list, what stands in their way, channels and formats."""

    name: str
    group: str
    need: str
    channels: Sequence[str]
    formats: Sequence[str] = ("standard",)


@dataclass(frozen=True)
class Step:
    """An activity: what, by which channel, and from which day of the campaign until which."""

    title: str
    words: str
    channel: str
    first: int
    last: int


@dataclass(frozen=True)
class Template:
    """A plan to begin with. Objectives say what is counted, in what; risks say what is done about each."""

    key: str
    title: str
    when: str
    days: int
    summary: str
    strategy: str
    scoring: str
    objectives: Sequence[tuple[str, str, str]]
    hearers: Sequence[Hearers]
    steps: Sequence[Step]
    risks: Sequence[tuple[str, str]]
    parts: Sequence[tuple[str, str]]


_NOT_ONLINE = ("People who do not use the internet are left out.",
               "Every word also goes out on paper, by telephone and by people whom they know.")  # fmt: skip
_OLD_WORDS = ("Words on paper go out of date before they run out.", "Each sheet names its date and one number to ring.")

TEMPLATES = {
    template.key: template
    for template in (
        Template(
            "new_way", "A new way to get care", "Care that people can get at home or in a new place.", 56,
            "People can get this care in a new way. They choose, and nobody has to change.",
            "Show how easy it is with real steps. Let people who have used it speak. Say each time that the old way stays open.",
            "We count how many people use the new way. We ask some of them whether it was easy. We look at who does not use it.",
            (("More people use the new way", "People who use it in a month", "people"),
             ("People know that they can choose", "Of those asked, how many know", "per cent")),
            (Hearers("People who could use it now", "", "They do not know that it is there.", ("web", "letter", "telephone"),
                     ("standard", "large_print", "easy_read")),
             Hearers("Unpaid carers", "carers", "They have little time and plan for two.", ("face", "champions", "web")),
             Hearers("People who do not use the internet", "offline", "They think that it is not for them.",
                     ("letter", "telephone", "poster"), ("standard", "large_print")),
             Hearers("Staff who are asked about it", "", "They hear of it last.", ("intranet", "poster"))),
            (Step("Tell staff first", "A page and a talk for each team, a week before anyone else hears.", "intranet", 0, 6),
             Step("Letter with one number to ring", "A plain letter to people who could use it now.", "letter", 7, 20),
             Step("Posters where people wait", "Practices, libraries and pharmacies.", "poster", 7, 55),
             Step("Visits to groups", "We go where people meet, and bring somebody who has used it.", "face", 14, 55)),
            (_NOT_ONLINE, ("People think that the old way is closed.", "The first line of each message says that it stays open."),
             _OLD_WORDS),
            (("What is new", "You can get this care in a new way. You choose. The old way stays open."),
             ("Who it is for", "Say here who can use it."),
             ("How it works", "- Ask us.\n- We agree a time.\n- You get your care."),
             ("What people say", "Add the words of somebody who has used it, with their consent.")),
        ),
        Template(
            "winter", "Keep well this winter", "The cold months: warm homes, jabs, and where to go for help.", 112,
            "Small things keep people well in winter. Help is near, and people know where.",
            "One thing to do in each message. Go first to those whom the cold harms most.",
            "We count jabs and calls for help. We ask what people remember. We compare with last winter.",
            (("More people have their jab", "People who had it, of those who can", "per cent"),
             ("People find help close by first", "Calls and visits for advice in a week", "calls")),
            (Hearers("Older people", "older", "Heating costs money, and the way is long.", ("letter", "radio", "champions"),
                     ("standard", "large_print")),
             Hearers("Parents of small children", "parents", "They are tired, and hear many different things.",
                     ("social", "face", "poster")),
             Hearers("People with long-term conditions", "disabled", "They do not know that the jab is for them.",
                     ("letter", "sms", "telephone"), ("standard", "large_print", "easy_read"))),
            (Step("Letters to those who can have the jab", "Where, when, and whom to ring.", "letter", 0, 27),
             Step("Local radio", "One short message each week.", "radio", 14, 111),
             Step("Warm places list", "A sheet for each town, on paper and on the web.", "poster", 14, 111)),
            (_NOT_ONLINE, ("There are not enough jabs in one week.", "We invite by letter in turns, and say so.")),
            (("Three things that help", "- Have your jab.\n- Keep one room warm.\n- Know whom to ring."),
             ("Where to get help", "Say here whom to ring, and when."), ("Warm places near you", "List them here.")),
        ),
        Template(
            "check", "Come for your check", "Screening, health checks and jabs that people miss.", 70,
            "A short check can find things early. It is free, and we come close to you.",
            "Ask those who have not come what would help. Change that first, then invite.",
            "We count who comes, by place. We look at the gap between places, not at the sum alone.",
            (("More people come for their check", "People who came, of those invited", "per cent"),),
            (Hearers("People who were invited and did not come", "", "The times do not fit, or they are afraid.",
                     ("letter", "telephone", "champions"), ("standard", "easy_read", "translated")),
             Hearers("People who speak little English", "languages", "The letter is in English.", ("face", "champions", "video"),
                     ("translated", "audio"))),
            (Step("Ring those who did not come", "Ask what would help, and offer a time.", "telephone", 0, 69),
             Step("Checks where people are", "Evenings and Saturdays, in halls and markets.", "face", 14, 69)),
            (_NOT_ONLINE, ("People are afraid of what is found.", "A nurse rings everyone whose check finds something.")),
            (("What the check is", "It is short and free. Say here what happens."),
             ("Where and when", "List days and places here."), ("What happens next", "Say here when people hear from us.")),
        ),
        Template(
            "work", "Work or volunteer with us", "Finding people for jobs and for volunteering.", 84,
            "We look for people who care. Many jobs need no papers, only the will to learn.",
            "Let people meet those who do the work. Make the first step small.",
            "We count those who ask, who apply and who stay for half a year.",
            (("More people apply", "People who apply in a month", "people"),),
            (Hearers("People who look for work", "working_age", "They think that they need papers.",
                     ("face", "social", "outdoor")),
             Hearers("Young people who leave school", "children", "They know few jobs in health and care.",
                     ("face", "video", "social"))),
            (Step("Open evenings", "Come and meet people at work.", "face", 7, 83),
             Step("Buses and shops", "One line and one number.", "outdoor", 0, 83)),
            (_NOT_ONLINE, ("People apply and hear nothing.", "Everyone gets an answer within five working days.")),
            (("The jobs", "Say here what people do."), ("How to start", "- Ring us or come by.\n- Meet the team.\n- Try a day.")),
        ),
        Template(
            "change", "A service changes", "A place, an hour or a door that changes, once it has been decided.", 42,
            "What changes, from which day, and what stays as it is.",
            "Say it early, three times, in the same words. Say why, and what was decided because of what people told us.",
            "We count who comes to the wrong place after the change. We count calls. We ask at the new door.",
            (("Few people come to the old place", "People who come there in the week after", "people"),),
            (Hearers("People who use the service", "", "They have gone the same way for years.", ("letter", "poster", "sms"),
                     ("standard", "large_print", "easy_read")),
             Hearers("People who bring them", "carers", "They plan their week around it.", ("letter", "champions"))),
            (Step("Letter to everyone who uses it", "What changes and from which day.", "letter", 0, 13),
             Step("Signs at the old and the new door", "Large, plain and in three languages.", "poster", 0, 41),
             Step("Somebody at the old door", "For the first week, to help people on their way.", "face", 28, 34)),
            (("People come to the old place.", "Somebody stands there for a week and brings them over."), _OLD_WORDS),
            (("What changes", "Say what changes, and from which day."), ("What stays", "Say what stays as it is."),
             ("Why", "Say why, and where people can read the decision.")),
        ),
    )
}  # fmt: skip
