"""What somebody wrote, carried through a page that stands between them and sending it, so that nothing is lost."""

from django.http import HttpRequest

MARK = "kept:"
NOT_CARRIED = ("csrfmiddlewaretoken",)


def carried(request: HttpRequest, *, without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Return every field of a form that was sent, as name and value, in order. Files cannot go along."""
    left_out = {*NOT_CARRIED, *without}
    return [(name, str(value)) for name, values in request.POST.lists() if name not in left_out for value in values]


def going_along(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields that an earlier page carried, under the names that they had in the form."""
    return [(name.removeprefix(MARK), value) for name, value in carried(request) if name.startswith(MARK)]
