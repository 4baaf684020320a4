"""Work in the background: putting comments on the library's shelf, and counting its words."""

from procrastinate.contrib.django import app

from antiphon.core.actors import Machine
from antiphon.library import actions

SHELVE = Machine("shelve")


@app.periodic(cron="* * * * *", periodic_id="shelve_waiting")
@app.task(name="antiphon.library.tasks.shelve_waiting", queueing_lock="antiphon.library.tasks.shelve_waiting")
def shelve_waiting(timestamp: int = 0) -> int:
    """Put what waits on the shelf, in chunks; return how many. New comments are found a minute later at the most."""
    shelved = 0
    while number := actions.shelve(by=SHELVE):
        shelved += number
    return shelved


@app.periodic(cron="40 3 * * *", periodic_id="count_words_waiting")
@app.task(name="antiphon.library.tasks.count_words_waiting", queueing_lock="antiphon.library.tasks.count_words_waiting")
def count_words_waiting(timestamp: int = 0) -> int:
    """Count in how many passages each word stands, once a night: a word that is new is known before that, as a rare one."""
    return actions.count_words(by=SHELVE)
