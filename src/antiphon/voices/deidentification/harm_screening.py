"""Signs that a person must read these words first. Recall comes before precision; the words are never changed."""

import re
from collections.abc import Iterable

from antiphon.voices.deidentification.harm_signs import SAID, Harm, disclosures
from antiphon.voices.deidentification.harm_weights import likelihood, likeness, threshold

_I = re.IGNORECASE

# A reason in plain words, and the patterns that give it. A false alarm costs a reading; a miss may cost a life.
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "May touch on suicide or self-harm",
        re.compile(
            r"suicid|\bself[\s-]?harm|\b(?:kill|hurt|harm|cut|cutting|hurting|harming|killing|starv\w+)\s+(?:my|him"
            r"|her|them|your|our)sel(?:f|ves)"
            r"|\b(?:end|ended|ending|take|took|taking)\s+(?:it all|(?:my|his|her|their)\s+(?:own\s+)?li(?:fe|ves))"
            r"|\bend it all\b"
            r"|\bwant(?:s|ed|ing)?\s+to\s+die\b|\bwish(?:ed)?\s+(?:i|he|she)\s+(?:was|were|had)\s+(?:dead|never)"
            r"|\bbetter off (?:dead|without me)\b"
            r"|\boverdos|\bno (?:reason|point|will) (?:to|in) (?:liv|going on|carry|be)|\b(?:don['’]?t|do not"
            r"|didn['’]?t) want to (?:live|be here|wake up|be alive|go on)"
            r"|\bcan['’]?t (?:go on|carry on|cope (?:any|with life)|take (?:it|this|any) ?(?:any ?more"
            r"|much longer)?)|\bgive up on life\b|\bjump(?:ed|ing)? (?:off|in front)"
            r"|\bhang(?:ed|ing)? (?:my|him|her|them)sel|\btook (?:all|too many|a load of) (?:my |his |her "
            r"|the )?(?:tablets|pills|meds)|\bligature|\bsuffering in silence\b",
            _I,
        ),
    ),
    (
        "May touch on abuse or violence",
        re.compile(
            r"\babus(?:e|ed|ing|ive|er)\b|\brap(?:e|ed|ist)\b|\bsexual(?:ly)? (?:assault|abus|harass|touch)"
            r"|\bassault|\bmolest|\bgroom(?:ed|ing)\b"
            r"|\b(?:hit|hits|hitting|punch\w*|slap\w*|kick\w*|beat|beats|beaten|beating|strangl\w*|chok(?:ed|ing)"
            r"|grabbed|pushed|dragged|shoved|threw)\s+(?:me|him|her|them|us|my|the (?:patient|child|baby|lady|old))"
            r"|\btouch(?:ed|ing)? (?:me|her|him) (?:inappropriately|sexually|where|without)|\bdomestic (?:violence"
            r"|abuse)|\bviolen(?:t|ce)\b|\bcoerciv|\bforced (?:me|her|him) to\b"
            r"|\b(?:he|she|they|partner|husband|wife|dad|mum|boyfriend|carer|staff|nurse) (?:hits?|hurts?|beats?"
            r"|threatens?|controls?)\b|\bbruis(?:e|es|ed|ing)\b|\bhonou?r[\s-](?:based|killing)"
            r"|\bforced marriage|\bfgm\b|\bfemale genital|\btraffick|\bmodern slavery|\bslap(?:ped)?\b"
            r"|\bpinned (?:me|him|her) down|\bexploit(?:ed|ing|ation)\b",
            _I,
        ),
    ),
    (
        "May be somebody in danger now",
        re.compile(
            r"\b(?:in|immediate|real|serious) danger\b|\bdangerous(?:ly)?\b|\b(?:i|he|she|we)['’]?(?:m| am|s| is|re"
            r"| are) (?:not safe|unsafe|scared (?:of|for|to)|afraid (?:of|for|to)|frightened (?:of|for|to)"
            r"|terrified (?:of|for|to))"
            r"|\bfear(?:ed|ing)? for (?:my|his|her|their|our) (?:life|lives|safety)|\bthreat(?:en\w*|s)?\b"
            r"|\bkill (?:me|him|her|them|someone|somebody|people)\b|\bgoing to (?:kill|hurt|harm|stab|attack)"
            r"|\b(?:knife|gun|weapon|stab(?:bed|bing|s)?|bomb|acid)\b|\bhelp me (?:please|now)|\bplease help\b|\bhe(?:['’]s"
            r"| is) going to\b.{0,20}\b(?:kill|hurt)|\bnot breathing\b|\bunconscious\b|\bcollapsed\b"
            r"|\bnearly died\b|\balmost died\b|\bdon['’]?t feel safe\b|\bdo not feel safe\b|\b(?:felt|feel"
            r"|feeling) unsafe\b|\bchest pains? (?:now|today|right now)",
            _I,
        ),
    ),
    (
        "May be a safeguarding concern",
        re.compile(
            r"\bsafeguard|\bneglect|\bmalnourish|\b(?:no|without|any) (?:food|water|drink"
            r"|fluids) for (?:\w+ ){0,2}(?:hours|days|a day)|\bleft (?:\w+ ){0,4}(?:in (?:\w+ ){0,3}(?:urine|faeces"
            r"|wet|soiled|mess|excrement|poo|wee)|alone (?:all|for)|on the floor|naked|starving|lying)"
            r"|\b(?:soaked|lying|sat|sitting|covered) in (?:\w+ ){0,3}(?:urine|faeces|wee|poo|blood|excrement|vomit)"
            r"|\bpressure (?:sore|ulcer)|\bbed ?sores?\b|\b(?:steal|stole|stolen|stealing|theft|took (?:my|his"
            r"|her) money|financial abuse|scam\w*)\b"
            r"|\blocked (?:in|up|away|out)\b|\brestrain|\bsecluded\b|\bover ?medicat|\bdrugged\b|\bsedated\b"
            r"|\bchild protection|\bsocial services\b|\bchild(?:ren)? (?:is|are|was|were) (?:not safe|at risk|left"
            r"|being)|\bat risk\b"
            r"|\bhomeless\b|\bnothing to eat\b|\bno (?:heating|food in)|\bcan['’]?t afford (?:to eat|food|heating)"
            r"|\bdehydrat|\bstarv(?:ed|ing)\b|\bunattended for\b|\bill[\s-]?treat|\bmistreat|\bmissing (?:person"
            r"|child|patient)\b|\babsconded?\b",
            _I,
        ),
    ),
    (
        "May be a serious complaint",
        re.compile(
            r"\b(?:formal|official|serious|legal) (?:complaint|action|proceedings)|\bmak(?:e|ing) a complaint"
            r"|\bcomplain(?:ed|ing|t|ts)?\b|\bsolicitors?\b|\blawyers?\b|\bsue\b|\bsuing\b|\bombudsman|\bcoroner"
            r"|\binquest|\bnegligen|\bmalpractice"
            r"|\bdied (?:because|due|as a result|in (?:pain|agony)|alone|after|waiting|on)|\b(?:caused"
            r"|cause of) (?:\w+ ){0,3}death|\bunnecessary death|\bwrong (?:medication|medicine|drug|dose|tablets|leg"
            r"|arm|side|patient|operation|baby|blood|site|injection)"
            r"|\bmisdiagnos|\bmissed (?:my |his |her |the |a )?(?:cancer|diagnosis|stroke|sepsis|fracture"
            r"|heart attack)|\bfalsif|\bcover(?:ed)?[\s-]?up\b|\bwhistle[\s-]?blow|\bracis[tm]|\bracial(?:ly)?\b"
            r"|\bdiscriminat|\bhomophob|\btransphob|\bsexist|\bislamophob|\banti-?semit"
            r"|\bstruck off\b|\b(?:gmc|nmc|cqc|police|the press|newspaper|my mp)\b|\bnever event|\boverdose of\b"
            r"|\binfected blood|\bbully|\bbullied\b|\bharass|\bdata breach|\bbreach of confiden",
            _I,
        ),
    ),
)


