"""Write the tables and the calibration plot of a coder's model card from the record beside its weights.

`python bench/coder_card.py quick|careful` rewrites everything after the line "## Each code" of the card in
docs/model-cards/ and the plot beside it, so that the card says what was measured when the weights were made.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CARDS = ROOT / "docs" / "model-cards"
WEIGHTS = ROOT / "src" / "antiphon" / "insight" / "coders" / "weights"


def plot(bands: list[list[float]], title: str) -> str:
    """The share right against the probability said, as SVG; the straight line is perfect."""
    place = lambda x, y: f"{60 + 300 * x:.1f},{340 - 300 * y:.1f}"  # noqa: E731
    points = " ".join(place(said, right) for _, _, _, said, right in bands)
    dots = "".join(
        f'<circle cx="{60 + 300 * said:.1f}" cy="{340 - 300 * right:.1f}" r="4" fill="#005eb8"><title>said {said:.2f}, right '
        f"{right:.2f}, {int(number)} pairs</title></circle>"
        for _, _, number, said, right in bands
    )
    ticks = "".join(
        f'<text x="{60 + 300 * x / 10:.0f}" y="360" text-anchor="middle">{x / 10:.1f}</text>'
        f'<text x="50" y="{344 - 300 * x / 10:.0f}" text-anchor="end">{x / 10:.1f}</text>'
        for x in range(0, 11, 2)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img" font-family="Arial" font-size="13">'
        f"<title>{title}</title><rect width='400' height='400' fill='#fff'/>"
        f'<path d="M60 40V340H360" fill="none" stroke="#4c6272"/><path d="M60 340L360 40" stroke="#aeb7bd" stroke-dasharray="4"/>'
        f'<polyline points="{points}" fill="none" stroke="#005eb8" stroke-width="2"/>{dots}{ticks}'
        f'<text x="210" y="385" text-anchor="middle">Probability said</text>'
        f'<text x="18" y="190" text-anchor="middle" transform="rotate(-90 18 190)">Share right</text></svg>\n'
    )


def codes(unseen: dict[str, Any]) -> list[str]:
    """The table of codes."""
    return [
        "| Code | Comments | Suggested | Precision | Recall | F1 |",
        "|---|---|---|---|---|---|",
        *(
            f"| {one['code']} | {one['support']:,} | {one['suggested']:,} | {one['precision']:.2f} | {one['recall']:.2f} "
            f"| {one['f1']:.2f} |"
            for one in unseen["per_code"]
        ),
    ]


def main(coder: str) -> None:
    """Rewrite the card's tables."""
    end = "" if coder == "quick" else ".careful"
    short, long = (
        json.loads((WEIGHTS / f"{frame}{end}.json").read_text(encoding="utf-8"))["unseen"]
        for frame in ("patient_feedback", "patient_feedback_44")
    )
    svg = f"{coder}-coder-calibration.svg"
    title = f"Calibration of the {coder} coder on {short['comments']:,} comments it had not seen"
    (CARDS / svg).write_text(plot(short["reliability"], title), encoding="utf-8")
    card = CARDS / f"{coder}-coder.md"
    kept = card.read_text(encoding="utf-8").split("## Each code")[0].rstrip()
    lines = [
        kept, "", "## Each code of the 32-code frame", "",
        f"Each of {short['comments']:,} comments read by a coder that had not seen its words. With fewer than ten comments a row "
        "says little.", "", *codes(short), "", "`Labelling not possible` has no row to score: blanks are coded by rule and left "
        "out of the test.", "", "## Calibration", "", f"![{title}]({svg})", "",
        "| Probability said | Pairs of comment and code | Mean said | Share right |", "|---|---|---|---|",
        *(f"| {low:.1f} to {high:.1f} | {int(number):,} | {said:.2f} | {right:.2f} |"
          for low, high, number, said, right in short["reliability"]),
        "", "## Each code of the 44-code frame", "", *codes(long), "",
    ]  # fmt: skip
    card.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
