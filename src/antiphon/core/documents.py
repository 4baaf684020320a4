"""Documents to print or hand over: a Typst template of a room, and data, become a tagged PDF (PDF/UA-1).

`public/paper` is the file `public/documents/paper.typ`. The data reaches the template as JSON and is never part of its
source, so that nobody's words can be taken for instructions.
"""

import datetime
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from django.utils import timezone


def pdf(
    template: str, data: Mapping[str, Any], *, lang: str, title: str, pictures: Mapping[str, bytes] = MappingProxyType({})
) -> bytes:  # fmt: skip
    """Return a tagged PDF. `lang` is its language (BCP 47), `title` its name; a template finds both in its data.
    `pictures` are files by the names under which the template finds them, like `7.png`.

    A template begins with `#let data = json(bytes(sys.inputs.data))` and sets document title and text language from it.
    """
    import typst  # loaded here: only documents need it

    room, _, name = template.partition("/")
    source = resources.files(f"antiphon.{room}") / "documents" / f"{name}.typ"
    now = timezone.now().astimezone(datetime.UTC).replace(microsecond=0)
    given = json.dumps({**data, "lang": lang.split("-")[0], "region": lang.partition("-")[2] or None, "title": title})
    try:
        with TemporaryDirectory() as folder:
            for file, content in pictures.items():
                (Path(folder) / file).write_bytes(content)
            made: bytes = typst.compile(  # type: ignore[call-overload]
                source.read_bytes(), format="pdf", pdf_standards=["ua-1"], font_paths=[*_fonts()], ignore_system_fonts=False,
                sys_inputs={"data": given}, timestamp=int(now.timestamp()), root=folder,
            )  # fmt: skip
    except typst.TypstError as problem:
        if "could not be displayed" in str(problem):
            raise NoFont from problem
        raise
    return made


class NoFont(Exception):
    """The words are in a script for which this machine has no font."""


@cache
def _fonts() -> tuple[str, ...]:
    """Return the folders of the fonts that we bring; other scripts fall back on those of the system."""
    found = (find_spec(name) for name in ("font_lato", "fontpkg_noto_sans", "fontpkg_noto_sans_arabic"))
    return tuple(folder for spec in found if spec for folder in spec.submodule_search_locations or ())
