"""Files of a draft: a picture or a PDF, made safe, or the link of a video. Each is described for those who cannot see it."""

import datetime
from urllib.parse import urlsplit

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.network.models import User
from antiphon.packs.actions.writing import _drafted
from antiphon.packs.doors.files import taken
from antiphon.packs.models import Asset, File, PackVersion, Variant

MOST_FILES = 20


@action
def add_file(
    version: PackVersion, *, content: bytes, title: str, alternative: str, rights: str, by: User,
    rights_until: datetime.date | None = None,
) -> Asset:
    """Keep a picture or a PDF. Raises BadFile when it is not safe, Refused when nothing says what it shows."""
    found = _drafted(version, by)
    _described(title, alternative, rights)
    if found.assets.count() >= MOST_FILES:
        raise Refused(f"An announcement holds at most {MOST_FILES} files.")
    kept = taken(content)
    file, _ = File.objects.get_or_create(
        pack=found.pack, sha256=kept.sha256,
        defaults={"media_type": kept.media_type, "size": len(kept.content), "content": kept.content},
    )  # fmt: skip
    asset = Asset.objects.create(
        version=found, kind=kept.kind, title=title.strip(), file=file, alternative=alternative.strip(), rights=rights.strip(),
        rights_until=rights_until, width=kept.width, height=kept.height, tagged=kept.tagged,
    )  # fmt: skip
    trail.leave("add file", found, by=by, asset=asset.pk)
    return asset


@action
def add_video(
    version: PackVersion, *, link: str, title: str, alternative: str, rights: str, by: User,
    rights_until: datetime.date | None = None,
) -> Asset:
    """Keep the link of a video, with its words for those who cannot see or hear it."""
    found = _drafted(version, by)
    _described(title, alternative, rights)
    if urlsplit(link.strip()).scheme != "https":
        raise Refused("The link of a video begins with https://")
    asset = Asset.objects.create(version=found, kind="video", title=title.strip(), link=link.strip(), rights=rights.strip(),
                                 alternative=alternative.strip(), rights_until=rights_until)  # fmt: skip
    trail.leave("add video", found, by=by, asset=asset.pk)
    return asset


@action
def describe_asset(
    asset: Asset, *, title: str, alternative: str, rights: str, by: User, rights_until: datetime.date | None = None
) -> Asset:
    """Change what is said of a file: its title, its words, and the leave we have."""
    found = _drafted(asset.version, by)
    _described(title, alternative, rights)
    asset.title, asset.alternative = title.strip(), alternative.strip()
    asset.rights, asset.rights_until = rights.strip(), rights_until
    asset.save(update_fields=["title", "alternative", "rights", "rights_until"])
    trail.leave("describe asset", found, by=by, asset=asset.pk)
    return asset


@action
def remove_asset(asset: Asset, *, by: User) -> None:
    """Take a file out of a draft. Versions that were approved with it keep it."""
    found = _drafted(asset.version, by)
    if Variant.objects.filter(picture=asset).exists():
        raise Refused("A post uses this picture. Take it out of the post first.")
    file, key = asset.file_id, asset.pk
    asset.delete()
    if file and not Asset.objects.filter(file=file).exists():
        File.objects.filter(pk=file).delete()
    trail.leave("remove asset", found, by=by, asset=key)


def _described(title: str, alternative: str, rights: str) -> None:
    wrong = []
    if not title.strip():
        wrong.append("Give the file a title.")
    if not alternative.strip():
        wrong.append("Say in words what it shows or says, for those who cannot see or hear it.")
    if not rights.strip():
        wrong.append("Say who made it, and what leave we have to use it.")
    if wrong:
        raise Refused(*wrong)
