"""Files that people send are held in memory while they are looked at, and are never written to a disk in the clear."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MOST_FROM_STAFF = 101 * 1024 * 1024  # a file of answers, and a little for the rest of the form
MOST_FROM_ANYONE = 25 * 1024 * 1024
STAFF_DOORS = ("/workspace/", "/cms/")


class InMemory(FileUploadHandler):
    """Keeps a file in memory, up to a size; a larger one is broken off, and `request.upload_too_large` says so."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        path = getattr(self.request, "path", "")
        self._most = MOST_FROM_STAFF if path.startswith(STAFF_DOORS) else MOST_FROM_ANYONE
        self._announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self._announced > self._most:
            self._refuse()
        self._file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > self._most:
            self._refuse()
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._file.seek(0)
        return InMemoryUploadedFile(
            file=self._file, field_name=self.field_name, name=self.file_name, content_type=self.content_type, size=file_size,
            charset=self.charset, content_type_extra=self.content_type_extra,
        )  # fmt: skip

    def _refuse(self) -> None:
        self.request.upload_too_large = True  # type: ignore[union-attr]
        raise StopUpload(connection_reset=False)
