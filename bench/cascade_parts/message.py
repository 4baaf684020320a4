"""The one message that every contender sends: 8 kB, with a name in its subject, its text and its page."""

PARAGRAPH = (
    "From Monday the blood test clinic moves to the Ashmere Community Hub on Vale Road. It opens at eight in the morning, and "
    "you do not need an appointment before noon. Buses 4 and 17 stop outside, and there is step-free access from the car park. "
)
SUBJECT = "{name}, your clinic moves on Monday"
TEXT = "Dear {name},\n\n" + "\n\n".join([PARAGRAPH.strip()] * 10) + "\n\nStop these messages: {leave}\n"
HTML = (
    "<!doctype html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\"><title>The clinic moves</title></head>\n"
    "<body style=\"font: 18px/1.5 Arial, sans-serif\">\n<p>Dear {name},</p>\n"
    + "\n".join([f"<p style=\"margin: 0 0 24px; color: #212b32\">{PARAGRAPH.strip()}</p>"] * 14)
    + "\n<p><a href=\"{leave}\">Stop these messages</a></p>\n</body></html>\n"
)  # fmt: skip


def name_of(number: int) -> str:
    return f"Ada {'ABCDEFGHIJ'[number % 10]}. Example-{number}"


def address_of(number: int) -> str:
    return f"person{number}@example.org"


def with_slots(words: str) -> str:
    """Return the words with our merge slots."""
    return words.replace("{name}", "((name))").replace("{leave}", "((leave))")
