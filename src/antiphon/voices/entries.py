"""Reads of what staff key in: batches and how far they are, sheets to key again, differences, groups and their log."""

import datetime
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum, TextField, Value
from django.db.models.functions import MD5, Cast, Concat
from django.utils import timezone

from antiphon.core.suppression import THRESHOLD
from antiphon.engagement.models import Engagement, Session
from antiphon.network.access import may
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.voices import keying, queries, rules
from antiphon.voices.deidentification import deidentify
from antiphon.voices.keying import ErrorRate
from antiphon.voices.models import (
    Channel,
    Difference,
    EntryBatch,
    GroupEvent,
    GroupRecord,
    ReceivedMail,
    Response,
    SecondKeying,
    Sheet,
    SpeaksAs,
    Voice,
    WordsBefore,
)

# --- Batches -------------------------------------------------------------------------------------------


def batches_of(engagement: Engagement, user: User) -> "QuerySet[EntryBatch]":
    """Return the batches that the person may see, with `entered` sheets: a clerk sees those that are their own."""
    found = EntryBatch.objects.filter(engagement=engagement).select_related("opened_by", "session", "closed_by", "undone_by")
    if not may(user, Permission.VOICE_IMPORT, on=engagement):
        found = found.filter(Q(opened_by=user) | Exists(Sheet.objects.filter(batch=OuterRef("pk"), keyed_by=user)))
    return found.annotate(entered=Count("sheets"))


def batch_for(engagement: Engagement, user: User, pk: int) -> EntryBatch | None:
    """Return one batch that the person may see."""
    return batches_of(engagement, user).filter(pk=pk).first()


def open_batches(engagement: Engagement, user: User) -> "QuerySet[EntryBatch]":
    """Return the batches into which the person can key sheets now."""
    return batches_of(engagement, user).filter(closed_at__isnull=True, undone_at__isnull=True)


def batch_to_key(engagement: Engagement, pk: int) -> EntryBatch | None:
    """Return a batch that is open for sheets, whoever opened it: several people may key one pile."""
    found = EntryBatch.objects.filter(engagement=engagement, pk=pk, closed_at__isnull=True, undone_at__isnull=True)
    return found.select_related("session").first()


def next_number(batch: EntryBatch) -> int:
    """Return the number after the highest that was keyed."""
    last = Sheet.objects.filter(batch=batch).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


@dataclass(frozen=True)
class Missing:
    """Numbers of sheets that nobody has keyed, as ranges."""

    ranges: Sequence[tuple[int, int]]

    @property
    def count(self) -> int:
        return sum(last - first + 1 for first, last in self.ranges)

    def in_words(self) -> str:
        """Return which sheets are missing, as a sentence without its full stop."""
        parts = [f"{first}" if first == last else f"{first} to {last}" for first, last in self.ranges]
        said = " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
        return f"{'Sheet' if self.count == 1 else 'Sheets'} {said} {'is' if self.count == 1 else 'are'} missing"


def missing_numbers(batch: EntryBatch) -> Missing:
    """Return which sheets from 1 to the expected number (or the highest keyed) are not in."""
    keyed = sorted(Sheet.objects.filter(batch=batch).values_list("number", flat=True))
    last = max(batch.expected or 0, keyed[-1] if keyed else 0)
    ranges, at = [], 1
    for number in [*keyed, last + 1]:
        if number > at:
            ranges.append((at, number - 1))
        at = number + 1
    return Missing(ranges)


def keyed_today(engagement: Engagement, user: User) -> int:
    """Return how many sheets the person keyed today."""
    return Sheet.objects.filter(engagement=engagement, keyed_by=user, made_at__date=timezone.localdate()).count()


def last_sheet(engagement: Engagement, user: User) -> Sheet | None:
    """Return the sheet that the person keyed last."""
    found = Sheet.objects.filter(engagement=engagement, keyed_by=user).select_related("batch", "response").defer("keyed")
    return found.order_by("-pk").first()


