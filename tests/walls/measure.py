"""What the second wall costs: the same queries on 100,000 voices as the owner and as the role of requests.

Run as `ANTIPHON_MODE=test python -m tests.walls.measure`: it makes a database of its own and drops it again.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antiphon.config.settings")
VOICES, OTHERS, ROUNDS = 100_000, 200, 9


def fill() -> Any:
    from django.db import connection
    from django.utils import timezone

    from antiphon.engagement.tests.factories import make_open_engagement
    from antiphon.insight.tests.factories import make_theme
    from antiphon.network.tests.factories import make_organisation

    body = make_organisation()
    engagement = make_open_engagement(owner=body)
    for number in range(OTHERS):
        make_open_engagement(owner=body if number % 2 else make_organisation())
    theme = make_theme(engagement=engagement)
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute("""
            insert into voices_response (made_at, engagement_id, receipt, channel, said_on, place, may_quote, may_reuse, language,
                trusted, wrote_down, speaks_as, standing, network_key, person, erased_because)
            select now(), %s, to_char(n, 'FM00000000000000'), 'web', %s, 'Ashmere', false, false, 'en', 'open', '', 'self',
                'counted', '', gen_random_uuid(), '' from generate_series(1, %s) n""", [engagement.pk, today, VOICES])
        cursor.execute("""
            insert into voices_voice (made_at, response_id, engagement_id, question_id, status, sealed_words, clean_words, found,
                doubts, harm, withheld_because, made_safe_at)
            select now(), id, engagement_id, %s, 'clean', '', 'The room was cold. ' || id, '[]', '[]', '[]', '', now()
            from voices_response""", [engagement.questions.first().pk])
        cursor.execute("""
            insert into insight_gathering (made_at, theme_id, voice_id, stance, by_hand, quoted)
            select now(), %s, id, 'negative', false, false from voices_voice""", [theme.pk])
        cursor.execute("""
            insert into people_person (made_at, token, name, email, email_key, wants_reply)
            select now(), person, '', '', '', false from voices_response""")
        cursor.execute("analyze")
    return engagement


def queries(engagement: Any) -> dict[str, Callable[[], object]]:
    from antiphon.insight.models import Gathering
    from antiphon.people.models import Person
    from antiphon.voices.models import Response, Voice

    middle = Voice.objects.order_by("pk")[VOICES // 2].pk
    tokens = list(Response.objects.filter(pk__gt=0).order_by("pk").values_list("person", flat=True)[:500])
    return {
        "one voice by its number": lambda: Voice.objects.filter(engagement=engagement, pk=middle).first(),
        "a page of 50 voices": lambda: list(Voice.objects.filter(engagement=engagement).order_by("-pk")[:50]),
        "count 100,000 voices": lambda: Voice.objects.filter(engagement=engagement, status="clean").count(),
        "count 100,000 gatherings with their voices": lambda: Gathering.objects.belonging().filter(
            theme__engagement=engagement).count(),
        "500 persons by their tokens": lambda: len(Person.objects.filter(token__in=tokens)),
    }  # fmt: skip


def median(run: Callable[[], object]) -> float:
    run()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def main() -> None:
    import django

    django.setup()
    from antiphon.config import postgres
    from antiphon.config.walls import PUBLIC, WORKSPACE, Scope, within
    from antiphon.voices.models import Voice
    from tests.database import drop_test_database, make_test_database, use_database

    postgres.ensure_running()
    name = f"measure_walls_{os.getpid()}"
    make_test_database(name)
    use_database(name)
    try:
        engagement = fill()
        scope = Scope(WORKSPACE, frozenset({engagement.owner_id}))
        write = sys.stdout.write
        for words, run in queries(engagement).items():
            as_owner = median(run)
            with within(scope):
                write(f"| {words} | {as_owner:.2f} ms | {median(run):.2f} ms |\n")

        def empty() -> None:
            with within(Scope(PUBLIC)):
                pass

        write(f"setting and taking back the scope: {median(empty):.2f} ms\n")
        with within(scope):
            write(Voice.objects.filter(engagement=engagement, status="clean").order_by("-pk").explain(analyze=True) + "\n")
    finally:
        use_database("postgres")
        drop_test_database(name)


if __name__ == "__main__":
    main()
