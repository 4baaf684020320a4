"""What people need and how often they may be written to; when a network has gone quiet. Plain Python: no clock, no table."""

import datetime
from collections.abc import Mapping

WEEK = datetime.timedelta(days=7)
CAP, MOST = 3, 20  # messages to one address in any seven days, unless the list says; and the most that a list may say
SILENT_AFTER = 90  # days without a word between us and a network

KINDS: Mapping[str, str] = {
    "health": "Health body", "council": "Council", "voluntary": "Voluntary or community group", "patients": "Patient group",
    "professional": "Professional group", "place": "Place or neighbourhood", "faith": "Faith group", "media": "Media",
    "other": "Other",
}  # fmt: skip
PEOPLE: Mapping[str, str] = {
    "staff": "Staff", "patients": "Patients and carers", "public": "Members of the public", "partners": "Partners",
}  # fmt: skip
BASES: Mapping[str, str] = {
    "task": "Public task: the law gives us this work",
    "consent": "Consent: they said yes",
    "contract": "Contract: it belongs to their job or to a service that they use",
    "interests": "Legitimate interests",
}
# A way to be reached, the form the words come in. What a machine cannot send is done by a person.
WAYS: Mapping[str, str] = {"email": "E-mail", "sms": "Text message", "telephone": "Telephone call", "post": "Post"}
SENT = ("email", "sms")
FORMATS: Mapping[str, str] = {
    "standard": "Standard", "large_print": "Large print", "easy_read": "Easy read", "bsl": "British Sign Language (BSL) video",
    "audio": "Audio", "braille": "Braille",
}  # fmt: skip
BY_HAND = ("audio", "braille")  # these are made and given by a person, whatever the way
CHANNELS: Mapping[str, str] = {
    "email": "E-mail", "sms": "Text message", "intranet": "Intranet", "website": "Website", "social": "Social media",
    "meetings": "Meetings", "print": "Posters and leaflets", "screens": "Screens in buildings", "telephone": "Telephone",
}  # fmt: skip
LANGUAGES: Mapping[str, str] = {
    "en": "English", "ar": "Arabic", "bn": "Bengali", "zh": "Chinese", "cs": "Czech", "fa": "Farsi", "fr": "French",
    "gu": "Gujarati", "hi": "Hindi", "hu": "Hungarian", "it": "Italian", "ku": "Kurdish", "lt": "Lithuanian", "ne": "Nepali",
    "ps": "Pashto", "pl": "Polish", "pt": "Portuguese", "pa": "Punjabi", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "so": "Somali", "es": "Spanish", "ta": "Tamil", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese",
    "cy": "Welsh", "yue": "Cantonese", "ti": "Tigrinya",
}  # fmt: skip


def way_for(wanted: str, *, email: bool, texts: bool, telephone: bool, post: bool) -> str:
    """Return the way by which somebody is reached: the one they want if we can, else the surest that we have."""
    can = {"email": email, "sms": texts, "telephone": telephone, "post": post}
    if can.get(wanted):
        return wanted
    return next((way for way in ("email", "sms", "post", "telephone") if can[way]), "")


def silent(last: datetime.date | None, today: datetime.date) -> bool:
    """Return whether we and a network have not been in touch for longer than we should."""
    return last is None or (today - last).days > SILENT_AFTER


def flags(*, lead: bool, deputy: bool, last: datetime.date | None, today: datetime.date) -> list[str]:
    """Return what has to be mended about a network, in words."""
    found = []
    if not lead:
        found.append("No lead")
    if not deputy:
        found.append("No deputy")
    if last is None:
        found.append("Never in touch")
    elif silent(last, today):
        found.append(f"Silent for {(today - last).days} days")
    return found
