"""Making free text safe: personal details are masked, and what is in doubt waits for a person.

Plain Python with no Django, no network and no model. `masking` is the way in; `personal_details` knows what has a
pattern, `person_names` knows names, `rare_combinations` what points to one person only, and `harm_screening` what a
person must read first. The word lists are in `voices/names`.
"""

from antiphon.voices.deidentification.found import MASKS, Found, Kind
from antiphon.voices.deidentification.harm_screening import harm_score, kinds, screen_harm
from antiphon.voices.deidentification.harm_signs import SAID, Harm, disclosures
from antiphon.voices.deidentification.masking import Safe, deidentify

__all__ = ["MASKS", "SAID", "Found", "Harm", "Kind", "Safe", "deidentify", "disclosures", "harm_score", "kinds", "screen_harm"]
