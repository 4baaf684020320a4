"""The rows of packs: the pack and its versions, the words of a version, and its files."""

from antiphon.packs.models.files import Asset, File
from antiphon.packs.models.pack import Pack, PackPartner, PackVersion, Reader
from antiphon.packs.models.words import Fact, Posting, Slot, Spokesperson, Variant

__all__ = ["Asset", "Fact", "File", "Pack", "PackPartner", "PackVersion", "Posting", "Reader", "Slot", "Spokesperson", "Variant"]