LIKE = "Reads like words in which people disclose harm"
# From this score on `screen-harm` says yes. The score is the likeness where no rule speaks, and higher where one does.
FLAGGED = 0.5
_CONCERN, _NAMED = 0.95, 0.6


def screen_harm(text: str) -> list[str]:
    """The reasons why a person must read ``text`` before anyone else does; empty when there is no sign.

    Three nets, from fine to wide: how people disclose harm (`disclosures`, which also open a concern), words that stand
    in such comments (`likeness`), and the words of the trade and of complaints, above.
    """
    said = [SAID[harm] for harm in disclosures(text)]
    said += [reason for reason in named_signs(text) if reason not in said]
    return said or ([LIKE] if likeness(text) else [])


def named_signs(text: str) -> list[str]:
    """The reasons that the words of the trade and of complaints give."""
    return [reason for reason, pattern in _SIGNS if pattern.search(text)]


def harm_score(text: str) -> float:
    """How surely ``text`` discloses harm or complains of something serious, from 0 to 1; a person reads first from `FLAGGED`."""
    if not text.strip():
        return 0.0
    limit = threshold()
    like = likelihood(text)
    # The likeness, stretched so that its own limit stands at FLAGGED.
    score = FLAGGED * like / limit if like < limit else FLAGGED + (1 - FLAGGED) * (like - limit) / (1 - limit)
    if disclosures(text):
        score = max(score, _CONCERN)
    elif named_signs(text):
        score = max(score, _NAMED)
    return round(min(score, 1.0), 4)


def kinds(reasons: Iterable[str]) -> list[Harm]:
    """The kinds of harm behind reasons that `screen_harm` gave: those that open a concern."""
    given = set(reasons)
    return [harm for harm, said in SAID.items() if said in given]
