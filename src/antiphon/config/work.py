"""The roles of processes that work in the background: the one Procrastinate app and its worklists."""

from procrastinate import App


def when_ready(app: App) -> None:
    """Called by Procrastinate when Django is ready; tasks register themselves from each room's `tasks.py`."""
