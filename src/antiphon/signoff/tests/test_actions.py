"""A second pair of eyes: the exact words are kept, and nobody signs their own."""

import pytest

from antiphon.core import trail
from antiphon.core.problems import Refused
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.signoff import actions, queries
from antiphon.signoff.models import Signature

pytestmark = pytest.mark.django_db


def test_sign_keeps_the_exact_words_and_leaves_a_trail():
    thing, alice, bob = make_organisation(), make_user(), make_user()
    signature = actions.sign(thing, words="We will open at 8am.", authors=[alice], by=bob)
    assert signature.words == "We will open at 8am."
    assert queries.signed(thing, words="We will open at 8am.\r\n") == signature
    assert [entry.verb for entry in trail.of(thing)] == ["sign"]


def test_sign_is_refused_to_an_author():
    thing, alice, bob = make_organisation(), make_user(), make_user()
    with pytest.raises(Refused, match="another person must approve"):
        actions.sign(thing, words="Ours", authors=[alice, bob], by=bob)
    assert not Signature.objects.exists()


def test_signed_is_none_once_the_words_have_changed():
    thing, bob = make_organisation(), make_user()
    actions.sign(thing, words="We will open at 8am.", authors=[], by=bob)
    assert queries.signed(thing, words="We will open at 9am.") is None


def test_signatures_are_those_of_this_thing_and_purpose():
    thing, other, bob = make_organisation(), make_organisation(), make_user()
    actions.sign(thing, words="One", authors=[], by=bob)
    actions.sign(thing, words="Two", authors=[], by=bob, purpose="table")
    actions.sign(other, words="One", authors=[], by=bob)
    assert [signature.words for signature in queries.signatures(thing)] == ["One"]
