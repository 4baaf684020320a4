"""`antiphon receive-mail`, ended by SIGKILL in the gap between the commit and the answer to the mail server.

    DATABASE_URL=… python -m tests.crash.mail_killed

It is the same program; only storing a message is followed by death, which it can neither see nor handle.
"""

import os
import signal
from typing import Any

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from antiphon.voices.management.commands import receive_mail

    store = receive_mail.take

    def stored_and_killed(*what: Any) -> int:
        store(*what)
        os.kill(os.getpid(), signal.SIGKILL)
        return 1

    receive_mail.take = stored_and_killed
    call_command("receive_mail", port=0)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antiphon.config.settings")
    main()
