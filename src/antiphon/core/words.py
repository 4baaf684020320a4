"""Words that people typed, laid out as they meant them: paragraphs, and lists where lines begin with a dash."""

from dataclasses import dataclass

MARKS = ("- ", "* ", "• ")


@dataclass(frozen=True)
class Block:
    """A paragraph of lines, or a list of points."""

    lines: list[str]
    points: bool = False


def blocks(text: str | None) -> list[Block]:
    """Return the paragraphs of a text; lines that begin with a dash, a star or a dot become a list."""
    found: list[Block] = []
    for paragraph in _tidy(text).split("\n\n"):
        begun = True  # an empty line ends a paragraph, and does not end a list
        for line in filter(None, (line.strip() for line in paragraph.split("\n"))):
            point = line.startswith(MARKS)
            if found and found[-1].points is point and (point or not begun):
                found[-1].lines.append(_bare(line))
            else:
                found.append(Block([_bare(line)], points=point))
            begun = False
    return found


def points(text: str | None) -> list[Block]:
    """Return a text whose lines are points as a list; a line that ends with a colon stands above its points."""
    lines = [_bare(line) for line in _tidy(text).split("\n") if line.strip()]
    if len(lines) == 1:
        return [Block(lines)]
    found: list[Block] = []
    for line in lines:
        if line.endswith(":"):
            found.append(Block([line]))
        elif found and found[-1].points:
            found[-1].lines.append(line)
        else:
            found.append(Block([line], points=True))
    return found


def _tidy(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


def _bare(line: str) -> str:
    line = line.strip()
    return line[2:].strip() if line.startswith(MARKS) else line
