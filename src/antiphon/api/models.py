"""Requests that were taken, so that the same one sent again gets the same answer."""

from django.db import models

from antiphon.core.models import Record
from antiphon.network.models import ApiKey
from antiphon.voices.models import Response


class Taken(Record):
    """One request of a key that brought a response in, under the name that the sender gave the request."""

    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="+")
    name = models.CharField("the sender's Idempotency-Key", max_length=100)
    digest = models.CharField("SHA-256 of what was sent", max_length=64)
    response = models.ForeignKey(Response, models.CASCADE, related_name="+")

    class Personal:
        plain = {"key", "name", "digest", "response"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the response"

    class Walls:
        through = "response"
        public = "none"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "name"], name="taken_once")]

    def __str__(self) -> str:
        return f"{self.name} of {self.key_id}"
