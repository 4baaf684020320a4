"""Files of a pack. They are kept in the database, so that the embargo and the second wall hold for them too."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from antiphon.core.models import Record
from antiphon.packs.models.pack import KEPT, Pack, PackVersion
from antiphon.packs.wording import ASSETS, TYPES


class File(Record):
    """The bytes of a file, once for a pack. What was in the picture besides the picture is taken out before it is kept."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="files")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40, choices=[(one, one) for one in TYPES])
    size = models.PositiveIntegerField("bytes")
    content = models.BinaryField()

    class Personal:
        plain = {"pack", "sha256", "media_type", "size", "content"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "pack"
        public = "read"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["pack", "sha256"], name="pack_file_once")]

    def __str__(self) -> str:
        return f"{self.media_type}, {self.size} bytes"


class Asset(Record):
    """A picture, a document or a video that may be used with the words. Each says in words what it shows."""

    version = models.ForeignKey(PackVersion, models.CASCADE, related_name="assets")
    kind = models.CharField(max_length=10, choices=list(ASSETS.items()))
    title = models.CharField(max_length=120)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    link = models.URLField("where the video is", max_length=500, blank=True)
    alternative = models.TextField("what it shows or says, for those who cannot see or hear it")
    rights = models.CharField("who made it, and what leave we have", max_length=200)
    rights_until = models.DateField("the last day on which it may be used", null=True, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    tagged = models.BooleanField("a document that screen readers can follow", default=False)

    class Personal:
        plain = {"version", "kind", "title", "file", "link", "alternative", "rights", "rights_until", "width", "height", "tagged"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "version"

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(alternative="") & ~Q(rights=""), name="pack_asset_is_described"),
            models.CheckConstraint(
                condition=Q(kind="video", file__isnull=True) & ~Q(link="") | ~Q(kind="video") & Q(file__isnull=False, link=""),
                name="pack_asset_is_file_or_link",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def usable(self) -> bool:
        """Whether we still have leave to show it."""
        return self.rights_until is None or self.rights_until >= timezone.localdate()
