"""`antiphon train-coder`: make the quick coder's weights again from labelled comments."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from antiphon.insight.coders import training


class Command(BaseCommand):
    """Train and measure the quick coder. Needs scikit-learn: `pip install antiphon[train]`."""

    help = "Train the quick coder from labelled comments and write its weights and their record."
    requires_system_checks: ClassVar[list[str]] = []
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the folders and the frame."""
        parser.add_argument("--data", required=True, metavar="DIR", help=f"folder of {training.LABELLED_FILE}")
        parser.add_argument(
            "--out", default=str(training.SHIPPED), metavar="DIR", help="where to write (default: %(default)s)"
        )
        parser.add_argument("--frame", default="patient_feedback", help="code frame (default: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Train, then say what was measured; or refuse in one sentence."""
        try:
            trained = training.train(Path(options["data"]), Path(options["out"]), options["frame"])
        except ModuleNotFoundError as problem:
            raise CommandError(f"Training needs {problem.name}: pip install 'antiphon[train]'.") from None
        except (OSError, ValueError, LookupError) as problem:
            raise CommandError(str(problem)) from None
        held_out = trained.record["holdout"]
        self.stdout.write(
            f"{trained.weights_file}: macro-F1 {held_out['macro_f1']:.3f} over {held_out['codes_counted']} codes, "
            f"micro-F1 {held_out['micro_f1']:.3f}, on {held_out['held_out']} comments held out"
        )
