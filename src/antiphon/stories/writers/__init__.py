"""A case study as a file: the same parts in the same order, as HTML and as a Word document. Plain Python: words in, bytes out."""

from collections.abc import Callable

from antiphon.stories.rules import Told
from antiphon.stories.writers import docx_file, html_file

TYPES = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "html": "text/html; charset=utf-8",
         "pdf": "application/pdf"}  # fmt: skip
WRITERS: dict[str, Callable[[Told], bytes]] = {"docx": docx_file.written, "html": html_file.written}
