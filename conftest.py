"""What every test has: the embedded database, one test database for each worker, a cast that everyone knows."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as pace

# A busy machine is no failure: nothing is timed. CI tries the same examples each time; elsewhere they are new.
pace.register_profile("antiphon", deadline=None, derandomize=bool(os.environ.get("CI")))
pace.load_profile("antiphon")

pytest_plugins = ["tests.smtp", "tests.notify_fake"]  # `mailbox`: a real mail server on loopback; `notify`: a GOV.UK Notify
os.environ.setdefault("ANTIPHON_MODE", "test")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's event loop runs in the test's thread

# Tests on real reference data stand in folders called `real`; they run when the data is there.
collect_ignore_glob = [] if os.environ.get("ANTIPHON_DATA") else ["**/real/*"]


def pytest_configure(config: pytest.Config) -> None:
    if not os.environ.get("DATABASE_URL") and not hasattr(config, "workerinput"):
        from antiphon.config import postgres

        postgres.ensure_running()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long walks: begun last, they would leave one worker at work while the others are done."""
    long = ("tests/journeys", "tests/crash", "tests/demonstration", "tests/access", "tests/browser")
    items.sort(key=lambda item: not str(item.path.relative_to(item.config.rootpath)).startswith(long))


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """One database for each worker, copied from a template that was migrated once (in place of pytest-django's own)."""
    from django.db import connections
    from django.test import TransactionTestCase

    from tests.database import drop_test_database, empty_again, make_test_database, use_database

    TransactionTestCase._fixture_teardown = empty_again  # type: ignore[method-assign]
    worker = getattr(request.config, "workerinput", {}).get("workerid", f"alone{os.getpid()}")
    before = connections["default"].settings_dict["NAME"]
    name = f"test_{before}_{worker}"
    with django_db_blocker.unblock():
        make_test_database(name)
        use_database(name)
    yield
    with django_db_blocker.unblock():
        use_database(before)
        drop_test_database(name)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of reference data (`ANTIPHON_DATA`); only tests under `real/` ask for it."""
    return Path(os.environ["ANTIPHON_DATA"])


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
    found = {"executable_path": os.environ["ANTIPHON_BROWSER"]} if os.environ.get("ANTIPHON_BROWSER") else {}
    return {**browser_type_launch_args, **found, "args": quiet}


@pytest.fixture(autouse=True)
def _no_real_mail(settings: Any) -> Iterator[None]:
    """Nothing leaves by mail unless a test sets up its own sink."""
    settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": 1}
    return


@pytest.fixture(autouse=True)
def _everyone_leaves_the_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """A page that stays open keeps its line to the server, which keeps one to the database; there are 200 of those."""
    browser = request.getfixturevalue("browser") if "browser" in request.fixturenames else None
    yield
    for context in list(browser.contexts) if browser else ():
        context.close()


@pytest.fixture
def staff_client() -> Any:
    """Make a test client for a person, signed in with a second factor: `client = staff_client(alice)`."""
    from tests.browser.sign_in import signed_in_client

    return signed_in_client
