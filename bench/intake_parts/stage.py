"""The engagement that is measured: ten questions, and as many made-up responses as are wanted, written straight to the tables."""

import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from antiphon.engagement.models import Engagement, Question
from antiphon.network.models import Membership, Organisation, User

KEYS = ["never", "rarely", "sometimes", "often", "always"]
OPTIONS = [{"key": key, "text": key.title()} for key in KEYS]
CLOSED = 9  # and one question in words


def engagement(slug: str, *, about: bool = False) -> tuple[Engagement, list[Question]]:
    """Return an open engagement of that name with its ten questions, making it if need be."""
    found = Engagement.objects.filter(slug=slug).first()
    if found is None:
        owner = Organisation.objects.filter(code="BENCH").first() or Organisation.objects.create(
            code="BENCH", name="Bench Trust", kind=Organisation.Kind.values[0]
        )
        lead = User.objects.filter(email="bench@example.org").first() or User.objects.create(
            email="bench@example.org", name="Bench"
        )
        Membership.objects.get_or_create(user=lead, organisation=owner, role="engagement_lead")
        today = timezone.localdate()
        found = Engagement.objects.create(
            title=f"Bench {slug}", slug=slug, owner=owner, lead=lead, written_by=lead, purpose="To measure.",
            about_set="2026-1" if about else "", published_at=timezone.now() - datetime.timedelta(days=3),
            opens_on=today - datetime.timedelta(days=2), closes_on=today + datetime.timedelta(days=30),
        )  # fmt: skip
        for place in range(1, CLOSED + 1):
            Question.objects.create(engagement=found, place=place, kind="one", text=f"How often? ({place})", options=OPTIONS)
        Question.objects.create(engagement=found, place=CLOSED + 1, kind="text", text="What else?")
    return found, list(found.questions.order_by("place"))


def fill(slug: str, responses: int) -> Engagement:
    """Return an engagement with so many responses of ten answers and what each said of themselves; filled once."""
    found, questions = engagement(slug, about=True)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from voices_response where engagement_id = %s", [found.pk])
        if cursor.fetchone()[0] >= responses:
            return found
        names = {"engagement": found.pk, "n": responses, "channel": ["web", "web", "web", "paper", "telephone"]}
        cursor.execute(_RESPONSES, names)
        for number, question in enumerate(questions, start=1):
            more: dict[str, Any] = {**names, "question": question.pk, "keys": KEYS, "salt": number}
            cursor.execute(_ANSWERS if number <= CLOSED else _VOICES, more)
        cursor.execute(_ABOUT, names)
        cursor.execute("analyze")
    return found


_RESPONSES = """
insert into voices_response (made_at, engagement_id, receipt, channel, said_on, place, may_quote, may_reuse, language, trusted,
    wrote_down, speaks_as, standing, network_key, erased_because)
select now() - interval '1 hour', %(engagement)s, 'B' || lpad((%(n)s::bigint * 10000000 + i)::text, 13, '0'),
    (%(channel)s::text[])[1 + i %% 5], current_date, 'Ward ' || (i * 7919 %% 12), false, false, 'en', 'open', '', 'self',
    'counted', '', ''
from generate_series(1, %(n)s) i
"""
_ANSWERS = """
insert into voices_answer (made_at, response_id, engagement_id, question_id, row, option, number, text)
select now(), id, %(engagement)s, %(question)s, '', (%(keys)s::text[])[1 + ((id * 31 + %(salt)s * 17) %% 23) %% 5], null, ''
from voices_response where engagement_id = %(engagement)s
"""
_VOICES = """
insert into voices_voice (made_at, response_id, engagement_id, question_id, status, sealed_words, clean_words, found, doubts,
    harm, made_safe_at, withheld_because)
select now(), id, %(engagement)s, %(question)s, 'clean', 'sealed', 'It was easy to find and the staff were kind. (' || id || ')',
    '[]', '[]', '[]', now(), ''
from voices_response where engagement_id = %(engagement)s
"""
_ABOUT = """
insert into voices_about (made_at, response_id, engagement_id, set_version, said)
select now(), id, %(engagement)s, '2026-1', jsonb_build_object(
    'age', (array['15_24', '25_34', '35_44', '45_54', '55_64', '65_74', '75_over'])[1 + (id * 13 %% 31) %% 7],
    'sex', (array['female', 'male'])[1 + (id * 7 %% 13) %% 2],
    'ethnic_group', (array['white', 'white', 'white', 'white', 'asian', 'black', 'mixed', 'other'])[1 + (id * 11 %% 29) %% 8])
from voices_response where engagement_id = %(engagement)s
"""
