"""Work that waits: making sealed words safe, and erasing what was kept as long as we promised."""

import datetime
from collections.abc import Callable, Sequence
from itertools import groupby

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app

from antiphon.core.actors import Machine
from antiphon.core.beside import Beside, only_one
from antiphon.core.keeping import NAMES, in_years, time_is_up
from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import due_to_be_let_go
from antiphon.network.access import may
from antiphon.network.roles import Permission
from antiphon.trust import actions as trust
from antiphon.trust import queries as entries
from antiphon.trust.rules import NETWORK_KEYS
from antiphon.voices import actions, queries
from antiphon.voices.deidentification import deidentify, screen_harm
from antiphon.voices.entries import mail_kept_too_long
from antiphon.voices.models import Because, Response, Voice, WaitingFile

BY = Machine("deidentify")
TIDY = Machine("tidy up")
FILES = Machine("take files")
FILE_LOCK = 8203  # the number of our lock on a file that is being taken
BROKEN_OFF = (
    "Reading this file was broken off three times, so it was not tried again. Nothing was added. Try once more; if it happens "
    "again, split the file or tell whoever runs the service."
)
NO_LONGER = "The person who sent this file may no longer bring files into this engagement, so it was not taken."
AT_ONCE = 100  # so that a second worker finds others to do, and a worker that dies loses little


@app.periodic(cron="* * * * *")
@app.task(name=actions.MAKE_SAFE, queueing_lock=actions.MAKE_SAFE)
def sweep(timestamp: int = 0) -> None:
    """Make safe whatever waits; runs each minute and when something arrives."""
    while deidentify_waiting():
        pass


@app.periodic(cron="30 3 * * *")
@app.task(name="antiphon.voices.tasks.keep_time", queueing_lock="antiphon.voices.tasks.keep_time")
def keep_time(timestamp: int = 0) -> tuple[int, int]:
    """Each night: erase what was due on an earlier night and still is; note what is due now. Return persons and responses.

    A hold stops it. What went leaves a proof: what kind, how many, when, by which rule.
    """
    today = timezone.localdate()
    ready = trust.notice(_due(today), today=today, by=TIDY)
    forget_network_keys()
    trust.forget_checks(entries.checks_of_no_more_use(timezone.now())[:AT_ONCE], by=TIDY)
    return _erase(ready["names"], ready["words"])


def erase_due(*, pretend: bool = False) -> tuple[int, int]:
    """Erase persons, and words, that were kept as long as we promised, at once; return how many of each. Once is enough.

    With `pretend`, only count them. Each response is erased for itself, so that what was done stays done.
    """
    due = _due(timezone.localdate())
    if pretend:
        return queries.persons_still_known(due["names"]).count(), queries.words_still_there(due["words"]).count()
    return _erase(due["names"], due["words"])


def _due(today: datetime.date) -> dict[str, list[Engagement]]:
    held = entries.held()
    return {kind: [one for one in due_to_be_let_go(kind, today) if one.pk not in held] for kind in ("names", "words")}


def _erase(names: Sequence[Engagement], words: Sequence[Engagement]) -> tuple[int, int]:
    persons = responses = 0
    for engagement in names:
        rule = f"Names and addresses go {in_years(engagement.keep_names_years)} after the engagement closed."
        persons += _each(engagement, queries.persons_still_known([engagement]), "names", rule,
                         lambda response: actions.forget_person(response, by=TIDY))  # fmt: skip
        trust.let_go_of_entries(engagement, rule=rule, by=TIDY)
    for engagement in words:
        rule = f"Words go {in_years(engagement.keep_words_years)} after the engagement closed."
        responses += _each(engagement, queries.words_still_there([engagement]), "words", rule,
                           lambda response: actions.erase(response, why=str(Because.TIME), by=TIDY))  # fmt: skip
    return persons, responses


def forget_network_keys() -> int:
    """Blank the digests of network addresses after 30 days; return how many."""
    before = timezone.now() - datetime.timedelta(days=NETWORK_KEYS)
    found = actions.forget_network_keys(before=before, held=entries.held(), by=TIDY)
    for engagement in Engagement.objects.filter(pk__in=found):
        rule = f"Digests of network addresses go after {NETWORK_KEYS} days."
        trust.prove(engagement, kind="network_keys", number=found[engagement.pk], rule=rule, by=TIDY)
    return found.total()


