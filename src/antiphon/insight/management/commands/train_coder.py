"""`antiphon train-coder`: make a coder's weights again from labelled comments."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from antiphon.insight.coders import training


class Command(BaseCommand):
    """Train and measure a coder. Needs `antiphon[train]`, the careful one `antiphon[train-careful]`."""

    help = "Train a coder from labelled comments and write its weights and their record."
    requires_system_checks: ClassVar[list[str]] = []
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the folders and the frame."""
        parser.add_argument("--data", required=True, metavar="DIR", help=f"folder of {training.LABELLED_FILE}, or of surveys/")
        parser.add_argument(
            "--out", default=str(training.SHIPPED), metavar="DIR", help="where to write (default: %(default)s)"
        )
        parser.add_argument("--frame", default="patient_feedback", help="code frame (default: %(default)s)")
        parser.add_argument(
            "--coder", choices=("quick", "careful"), default="quick",
            help="careful: both frames, an hour, needs antiphon[train-careful] (default: %(default)s)",
        )  # fmt: skip
        parser.add_argument(
            "--unseen", metavar="FILE", help="careful: keep the encoder, take its unseen scores from here, fit the blend"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Train, then say what was measured; or refuse in one sentence."""
        try:
            data = Path(options["data"])
            surveys = data / "surveys"
            inside = not (data / training.LABELLED_FILE).is_file() and surveys.is_dir()
            made = self._train(surveys if inside else data, Path(options["out"]), options)
        except ModuleNotFoundError as problem:
            extra = "train-careful" if options["coder"] == "careful" else "train"
            raise CommandError(f"Training needs {problem.name}: pip install 'antiphon[{extra}]'.") from None
        except (OSError, ValueError, LookupError) as problem:
            raise CommandError(str(problem)) from None
        for trained in made:
            unseen = trained.record["unseen"]
            self.stdout.write(
                f"{trained.weights_file}: macro-F1 {unseen['macro_f1']:.3f} over {unseen['codes_counted']} codes, "
                f"micro-F1 {unseen['micro_f1']:.3f}, each comment read by a coder that had not seen it"
            )

    def _train(self, data: Path, out: Path, options: dict[str, Any]) -> list[training.Trained]:
        if options["coder"] == "quick":
            return [training.train(data, out, options["frame"])]
        from antiphon.insight.coders import careful_training

        return careful_training.train(data, out, Path(options["unseen"]) if options["unseen"] else None)
