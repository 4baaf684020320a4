"""What packs do by themselves: offer approved posts to other systems once their moment has come."""

from django.utils import timezone
from procrastinate.contrib.django import app

from antiphon.core.actors import Machine
from antiphon.packs import actions, queries

BY = Machine("offers-posts")


@app.periodic(cron="* * * * *", periodic_id="offer_waiting")
@app.task(name="packs.offer_waiting", queueing_lock="packs.offer_waiting")
def offer_waiting(timestamp: int = 0) -> int:
    """Offer the posts of every version whose embargo is over; return how many notices were put in the worklist."""
    return sum(actions.offer_posts(version, by=BY) for version in queries.posts_waiting(timezone.now()))