def sheet_in(engagement: Engagement, pk: int) -> Sheet | None:
    """Return one sheet, with its response and who keyed it."""
    return Sheet.objects.filter(engagement=engagement, pk=pk).select_related("batch", "response", "keyed_by").first()


def worked_on_batch(batch: EntryBatch) -> "QuerySet[Voice]":
    """Return the voices of a batch, to ask whether anyone has worked on them."""
    found: QuerySet[Voice] = Voice.objects.filter(response__sheet__batch=batch)
    return found


# --- Keying twice --------------------------------------------------------------------------------------


def sample(batch: EntryBatch) -> "QuerySet[Sheet]":
    """Return the sheets that are to be keyed twice: the share of the batch, picked by no one and always the same."""
    shuffled = MD5(Concat(Value(f"twice {batch.pk}:"), Cast("number", TextField()), output_field=TextField()))
    sheets = Sheet.objects.filter(batch=batch, response__erased_at__isnull=True)
    return sheets.order_by(shuffled, "pk")[: math.ceil(sheets.count() * batch.share / 100)]


def to_key_again(batch: EntryBatch, user: User | None = None) -> "QuerySet[Sheet]":
    """Return the sheets of the sample that nobody has keyed a second time, those that this person may key (not their own)."""
    picked = list(sample(batch).values_list("pk", flat=True)) if batch.share else []
    found = Sheet.objects.filter(pk__in=picked, second__isnull=True).order_by("number")
    return found.exclude(keyed_by=user) if user else found


def batches_to_key_again(engagement: Engagement, user: User) -> list[tuple[EntryBatch, int]]:
    """Return the open batches that hold sheets for this person to key a second time, with how many."""
    batches = EntryBatch.objects.filter(engagement=engagement, closed_at__isnull=True, undone_at__isnull=True, share__gt=0)
    keyed = {
        batch: list(rows) for batch, rows in _by_batch(
            Sheet.objects.filter(batch__in=batches, response__erased_at__isnull=True)
            .annotate(shuffled=MD5(Concat(Value("twice "), Cast("batch_id", TextField()), Value(":"), Cast("number", TextField()),
                                          output_field=TextField())))
            .values_list("batch", "shuffled", "pk", "keyed_by", "second").order_by("batch", "shuffled", "pk")
        ).items()
    }  # fmt: skip
    found = []
    for batch in batches:
        rows = keyed.get(batch.pk, [])
        picked = rows[: math.ceil(len(rows) * batch.share / 100)]
        waiting = sum(1 for _, _, _, keyed_by, second in picked if second is None and keyed_by != user.pk)
        if waiting:
            found.append((batch, waiting))
    return found


