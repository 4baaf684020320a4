"""The scene of one message: 15 networks, 14 leads and a deputy, two organisations with people in common, nobody twice."""

import pytest
from django.utils import timezone

from antiphon.cascades.models import Cascade
from antiphon.delivery.models import Delivery, Elsewhere
from antiphon.demonstration.cast import load_cast
from antiphon.demonstration.figures import message_figures, message_table
from antiphon.demonstration.scenes import cascade as scene


@pytest.mark.django_db(transaction=True)
def test_the_scene_plays_the_walk_and_its_table_is_counted_from_records(mailbox):
    cast, today = load_cast(), timezone.localdate()
    assert message_table() == ""
    for _ in range(2):
        scene.play({}, cast, today)
    cascade = Cascade.objects.get()
    figures = dict(message_figures(cascade))
    print(message_table())  # noqa: T201
    assert figures["Networks"] == "15"
    assert figures["  acknowledged by the lead"] == "14"
    assert figures["  acknowledged by the deputy"] == "1"
    assert figures["  nobody answered"] == "0"
    sent = Delivery.objects.filter(occasion=cascade.occasion)
    assert sent.values("address_key").distinct().count() == sent.count()
    assert figures["People reached, each once"] == figures["  different addresses among them"] != "0"
    assert figures["Suppressed: they do not want it"] == "1"
    assert figures["Not known"] == "0"
    assert Elsewhere.objects.filter(send__occasion=cascade.occasion).count() == int(
        figures["Had it from another organisation already"]
    ) > 0  # fmt: skip
    assert figures["Answers that came back"] == "3"
    assert "estimate" in message_table()
    sent_out = zip(mailbox.recipients, mailbox.messages, strict=True)
    theirs = [to for to, one in sent_out if "top these e-mails" in str(one.get_body())]
    assert len(theirs) == len(set(theirs))
