"""Forgetting: erase a response, stop messages, hand over a copy, let go of a person whose time is up."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine
from antiphon.core.problems import Refused
from antiphon.delivery import actions as delivery
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.people import actions as people
from antiphon.voices import queries
from antiphon.voices.actions.safe import open_sealed
from antiphon.voices.models import (
    About,
    Answer,
    Because,
    GroupRecord,
    ReceivedMail,
    Response,
    SecondKeying,
    Sheet,
    Upload,
    Voice,
    WordsBefore,
)

FOR_THEM = "A copy for the person who said it"
BLANK = {"sealed_words": "", "clean_words": "", "found": [], "doubts": [], "harm": [], "withheld_because": ""}


@action
def erase(response: Response, *, why: str, by: Actor) -> Response:
    """Blank the words, files, place and person of one response, for good. The row stays, and counts where it counted.

    What they said of themselves goes; what they ticked stays as a count, without a date or a place.

    A visitor may for the receipt that they hold (see `erase_by_receipt`). Erasing it again changes nothing.
    """
    if isinstance(by, User):
        require(by, Permission.VOICE_ERASE, on=response)
    if why not in Because.values:
        raise Refused("Choose why it is erased.")
    response = Response.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=response.pk)
    if response.erased_at:
        return response
    _let_go_of_the_person(response, by)
    voices = Voice.objects.select_for_update().filter(response=response).exclude(status=Voice.Status.ERASED)
    ids = list(voices.order_by("pk").values_list("pk", flat=True))
    never_read = Voice.objects.filter(pk__in=ids).exclude(status=Voice.Status.CLEAN)
    never_read.update(status=Voice.Status.ERASED, made_safe_at=None, **BLANK)  # it was in no figure, and gets into none
    Voice.objects.filter(pk__in=ids).update(status=Voice.Status.ERASED, **BLANK)
    About.objects.filter(response=response).delete()
    Answer.objects.filter(response=response).exclude(text="").update(text="")
    Upload.objects.filter(response=response, erased_at__isnull=True).update(content=None, name="", erased_at=timezone.now())
    _erase_what_was_kept_of_it(response)
    response.place, response.wrote_down, response.may_quote, response.may_reuse = "", "", False, False
    response.network_key = ""
    response.erased_at, response.erased_because = timezone.now(), why
    response.save(update_fields=["place", "wrote_down", "network_key", "may_quote", "may_reuse", "erased_at", "erased_because"])
    trail.leave("erase", response, by=by, why=why, voices=ids)
    return response


@action
def erase_by_receipt(code: str, *, by: Actor) -> Response | None:
    """Erase the response that a receipt code stands for, at once; None when there is none.

    The code is known to the sender alone, so who holds it may do this without saying who they are.
    """
    response = queries.receipt(code)
    return erase(response, why=str(Because.ASKED), by=by) if response else None


@action
def stop_messages(response: Response, *, by: Actor) -> None:
    """Write no more about this engagement to the address that came with a response, whoever else left the same one."""
    if isinstance(by, User):
        require(by, Permission.VOICE_ERASE, on=response)
    if response.person:
        people.stop_replies(response.person, among=queries.contributors_to_tell(response.engagement), by=by)
        trail.leave("stop messages", response, by=by)


@action
def stop_by_receipt(code: str, *, by: Actor) -> Response | None:
    """Stop messages to the sender of the response that a receipt code stands for; None when there is none."""
    response = queries.receipt(code)
    if response:
        stop_messages(response, by=by)
    return response


@dataclass(frozen=True)
class CopiedAnswer:
    """One answer in a copy: the words as they came, and as we use them."""

    question: str
    words: str
    made_safe: str


@dataclass(frozen=True)
class Copy:
    """All that is held of one response, for the person who sent it. It is never stored or logged."""

    response: Response
    identity: people.Identity | None
    answers: Sequence[CopiedAnswer]
    ticked: Sequence[tuple[str, str]] = ()  # each closed answer: the question, what was chosen
    about: Sequence[tuple[str, str]] = ()  # what they said of themselves
    files: Sequence[tuple[str, int]] = ()  # the name of each file they sent, and its size in bytes
    before: Sequence[tuple[str, str]] = ()  # words before they were corrected, with who corrected them
    keyed: Sequence[tuple[str, str]] = ()  # their sheet as it was keyed, perhaps twice

    def __repr__(self) -> str:
        return f"Copy({self.response.pk})"


@action
def copy_for_the_person(response: Response, *, by: User) -> Copy:
    """Return all that we hold of one response, for the person who sent it. Each opening of their words is logged."""
    require(by, Permission.VOICE_ERASE, on=response)
    response = Response.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=response.pk)
    if response.erased_at:
        raise Refused("The person's words, name and address were erased, so there is nothing left to copy.")
    identity = people.disclose(response.person, by=by) if response.person else None
    answers = [
        CopiedAnswer(voice.question.text, open_sealed(voice, why=FOR_THEM, by=by), voice.clean_words)
        for voice in queries.voices_in(response)
    ]  # fmt: skip
    trail.leave("copy", response, by=by)
    return Copy(
        response=response, identity=identity, answers=answers, ticked=queries.ticked_by(response),
        about=queries.said_of_self(response),
        files=list(Upload.objects.filter(response=response, erased_at__isnull=True).values_list("name", "size")),
        before=[(one.get_who_display(), one.sealed_words)
                for one in WordsBefore.objects.filter(voice__response=response).order_by("voice", "version")],
        keyed=[("Keyed first", one.keyed) for one in Sheet.objects.filter(response=response)]
        + [("Keyed a second time", one.keyed) for one in SecondKeying.objects.filter(sheet__response=response)],
    )  # fmt: skip


@action
def forget_person(response: Response, *, by: Machine) -> None:
    """Erase name and address of the person behind a response, whose time is up. What they said stays, without them."""
    response = Response.objects.select_for_update().get(pk=response.pk)
    if response.person:
        _let_go_of_the_person(response, by)
        trail.leave("forget person", response, by=by)


def _erase_what_was_kept_of_it(response: Response) -> None:
    """Blank what keying, correcting and e-mail kept besides the words themselves. The rows stay, and count."""
    WordsBefore.objects.filter(voice__response=response).update(sealed_words="")
    Sheet.objects.filter(response=response).update(keyed="")
    SecondKeying.objects.filter(sheet__response=response).update(keyed="")
    GroupRecord.objects.filter(response=response).update(group="")
    ReceivedMail.objects.filter(response=response).update(subject="", text="", person=None, erased_at=timezone.now())


def _let_go_of_the_person(response: Response, by: Actor) -> None:
    if response.person:
        delivery.forget(response.person, by=by)
        response.person = None
        response.save(update_fields=["person"])