def _by_batch(rows: "QuerySet[Sheet]") -> dict[int, list[tuple[int, str, int, int, int | None]]]:
    found: dict[int, list[tuple[int, str, int, int, int | None]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)  # type: ignore[index, arg-type]
    return found


def open_differences(batch: EntryBatch) -> int:
    """Return how many differences of a batch nobody has settled."""
    return Difference.objects.filter(keying__sheet__batch=batch, settled_at__isnull=True).count()


def error_rate(batch: EntryBatch) -> ErrorRate:
    """Return how many keyed fields were wrong, of those keyed twice. A difference that stands open is not counted as wrong."""
    fields = SecondKeying.objects.filter(sheet__batch=batch).aggregate(n=Sum("fields"))["n"] or 0
    counted = Difference.objects.filter(keying__sheet__batch=batch).aggregate(
        wrong=Count("pk", filter=Q(takes__in=["second", "other"])), open=Count("pk", filter=Q(settled_at__isnull=True))
    )
    return ErrorRate(wrong=counted["wrong"], fields=fields, open=counted["open"])


@dataclass(frozen=True)
class Compared:
    """One field of a sheet, as two people keyed it. `first` and `second` are opened for whoever settles it."""

    difference: Difference
    label: str
    first: str
    second: str


def differences_of(batch: EntryBatch) -> "QuerySet[Difference]":
    """Return the differences of a batch, those that wait first, with their sheets."""
    rows = Difference.objects.filter(keying__sheet__batch=batch).select_related(
        "keying__sheet__keyed_by", "keying__keyed_by", "settled_by"
    )
    return rows.order_by("settled_at", "keying__sheet__number", "pk")


def difference_in(engagement: Engagement, pk: int) -> Difference | None:
    """Return one difference with both keyings."""
    rows = Difference.objects.select_related("keying__sheet__batch", "keying__sheet__response", "keying__sheet__engagement",
                                             "keying__sheet__keyed_by", "keying__keyed_by", "settled_by")  # fmt: skip
    return rows.filter(keying__sheet__engagement=engagement, pk=pk).first()


def keyed(text: str) -> dict[str, str]:
    """Return a keying as fields; empty once it was erased."""
    return dict(json.loads(text)) if text else {}


def labels(engagement: Engagement) -> Mapping[str, str]:
    """Return the words for each field of a sheet."""
    found = dict(keying.NAMES)
    for question in engagement.questions.all():
        for key, row in keying.keys_of(question.asked()):
            found[key] = f"{question.text} – {row.text}" if row else question.text
    return found


# --- Sessions ------------------------------------------------------------------------------------------


def sessions_of(engagement: Engagement) -> "QuerySet[Session]":
    """Return the sessions of an engagement, the latest first, with how many remarks were keyed into each."""
    keyed_in = Response.objects.filter(session=OuterRef("pk")).order_by().values("session").annotate(n=Count("pk")).values("n")
    return Session.objects.filter(engagement=engagement).annotate(remarks=keyed_in).order_by("-held_on", "-pk")


def session_in(engagement: Engagement, pk: int) -> Session | None:
    """Return one session of an engagement."""
    return Session.objects.filter(engagement=engagement, pk=pk).first()


# --- Groups --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Groups:
    """Groups that spoke: each is one response, and `people` is what they declared together. Never added to individuals."""

    groups: int = 0
    people: int = 0

    def __bool__(self) -> bool:
        return self.groups > 0

    def in_words(self) -> str:
        """Return “1 group of 40 people”, “3 groups that say they speak for 120 people”, or nothing."""
        if not self.groups:
            return ""
        if self.groups == 1:
            return f"1 group of {self.people:,} people"
        return f"{self.groups:,} groups that say they speak for {self.people:,} people"

    def in_public(self) -> str:
        """Return the same for anyone: a number of people under the threshold is not told."""
        if not self.groups or self.people >= THRESHOLD:
            return self.in_words()
        return "1 small group" if self.groups == 1 else f"{self.groups:,} small groups"


def groups_in(engagement: Engagement) -> Groups:
    """Return how many of the responses of an engagement came from groups, and for how many people they say they speak."""
    return _groups(queries.counted_responses(engagement))


def groups_among(responses: "QuerySet[Response]") -> Groups:
    """Return how many of these responses came from groups, and for how many people they say they speak."""
    return _groups(responses)


def _groups(responses: "QuerySet[Response]") -> Groups:
    found = responses.filter(speaks_as=SpeaksAs.GROUP).order_by().aggregate(n=Count("pk"), people=Sum("speaks_for"))
    return Groups(found["n"], found["people"] or 0)


def group_responses(engagement: Engagement) -> "QuerySet[Response]":
    """Return what groups sent, by neighbourhood, each with its record if it has one."""
    rows = Response.objects.filter(engagement=engagement, speaks_as=SpeaksAs.GROUP).select_related("group_record", "session")
    return rows.order_by("place", "pk")


def group_response(engagement: Engagement, pk: int) -> Response | None:
    """Return one group's response."""
    return group_responses(engagement).select_related("engagement").filter(pk=pk).first()


def log_of(record: GroupRecord) -> "QuerySet[GroupEvent]":
    """Return what was done with a group's words, oldest first."""
    return record.events.select_related("voice__question", "staff").defer("voice__sealed_words", "voice__clean_words")


def versions_of(voice: Voice) -> "QuerySet[WordsBefore]":
    """Return the earlier words of a voice, oldest first, still sealed."""
    return WordsBefore.objects.filter(voice=voice).defer("sealed_words").order_by("version")


# --- E-mail --------------------------------------------------------------------------------------------


def mail_of(engagement: Engagement) -> "QuerySet[ReceivedMail]":
    """Return the e-mails of an engagement, those that wait for a person first. What they say stays sealed."""
    rows = ReceivedMail.objects.filter(engagement=engagement).select_related("response", "settled_by").defer("text", "subject")
    waiting = Q(status=ReceivedMail.Status.WAITING)
    return rows.annotate(waits=Count("pk", filter=waiting)).order_by("-waits", "-pk")


def mail_in(engagement: Engagement, pk: int) -> ReceivedMail | None:
    """Return one e-mail of an engagement."""
    rows = ReceivedMail.objects.filter(engagement=engagement, pk=pk).select_related("engagement", "response", "settled_by")
    return rows.defer("text", "subject").first()


def waiting_mail(user: User) -> dict[int, int]:
    """Return how many e-mails wait for a person, by the id of the engagement, where this person may take them in."""
    theirs = Engagement.objects.where_may(user, Permission.VOICE_MAKE_SAFE)
    rows = ReceivedMail.objects.filter(engagement__in=theirs, status=ReceivedMail.Status.WAITING)
    return dict(rows.order_by().values_list("engagement").annotate(Count("pk")))


def waiting_differences(user: User) -> dict[int, int]:
    """Return how many fields two people keyed differently, by the id of the engagement, where this person may settle them."""
    theirs = Engagement.objects.where_may(user, Permission.VOICE_MAKE_SAFE)
    rows = Difference.objects.filter(keying__sheet__engagement__in=theirs, settled_at__isnull=True)
    return dict(rows.order_by().values_list("keying__sheet__engagement").annotate(Count("pk")))


def mail_kept_too_long(closed_by: datetime.date) -> "QuerySet[ReceivedMail]":
    """Return the e-mails without a response, of engagements that closed on that day or before, that are not erased yet."""
    rows = ReceivedMail.objects.filter(engagement__closed_at__date__lte=closed_by, response__isnull=True, erased_at__isnull=True)
    return rows.defer("text", "subject").order_by("pk")


def mail_waiting(engagement: Engagement) -> int:
    """Return how many e-mails of an engagement wait for a person."""
    return ReceivedMail.objects.filter(engagement=engagement, status=ReceivedMail.Status.WAITING).count()


def channels() -> list[tuple[str, str]]:
    """Return the channels whose words staff key in."""
    typed = {str(one) for one in (Channel.PAPER, Channel.TELEPHONE, Channel.EVENT, Channel.EMAIL)}
    return [(str(key), str(label)) for key, label in Channel.choices if key in typed]


def mail_pieces(mail: ReceivedMail) -> list[rules.Piece]:
    """Return the text of an e-mail as somebody who may make words safe sees it: see `queries.to_look_at`."""
    try:
        words = str(mail.text)
    except ValueError:  # no key opens it
        return []
    return rules.pieces(words, [(one.start, one.end, str(one.kind), one.sure) for one in deidentify(words).found])


def engagement_by_address(address: str) -> Engagement | None:
    """Return the published engagement that an address stands for: slug@domain, or anything+slug@domain."""
    local, _, domain = address.strip().lower().rpartition("@")
    if domain not in settings.MAIL_IN_DOMAINS or not local:
        return None
    name = local.rpartition("+")[2]
    published = Engagement.objects.filter(published_at__isnull=False).select_related("owner")
    found = published.filter(slug=name).first()
    if found is None and name[:1] == "e" and name[1:].isdigit():
        found = published.filter(pk=int(name[1:])).first()
    return found


def keyed_twice(batch: EntryBatch) -> int:
    """Return how many sheets of a batch two people keyed."""
    return SecondKeying.objects.filter(sheet__batch=batch).count()
