"""The command `antiphon`: Django's management commands under the product's name.

`antiphon import-voices` runs the command module `import_voices`. The embedded database is started first,
unless `DATABASE_URL` is set or the command says that it needs none (`needs_database = False`).
"""

import os
import sys
from importlib import import_module

# They read a file and write a file on any machine: they ask for no settings of a service, and none of its rooms is set up.
ALONE = {
    "check_language": "language",
    "code_comments": "insight",
    "deidentify": "voices",
    "screen_harm": "voices",
    "train_coder": "insight",
}
WITHOUT_DATABASE = {"help", "version", "--help", "-h", "--version", "compilemessages", "findstatic"}


def main() -> None:
    """Run one command; end with its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antiphon.config.settings")
    words = sys.argv[1:]
    if words and not words[0].startswith("-"):
        words[0] = words[0].replace("-", "_")
    if words and words[0] in ALONE:
        from django.conf import settings

        settings.configure()
        command = import_module(f"antiphon.{ALONE[words[0]]}.management.commands.{words[0]}").Command()
        return command.run_from_argv(["antiphon", words[0].replace("_", "-"), *words[1:]])
    if _needs_database(words):
        from antiphon.config import postgres

        postgres.ensure_running()
    from django.core.management import ManagementUtility

    utility = ManagementUtility(["antiphon", *words])
    utility.prog_name = "antiphon"
    utility.execute()


def _needs_database(words: list[str]) -> bool:
    if os.environ.get("DATABASE_URL") or not words or words[0] in WITHOUT_DATABASE or "--help" in words:
        return False
    import django
    from django.core.management import get_commands, load_command_class

    django.setup()
    app = get_commands().get(words[0])
    if app is None:
        return False
    command = load_command_class(app, words[0]) if isinstance(app, str) else app
    return bool(getattr(command, "needs_database", True))


if __name__ == "__main__":
    main()
