"""What `bench/intake.py` measures, part by part. Each yields lines; a line with `wrong` means that something failed."""

from bench.intake_parts.big import measure_cross, measure_export, measure_results
from bench.intake_parts.file import measure_import
from bench.intake_parts.submit import measure_submit

__all__ = ["measure_cross", "measure_export", "measure_import", "measure_results", "measure_submit"]