@app.periodic(cron="40 3 * * *")
@app.task(name="antiphon.voices.tasks.erase_mail_due", queueing_lock="antiphon.voices.tasks.erase_mail_due")
def erase_mail_due(timestamp: int = 0) -> int:
    """Erase e-mails that became no response, with their senders, once names are kept no longer; return how many."""
    done = 0
    while chunk := list(mail_kept_too_long(time_is_up(timezone.localdate(), NAMES))[:AT_ONCE]):
        for mail in chunk:
            actions.erase_mail(mail, by=Machine("tidy up"))
        done += len(chunk)
    return done


@app.periodic(cron="* * * * *")
@app.task(name=actions.TAKE_FILES, queueing_lock=actions.TAKE_FILES)
def take_files(timestamp: int = 0) -> int:
    """Take in the files that wait for their turn; runs each minute and when one is sent. Returns how many it was done with.

    A worker that was killed leaves nothing behind but the file: the next one begins it again, three times at most.
    """
    return sum(_take(waiting) for waiting in queries.files_to_take().defer("head", "report"))


@app.periodic(cron="10 * * * *")
@app.task(name="antiphon.voices.tasks.forget_files", queueing_lock="antiphon.voices.tasks.forget_files")
def forget_files(timestamp: int = 0) -> int:
    """Erase the files that nobody took."""
    return actions.forget_files(by=FILES)


def _take(waiting: WaitingFile) -> bool:
    with only_one(FILE_LOCK, waiting.pk) as mine:
        waiting.refresh_from_db(fields=["status", "tries"])
        if not mine or waiting.status not in (WaitingFile.Status.QUEUED, WaitingFile.Status.READING):
            return False  # another worker reads it, or has
        if not actions.begin_reading(waiting, by=FILES):
            actions.refuse_file(waiting, problem=Refused(BROKEN_OFF), by=FILES)
            return True
        person = waiting.brought_by
        if person is None or not may(person, Permission.VOICE_IMPORT, on=waiting.engagement):
            actions.refuse_file(waiting, problem=Refused(NO_LONGER), by=FILES)
            return True
        beside = Beside()
        told = f"update {WaitingFile._meta.db_table} set rows_read = %s where id = %s"
        try:
            actions.take_file(waiting, told=lambda rows: beside.write(told, [rows, waiting.pk]), by=person)
        except Refused as problem:
            actions.refuse_file(waiting, problem=problem, by=FILES)
        finally:
            beside.close()
    return True


@app.periodic(cron="17 * * * *")
@app.task(name="antiphon.voices.tasks.let_go_due", queueing_lock="antiphon.voices.tasks.let_go_due")
def let_go_due(timestamp: int = 0) -> int:
    """Delete saved answers whose time is over and files that no response took; return how many. Once is enough."""
    done = 0
    while some := actions.let_go_of_the_overdue(by=Machine("tidy up")):
        done += some
    return done


def _each(
    engagement: Engagement, due: "QuerySet[Response]", kind: str, rule: str, do: Callable[[Response], object]
) -> int:
    """Do it to each, a hundred at a time, each hundred with its proof: what was done is proved, whatever happens next."""
    done = 0
    while chunk := list(due[:AT_ONCE]):
        with transaction.atomic():
            pks = [response.pk for response in chunk]
            beside = {"about": queries.abouts_of(pks), "uploads": queries.files_still_there(pks)} if kind == "words" else {}
            for response in chunk:
                do(response)
            for what, number in {kind: len(chunk), **beside}.items():
                trust.prove(engagement, kind=what, number=number, rule=rule, by=TIDY)
        done += len(chunk)
    return done


def deidentify_waiting(limit: int = 500) -> int:
    """Search sealed voices for personal details and write what was found. Returns how many it did.

    Rows are claimed, so that several workers never do the same one; running it twice is harmless.
    """
    done = 0
    while done < limit:
        with transaction.atomic():
            claimed = queries.ready_to_make_safe().select_for_update(skip_locked=True)[: min(AT_ONCE, limit - done)]
            keys = list(claimed.values_list("pk", flat=True))
            for engagement, voices in groupby(_opened(keys), key=lambda voice: voice.engagement):
                outcomes = [(voice, deidentify(voice.sealed_words), screen_harm(voice.sealed_words)) for voice in voices]
                actions.make_all_safe(engagement, outcomes=outcomes, by=BY)
        done += len(keys)
        if not keys:
            break
    return done


def _opened(keys: list[int]) -> list[Voice]:
    """Return the voices with their words; one whose words no key opens is set aside for a person."""
    try:
        return list(Voice.objects.filter(pk__in=keys).select_related("engagement").order_by("engagement", "pk"))
    except ValueError:
        found = []
        for key in keys:
            try:
                found.append(Voice.objects.select_related("engagement").get(pk=key))
            except ValueError:
                actions.set_aside(Voice(pk=key), doubt=actions.UNREADABLE, by=BY)
        return found
