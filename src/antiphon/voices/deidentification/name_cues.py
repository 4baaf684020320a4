"""Words beside a name that say a person is meant, or that none is."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    "mr mrs ms miss mx master dr doctor doc prof professor sir dame lord lady rev reverend revd fr father canon pastor"
    " imam rabbi cllr councillor pc sgt sergeant capt captain major nurse sister matron midwife")
# Titles that are ordinary words too: what follows them must not be an ordinary word.
STAFF = _words(
    "dr doctor doc prof professor nurse sister matron midwife consultant surgeon physio physiotherapist carer"
    " receptionist paramedic porter hca therapist counsellor pharmacist dentist hygienist optician radiographer"
    " phlebotomist anaesthetist psychiatrist psychologist podiatrist chiropodist dietitian dietician healthcare"
    " assistant driver worker practitioner registrar manager housekeeper cleaner volunteer chaplain technician"
    " sonographer clinician coordinator co-ordinator cpn ot gp hv nurses student advocate interpreter warden"
    " keyworker secretary specialist chef cook domestic admin")
RELATIONS = _words(
    "son daughter husband wife mum mother mam mom dad father brother sister friend partner baby nan nana gran grandma"
    " grandad grandfather grandmother uncle aunt auntie aunty cousin nephew niece neighbour carer patient fiance fiancee"
    " boyfriend girlfriend grandson granddaughter stepson stepdaughter twin twins child boy girl lad man lady woman"
    " gentleman colleague landlord")
CALLING = _words("called named name's")
# Words that often stand just before a person.
BEFORE = _words(
    "to with by from saw met for ask asked see seen spoke spoken bless dear hi hello thanks thank and our both especially"
    " particularly mention credit praise well-done bravo cheers helped told especially lovely including like even")
THANKING = _words("thanks thank thankyou bravo bless dear hi hello cheers kudos hey")
# Verbs that people do and services seldom do.
DOING = _words(
    "was is has had did who helped came explained made took gave went said told looked called listened asked answered"
    " greeted understood talked spoke seemed put showed arrived knew kept rang phoned treated deserves always really"
    " couldn't could can't works sat stayed checked brought got dealt did calmed reassured ignored refused shouted"
    " rolled laughed smiled were are")
STRONG_DOING = _words(
    "who helped explained said told listened asked answered greeted understood talked spoke sat checked calmed reassured"
    " ignored refused shouted rolled laughed smiled rang phoned deserves went came gave showed took")
CRITICISM = re.compile(
    r"\b(?:rude|awful|terrible|horrible|appalling|disgust\w*|dismissive|ignor\w*|shout\w*|refus\w*|useless|incompetent"
    r"|unprofessional|uncaring|unhelpful|nasty|bully\w*|bullied|neglect\w*|complain\w*|unacceptable|worst"
    r"|disgrace\w*|lazy"
    r"|aggressive|rough|hurt|lied|lying|racist|sexist|abus\w*|never again|careless|patronising|arrogant|cold|abrupt"
    r"|laughed at|mock\w*|sack\w*|struck off|poor|bad|not (?:nice|kind|helpful|good|listen\w*|care\w*)|didn['’]?t"
    r"|wouldn['’]?t"
    r"|failed|wrong|mistake\w*|error\w*)\b",
    re.IGNORECASE,
)

# Names of these sort that open a sentence are as likely to be the thing itself: "Hope was fading".
IDEAS = _words(
    "hope faith joy grace patience comfort may june april august summer autumn bill honour charity mercy precious gift"
    " prudence harmony melody will mark grant rose angel constance verity unity justice blessing trinity chance penny"
    " dawn art bond day")
MONTH_NAMES = _words("may june april august march jan")
HELPERS = _words("be not you we they i it have always never the a this there get go make do")

PLACES = _words(
    "hospital hospitals ward wards unit centre center clinic surgery practice infirmary hospice house lodge court suite"
    " building wing block theatre room lounge school college university academy nursery park road street lane avenue"
    " drive close crescent terrace garden gardens square hall trust foundation pharmacy chemist chemists society charity"
    " library church chapel cathedral station bridge hill green village town city county council home care team service"
    " services project syndrome disease palsy lymphoma test score scale sign law bus line hotel pub cafe restaurant"
    " supermarket airport stadium arena day's group walk-in health medical community general memorial district royal"
    " hub wood woods farm cottage mews view way place ltd limited plc uk international prison estate leisure reach"
    " bank railway a&e ae mile roof period board gate entrance sponge report review inquiry act rule")
# Of those, the ones that are everyday surnames too.
SURNAMES_OF_PLACES = _words("green hill wood woods hall lane bell")
PARTICLES = _words("de da dos das do del della di van von den der den la le al el bin binti ibn abu ap ab ter mac st o")
NOT_AFTER = _words("st saint ward the a an this that these those ward's")

SIGNED = re.compile(
    r"(?:(?:^|[\s.!?,])(?:[-–—~]+|(?:kind(?:est)?\s+|best\s+|warm(?:est)?\s+|many\s+)?(?:regards|wishes)"
    r"|yours(?:\s+\w+)?"
    r"|sincerely|faithfully|signed(?:\s+by)?|love\s+from|much\s+love|all\s+the\s+best|from|thanks|thank\s+you|cheers"
    r"|xx+)"
    r"[\s,:.\-–—]*)((?:[^\W\d_][\w'’-]*\.?)(?:[ ]+[^\W\d_][\w'’-]*\.?){0,2})\s*(?:x+)?\s*[.!]?\s*$",
    re.IGNORECASE,
)
INTRODUCED = re.compile(
    r"\b(?:my name(?:['’]?s| is| was)|name(?:['’]?s| is|:)|names?(?= [A-Z])|known as|goes by|surname(?: is|:)?|named"
    r"|called"
    r"|nicknamed|first name(?: is|:)?|signed by|patient(?:['’]s)? name(?: is|:)?|attention of|fao|c/o|care of"
    r"|n[ée]e)\s*$",
    re.IGNORECASE,
)
I_AM = re.compile(r"\b(?:i am|i['’]?m|this is|it['’]s|it is|it was)\s*$", re.IGNORECASE)
# What only a person follows: "thanks to", "spoke to", "a mention to", "we saw", "seen by".
LED = re.compile(
    r"\b(?:thank(?:s|you| you)?(?: \w+)? to|spoke(?:n)? (?:to|with)|speak(?:ing)? (?:to|with)|talk(?:ed|ing)? (?:to"
    r"|with)|mention to"
    r"|shout[\s-]?out to|kudos to|well done to|grateful to|credit to|sent to|written to|wrote to|(?:i|we|they|he|she"
    r"|then) saw|saw|seen by"
    r"|met with|treated by|looked after by|cared for by|supported by|helped by|sessions with|therapy with"
    r"|appointment with|visited by)\s+$",
    re.IGNORECASE,
)
