"""The cast: Alice may, Bob may look, Charlie is from another organisation. Dana approves, Alan is the chair."""

import pytest

from antiphon.decisions.tests.factories import make_colleague, make_heard_engagement
from antiphon.network.tests.factories import make_user


@pytest.fixture
def engagement(db):
    return make_heard_engagement()


@pytest.fixture
def alice(engagement):
    return make_colleague(engagement, role="engagement_lead", name="Alice")


@pytest.fixture
def bob(engagement):
    return make_colleague(engagement, role="reader", name="Bob")


@pytest.fixture
def charlie(db):
    return make_user(role="director", name="Charlie")


@pytest.fixture
def dana(engagement):
    return make_colleague(engagement, role="director", name="Dana")


@pytest.fixture
def alan(engagement):
    return make_colleague(engagement, role="decision_maker", name="Alan")
