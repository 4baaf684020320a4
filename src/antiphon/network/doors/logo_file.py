"""A logo that somebody uploads: a picture, looked at and drawn anew, so that nothing else is in the file."""

from io import BytesIO

from antiphon.core.problems import BadFile

LARGEST = 1024 * 1024  # bytes
WIDEST, SMALLEST = 4000, 60  # pixels
KINDS = ("PNG", "JPEG", "WEBP")


def read(content: bytes) -> bytes:
    """Return the picture as a PNG of at most 1,200 pixels. Raises BadFile when it is none, or too large or too small."""
    from PIL import Image, UnidentifiedImageError  # loaded here: few processes draw pictures

    if len(content) > LARGEST:
        raise BadFile("The picture is larger than 1 MB. Save it smaller.")
    try:
        with Image.open(BytesIO(content), formats=KINDS) as picture:
            if max(picture.size) > WIDEST:
                raise BadFile(f"The picture is larger than {WIDEST:,} pixels. Save it smaller.")
            if min(picture.size) < SMALLEST:
                raise BadFile(f"The picture is smaller than {SMALLEST} pixels, so it would look blurred. Choose a larger one.")
            drawn = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise BadFile("This is not a picture that we can read. Choose a PNG or JPEG file.") from problem
    drawn.thumbnail((1200, 1200))
    file = BytesIO()
    drawn.save(file, "PNG", optimize=True)
    return file.getvalue()
