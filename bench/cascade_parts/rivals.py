"""The other contenders: a bare pipelined client, a plain Django loop, django-post_office. Each runs in processes of its own.

    python -m bench.cascade_parts.rivals bare|django|post_office|post_office_fill PORT FROM TO
"""

import os
import socket
import sys
from email.policy import SMTP
from typing import Any

from bench.cascade_parts.message import HTML, SUBJECT, TEXT, address_of, name_of

LEAVE = "https://ashmere.example/leave/{number}/"


def built(number: int) -> Any:
    """Return the message as Django makes it."""
    from django.core.mail import EmailMultiAlternatives

    name, leave = name_of(number), LEAVE.format(number=number)
    mail = EmailMultiAlternatives(
        SUBJECT.format(name=name), TEXT.format(name=name, leave=leave), "Ashmere <no-reply@ashmere.example>",
        [address_of(number)], headers={"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )  # fmt: skip
    mail.attach_alternative(HTML.format(name=name, leave=leave), "text/html")
    return mail


def bare(port: int, first: int, last: int) -> None:
    """The physical limit of a pipelining client: bytes made beforehand, no name in them, no account of anything."""
    _django(port)
    ready = built(0).message().as_bytes(policy=SMTP)
    head, _, tail = ready.partition(b"Message-ID: ")
    tail = tail.partition(b"\r\n")[2].replace(b"\r\n.", b"\r\n..")
    line = socket.create_connection(("127.0.0.1", port))
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.recv(1000)
    line.sendall(b"EHLO bench\r\n")
    line.recv(1000)

    def envelope(number: int) -> bytes:
        return b"MAIL FROM:<no-reply@ashmere.example>\r\nRCPT TO:<%s>\r\nDATA\r\n" % address_of(number).encode()

    go()
    line.sendall(envelope(first))
    _lines(line, 3)
    for number in range(first, last):
        mail = b"%sMessage-ID: <bare%d@ashmere.example>\r\n%s\r\n.\r\n" % (head, number, tail)
        if number + 1 < last:
            line.sendall(mail + envelope(number + 1))
            _lines(line, 4)
        else:
            line.sendall(mail)
            _lines(line, 1)
    line.sendall(b"QUIT\r\n")


def _lines(line: socket.socket, count: int) -> None:
    seen = 0
    while seen < count:
        seen += line.recv(65536).count(b"\n")


def django(port: int, first: int, last: int) -> None:
    """What people write: a loop, a message built for each, one connection shared."""
    _django(port)
    from django.core.mail import get_connection

    go()
    with get_connection() as line:
        for number in range(first, last):
            mail = built(number)
            mail.connection = line
            mail.send()


def post_office_fill(port: int, first: int, last: int) -> None:
    """Queue, a thousand at a time."""
    _django(port, post_office=True)
    from django.core.management import call_command
    from post_office import mail

    call_command("migrate", verbosity=0)
    go()
    for start in range(first, last, 1000):
        mail.send_many([
            {
                "sender": "Ashmere <no-reply@ashmere.example>", "recipients": [address_of(number)],
                "subject": SUBJECT.format(name=name_of(number)),
                "message": TEXT.format(name=name_of(number), leave=LEAVE.format(number=number)),
                "html_message": HTML.format(name=name_of(number), leave=LEAVE.format(number=number)),
                "headers": {"List-Unsubscribe": f"<{LEAVE.format(number=number)}>",
                            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
            }
            for number in range(start, min(start + 1000, last))
        ])  # fmt: skip


def post_office(port: int, first: int, last: int) -> None:
    """Send what is queued, at the setting that was the fastest: two processes, 5,000 at a time, no log of each."""
    _django(port, post_office=True)
    from django.core.management import call_command

    go()
    call_command("send_queued_mail", processes=2, log_level=0, verbosity=0)


def go() -> None:
    """Say that all is ready, and wait for the start."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()


def _django(port: int, *, post_office: bool = False) -> None:
    from django import setup
    from django.conf import settings

    database: dict[str, Any] = {}
    if post_office:
        database = {"default": {
            "ENGINE": "django.db.backends.postgresql", "NAME": "rival", "USER": "antiphon", "HOST": os.environ["BENCH_SOCKETS"],
        }}  # fmt: skip
    settings.configure(
        SECRET_KEY="bench", USE_TZ=True, DATABASES=database, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["django.contrib.contenttypes", *(["post_office"] if post_office else [])],
        EMAIL_BACKEND="post_office.EmailBackend" if post_office else "django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1", EMAIL_PORT=port,
        POST_OFFICE={"BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"}, "BATCH_SIZE": 5000,
                     "THREADS_PER_PROCESS": 5, "LOG_LEVEL": 0},
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    )  # fmt: skip
    setup()


if __name__ == "__main__":
    {"bare": bare, "django": django, "post_office": post_office, "post_office_fill": post_office_fill}[sys.argv[1]](
        int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    )
