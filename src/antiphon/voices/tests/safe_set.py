"""A synthetic test set for making text safe: invented sentences with known details, and clean traps.

Every person, number and address here is invented. The names were written apart from the lists in
``voices/names``, and many of them are in no list on purpose (``unlisted_share`` counts them): a list that is
tested on itself learns nothing. Real comments are messier; read the figures as synthetic.
"""

import random
from dataclasses import dataclass

from antiphon.voices.deidentification.found import Kind
from antiphon.voices.deidentification.name_lists import look_up


@dataclass(frozen=True)
class Sentence:
    """One test sentence, the details in it as (kind, start, end), and how its name is written, if it has one."""

    text: str
    spans: tuple[tuple[Kind, int, int], ...]
    style: str = ""


# (first name, surname), from many communities, with rare and newly made names among them.
PEOPLE = [
    tuple(pair.split())
    for pair in """
Margaret Thirkettle|Brenda Hollowood|Persis Quillfeather|Keziah Blenkarn|Thurza Wetherspool|Ottoline Fazackerley
Peregrine Oddie|Lettice Birtwhistle|Zebedee Clutterbuck|Tansy Yelland|Florrie Sidebottom|Derek Ramshaw
Ianthe Hebblethwaite|Bertram Gotobed|Lowenna Nancarrow|Demelza Penrose|Jory Tresidder|Averil Snodgrass
Mhairead Gilfeather|Eithne Breathnach|Fiadh Loughnane|Caolinn Mulqueen|Tadhgan Scallan|Gobnait Heneghan
Teleri Bowenfach|Non Cadwgan|Gwenfair Hopcyns|Idwen Eynonsworth|Mabon Ellisdon|Heddwyn Prytherch
Sukhmani Randhawa|Jaspinder Uppal|Gurnihal Sahni|Parneet Kooner|Balvir Hothi|Dilraaj Sandher
Anwesha Chattopadhyay|Tanmay Kelkar|Vaidehi Gokhale|Ishwari Pednekar|Nirupama Vaidyanathan|Hemangi Lokhande
Zulaikha Chaudhry|Mehvish Tanoli|Shanzay Kakakhel|Arbaaz Lodhran|Umaima Siddiq|Rukhshanda Gulzari
Tahmeena Laskar|Shafiul Majumder|Nasrat Choudry|Rokeya Talukdar|Jahanara Munshi|Mominul Sikder
Bronislawa Pietruszka|Zdzislaw Gorczyca|Kinga Wierzbicka|Jagienka Szczepaniak|Olgierd Niemczyk|Dobrawa Kapusta
Ruxandra Tomoioaga|Sanziana Petrisor|Dorinel Gheorghita|Codruta Mihalcea|Lacramioara Botezatu|Iulica Ardeleanu
Gulnihal Bozdag|Tugrul Akpinar|Senay Kizilkaya|Feyzullah Haciosmanoglu|Nurcihan Tekeli|Berkehan Yazgan
Iracema Falcao|Deolinda Quaresma|Lourival Peixinho|Graziela Figueiroa|Benvindo Semedo|Zulmira Tavora
Oluwapelumi Fadairo|Morenikeji Adegbite|Ikpemosi Oghenekaro|Chukwubuikem Nwankpa|Adwoba Nyantakyi|Kwamena Otchere
Nomathemba Khuzwayo|Tsepiso Mofokeng|Wanjeri Kariuki|Nyokabi Gathogo|Tendekai Muchengeti|Sarudzai Nyamande
Hodan Warfa|Cawil Jimcaale|Ubax Shirdon|Filmawit Ghebrehiwet|Senayt Weldemichael|Yordanos Habtemariam
Xueqing Tao|Zhiyuan Ouyang|Meihui Situ|Waikuen Szetho|Puiyi Tsoi|Haoyu Ruan|Thuytien Vuong|Bichngoc Trieu
Svitozar Hrynchuk|Zlatoslava Kobzar|Yevdokiya Palamarchuk|Ugnius Grybauskas|Skirmante Zemaitis|Laimdota Ozolina
Pranvera Kelmendi|Burbuqe Zeneli|Snjezana Tomasevic|Kresimir Vrdoljak|Desanka Radojevic|Tsvetomira Bozhkova
Reka Szilvasi|Zsombor Bencsik|Boglarka Csonka|Nektaria Hadjiyianni|Evridiki Stylianidou|Panos Tsiolkas
Fiammetta Locatelli|Ermenegildo Bruscagin|Itziar Goikoetxea|Nekane Etxebarria|Solveiga Brekke|Torbjorg Haugland
Shahrbanou Golestani|Kiumars Farrokhzad|Nilufar Azizpour|Zarmeena Popalzai|Shivan Zebari|Rezhin Barwari
Delphena Gayle|Winnifred Cumberbatch|Desreta Braithwaite|Carlington McCalla|Thenuja Sivaganesh|Dhanushka Ekanayake
Karen Whittle|Steve Ollerenshaw|Sheila Postgate|Janet Crompton|Tracy Entwhistle|Colin Barraclough|Priya Nair
Mohammed Iqbal|Fatima Begum|Agnieszka Nowak|Andrei Popescu|Ayse Yilmaz|Joao Ferreira|Ngozi Okafor|Kwame Mensah
Siobhan Kelly|Rhiannon Pritchard|Wei Zhang|Abdi Hassan|Olena Kovalenko|Yusuf Demir|Amina Diallo|Gary Metcalfe
Susan Clarke|Deborah Marsden|Keith Ainsworth|Maureen Hodgson|Ahmed Malik|Nasreen Akhtar|Kulwinder Bains|Rajesh Patel
Magdalena Kowalska|Piotr Zielinski|Elena Ionescu|Mihai Dumitru|Zeynep Kaya|Mehmet Ozturk|Ana Pereira|Rui Carvalho
Chidi Eze|Folake Adeyemi|Kofi Boateng|Tendai Moyo|Fadumo Warsame|Selam Tesfay|Li Wang|Mei Chen|Hung Nguyen|Linh Tran
Niamh Murphy|Declan O'Sullivan|Roisin McGrath|Dilwyn Llewellyn|Carys Vaughan|Hamish Ferguson|Ailsa MacLeod|Morag Sinclair
Zainab Hussain|Bilal Chaudhry|Shabana Mirza|Gurpreet Sandhu|Manjit Kaur|Anjali Sharma|Vikram Menon|Lakshmi Pillai
Nusrat Jahan|Abdul Karim|Shirin Rahimi|Reza Hosseini|Layla Haddad|Omar Khatib|Svetlana Ivanova|Dmytro Shevchenko
Ieva Kazlauskas|Marta Ozolins|Besnik Hoxha|Jelena Petrovic|Georgi Dimitrov|Zsofia Nagy|Eleni Georgiou|Marco Rossi
Pauline Grimshaw|Geoffrey Thwaites|Doreen Cockburn|Trevor Pickles|Gillian Sugden|Malcolm Fawcett|Beryl Stott|Nigel Hargreaves
Linda Ashworth|Harpreet Dhillon|Sunita Desai|Imran Qureshi|Joanne Bickerdike|Barry Cleasby|Elsie Tulip|Norman Pyle
""".replace("\n", "|").split("|")
    if pair.strip()
]

# Names that are ordinary words too, written where only a person fits.
BOTH = [
    "Grace",
    "Rose",
    "Hope",
    "Mark",
    "Faith",
    "Joy",
    "Daisy",
    "Ivy",
    "Lily",
    "Poppy",
    "Dawn",
    "Will",
    "Bill",
    "Jack",
    "Ruby",
    "Pearl",
    "Heather",
    "Holly",
    "Amber",
    "Iris",
]

NAMED = [
    "My name is {full} and I have waited six weeks for a letter.",
    "The nurse called {first} held my hand the whole time.",
    "I want to thank {first} for the way she looked after us.",
    "Dr {last} listened to me and changed my tablets.",
    "Mrs {last} in the next bed was left without water.",
    "My son {first} was frightened and nobody spoke to him.",
    "We saw {full} at the clinic and felt heard.",
    "Please pass on our thanks to {first} and the rest of the team.",
    "{first} explained everything twice and never rushed us.",
    "{full} was rude to my mother at the desk.",
    "Nurse {first} came back to check on me after her shift.",
    "My husband {first} has been waiting since the spring.",
    "The letter was sent to {full} by mistake.",
    "It was {full} who rang us with the result.",
    "I asked for Mr {last} and was told he had left.",
    "The care was kind and quick. Regards, {full}",
    "{first}'s patience made all the difference.",
    "A special mention to {first} on the front desk.",
    "Both {first} and the physio were patient with me.",
    "We were seen by {full}, who was honest with us.",
    "Sister {last} runs a tidy ward.",
    "I spoke to {first} on the phone and she rang back the same day.",
]
LOWER = [
    "my name is {full} and i have not had my letter",
    "thanks to {first} for looking after my dad",
    "dr {last} did not listen to me at all",
    "the nurse called {first} was so kind",
    "my daughter {first} was left on her own",
    "mrs {last} in the next bed had no water",
    "i saw {full} at the clinic",
    "{first} was brilliant with the children",
]
UPPER = [
    "MY NAME IS {full} AND NOBODY RANG ME BACK",
    "THANKS TO {first} FOR EVERYTHING THAT DAY",
    "DR {last} WAS LATE AND DID NOT SAY SORRY",
    "I WANT TO COMPLAIN ABOUT MRS {last} AT THE DESK",
    "{full} LOOKED AFTER MY MOTHER LIKE HER OWN",
]
BOTH_NAMED = [
    "Nurse {first} was gentle with my mother.",
    "My daughter {first} was born here.",
    "I want to thank {first} for her time.",
    "The receptionist {first} found me a chair.",
    "My name is {first} and I am a carer.",
    "When I was low, {first} sat with me.",
]

DETAILED: list[tuple[Kind, list[str], list[str]]] = [
    (
        Kind.PHONE,
        [
            "Ring me on {} after tea.",
            "my number is {}",
            "You can text {} about the clinic.",
            "Tel: {}",
            "{} is the best number for my mum",
        ],
        [
            "07700 900123",
            "07700900456",
            "+44 7700 900 789",
            "+44 (0)7700 900321",
            "0191 498 0123",
            "(0113) 496 0456",
            "020 7946 0991",
            "0044 7700 900654",
            "07700-900-987",
            "0161.496.0777",
            "01632 960 555",
            "oh seven seven double zero nine zero zero one two three",
            "0800 496 0123",
        ],
    ),
    (
        Kind.EMAIL,
        ["Write to {} please.", "my email is {}", "Contact: {}", "I gave {} at the desk and heard nothing."],
        [
            "keziah.b@example.org",
            "t_yelland77@example.co.uk",
            "zeb@mail.example.com",
            "PARNEET@EXAMPLE.COM",
            "lowenna at gmail dot com",
            "jory.t at hotmail dot co dot uk",
            "averil [at] example [dot] org",
            "demelza+clinic@example.net",
            "ianthe(at)example.org",
        ],
    ),
    (
        Kind.POSTCODE,
        ["I live in {} and the bus has stopped.", "postcode {}", "We moved to {} last year.", "No clinic serves {} now."],
        ["LS6 2AB", "ne61 2ab", "SW1A 1AA", "M1 1AE", "EC1A 1BB", "DN551PT", "B33 8TH", "cr2 6xh", "W1A 0AX", "TS18  4QT"],
    ),
    (
        Kind.ADDRESS,
        ["I live at {} with my mother.", "The taxi never came to {}.", "Please send it to {}.", "The carers went to {} instead."],
        [
            "14 Mill Lane",
            "Flat 3, 22 Harbour Street",
            "7a Quarry Road",
            "112 St Oswald's Terrace",
            "31 elm grove",
            "5 Old Forge Close",
            "Flat 12b, Tanner Court",
            "88 Coronation Avenue",
            "3 Beck Side",
            "Apartment 9, 40 Wharf Road",
            "16 The Crescent",
            "201 north parade",
        ],
    ),
    (
        Kind.NHS_NUMBER,
        ["My NHS number is {} if it helps.", "nhs no: {}", "They asked for {} three times.", "NHS {} on the letter"],
        ["943 476 5919", "9434765919", "943-476-5870", "401 023 2137", "4010232137", "612 345 0980", "612-345-0980"],
    ),
    (
        Kind.NATIONAL_INSURANCE,
        ["My NI number is {}.", "They wrote {} on the form.", "national insurance {} was asked for"],
        ["JX 12 34 56 C", "AB123456D", "pw 65 43 21 a", "CE987654B", "JG 10 37 59 A"],
    ),
    (
        Kind.DATE_OF_BIRTH,
        [
            "DOB {} and still on the list.",
            "I was born on {} in this town.",
            "d.o.b. {}",
            "My date of birth is {} as you know.",
            "date of birth: {}",
        ],
        [
            "12/03/1956",
            "3.4.62",
            "4 June 1971",
            "21st of November 1948",
            "1980-02-29",
            "07-09-1939",
            "March 9, 1990",
            "30 Sept 2001",
        ],
    ),
    (
        Kind.WEB_LINK,
        ["I put it on {} for all to see.", "see {}", "My story is at {} now."],
        [
            "www.ourlongwait.example.com/ward",
            "https://facebook.com/keziah.blenkarn",
            "http://blog.example.org/my-mum",
            "twitter.com/tansyyelland",
        ],
    ),
    (
        Kind.SOCIAL_HANDLE,
        ["Follow me, {}, for the rest.", "I am {} if you want to talk.", "Message {} about it"],
        ["@keziah_b", "@TansyYelland", "@zeb.clutter"],
    ),
    (
        Kind.OTHER_NUMBER,
        [
            "My hospital number is {}.",
            "Case reference {} was never answered.",
            "complaint ref: {}",
            "account number {} was charged",
            "patient id {}",
        ],
        ["RX1234567", "4451290", "C/2023/0417", "K8812345", "00417723", "DX-55-0912"],
    ),
    (
        Kind.VEHICLE_REGISTRATION,
        ["My car, {}, was given a fine.", "reg {} was in the bay", "The van, registration {}, blocked the ramp."],
        ["NX12 KLM", "YD68FGH", "LS04 XYZ", "BT71 OPR"],
    ),
]

TRAPS = """
I was taken to James Cook by ambulance.
The Queen Elizabeth Hospital was spotless.
My scan was at the Freeman in May.
We waited four hours at St Thomas' and then went home.
King's Mill has a good stroke team.
The Royal Victoria Infirmary saved my leg.
My father has Parkinson's and needs his tablets on time.
Alzheimer's care at home is patchy.
Crohn's disease made work hard.
She lives with Addison's disease and carries a card.
I was told it was Hodgkin lymphoma.
He has Down's syndrome and loves music.
My mum has Huntington's and we need help.
They said it was Bell's palsy.
Raynaud's makes winter hard.
My aunt has Sjogren's.
I have Meniere's and the noise was hard.
It may be Hashimoto's, they said.
A Zimmer frame was brought the same day.
The Macmillan nurse rang us.
Marie Curie nurses came every night.
An Admiral nurse helped us cope.
Age UK gave us a lift.
The Samaritans number was on the wall.
Mark my words, this will end badly.
Will you please fix the lift.
Will the clinic move?
May I say how good the food was.
The appointment in May was cancelled.
We waited from April to June.
In August the car park was shut.
June was too late for us.
Grace period for parking is too short.
I have no faith in the system.
Faith in the service is low.
Hope is all we have.
I hope you read this.
It was a joy to be listened to.
The Rose garden ward was calm.
Rose ward needs more staff.
I was on Daisy ward for a week.
The sister on the ward was strict but fair.
Sister was firm.
The ward sister sorted it out.
The Dr was late.
Dr was late again.
The doctor explained it well.
A dr came at night.
Nurse practitioner was clear.
Nurses were run off their feet.
The GP surgery never answers.
The bill for parking was a shock.
Please bill my insurance.
They drew blood three times.
I was frank with them.
The art on the walls is lovely.
I got a jack for the car.
It was a dean of the college who gave the talk.
The heath behind the hospital is pretty.
I sat by the ivy on the wall.
Pearl of a service.
The care was pure gold.
Amber alert on the board.
Sunny day room, well kept.
The rich get seen first.
Miles from home and no bus.
I walked for miles.
The miles add up.
A ray of light in a hard week.
Robin on the window sill cheered me.
I was sick on the van.
Guy at the desk was fine.
The guys on the ward were great.
Chat was kind.
Hail the staff!
Please don't rush people.
My son was poorly.
My daughter was seen quickly.
My husband waited outside.
My mum is in bed 12.
Bed 4 has no light.
Room 12 was cold.
Ward 7 is loud at night.
I waited 45 minutes.
It took 3 hours and 20 minutes.
The 36 bus stops at the gate.
I paid 4.50 for an hour.
Seen at 10.30 and out by 11.
I was given 500mg twice a day.
B12 injections every 12 weeks.
Blood pressure 140 over 90.
I have had 3 operations since 2019.
Seen on 12/03/2024 in clinic.
The appointment was 4 June 2024 at 2pm.
Letter dated 21 May.
LS6 has no dentist left.
No chemist in NE61 at weekends.
The clinic in Leeds is better.
We drove from Carlisle to Newcastle.
The Hull walk-in is closed.
Call 111 or 999 they said.
I rang 111 and waited.
Look at www.nhs.uk for help.
I used the NHS App.
The website nhs.uk was clear.
Not a good place to be.
Five star care.
A two way street.
5 star place all the way.
One way street by the gate.
10 minutes drive away.
The staff at Boots were patient.
Tesco has a better car park.
Costa in the foyer is dear.
John Lewis would not treat people so.
Marks and Spencer cafe was shut.
Covid made it hard.
I had Sepsis and they were quick.
Paracetamol was all I got.
Oramorph helped.
Sertraline made me dizzy.
CAMHS lost my form.
The CPN was kind.
PALS never rang back.
The CQC should look at this.
IAPT was a long wait.
I had an MRI and a CT.
My ECG was fine.
A&E was full.
ICU staff were angels.
The OT was patient.
SEND support is poor.
On Monday I was moved.
By Friday no one had come.
Christmas on the ward was kind.
During Ramadan the meals were late.
Eid food was offered.
The Polish interpreter was late.
Urdu leaflets would help.
A Welsh speaker would help.
Romanian patients need letters too.
I need a Somali interpreter.
The Christie was clean.
Great Ormond Street is far away.
Addenbrooke's was clear.
Alder Hey was kind to us.
The Nuffield did my hip.
Oliver McGowan training showed.
The Waterlow score was not done.
Gillick was never explained.
Martha's Rule should be on every wall.
Braxton Hicks worried me.
Florence Nightingale would weep.
Jack of all trades, that ward.
Every Tom, Dick and Harry gets a key.
Happy as Larry by the end.
It is like Harry Potter in here.
Thank you to all the staff.
Thanks to everyone.
Thanks to the NHS.
Well done to the team.
Thank You For Everything You Do
EVERYONE WAS VERY KIND TO ME
THE WAIT WAS FAR TOO LONG
NOTHING COULD BE BETTER
Nothing To Improve
Very Good Service All Round
Reception was rude.
Radiology was quick.
Physio helped my back.
Maternity was full.
Pharmacy took two hours.
Cleaners work hard.
God bless the NHS.
Jesus, the wait.
Thank God for the nurses.
Bless them all.
Keep up the good work
Lovely staff - thank you
All good - no complaints
The young man on the desk.
A bright, clean place.
King of wards.
Best care in the west.
A swift reply.
She was a brick.
He was a star.
Savage cuts to care.
The long hall is cold.
The cook made me soup.
A porter took me down.
The driver was late.
The walker they gave me was broken.
I love the park outside.
The bridge to the car park is icy.
Green waste bins were full.
The bell did not work.
My key worker was off sick.
Victoria Park clinic is better.
Prince Charles Hospital was fine.
Princess Royal is far.
The Churchill hospital has good signs.
Castle Hill was clean.
"""


def traps() -> list[str]:
    """Sentences with nobody in them, each with a word or number that could mislead."""
    return [line.strip() for line in TRAPS.splitlines() if line.strip()]


def _filled(template: str, values: dict[str, str]) -> tuple[str, list[tuple[int, int]]]:
    text, spans, rest = "", [], template
    while "{" in rest:
        lead, _, rest = rest.partition("{")
        slot, _, rest = rest.partition("}")
        text += lead
        spans.append((len(text), len(text) + len(values[slot])))
        text += values[slot]
    return text + rest, spans


def sentences() -> list[Sentence]:
    """Every test sentence with its known spans, always the same ones in the same order."""
    # A fixed seed: the set must be the same on every run, and nothing here is secret.
    pick = random.Random(20240917)
    made: list[Sentence] = []

    def add(kind: Kind, template: str, values: dict[str, str], style: str = "") -> None:
        text, spans = _filled(template, values)
        made.append(Sentence(text, tuple((kind, start, end) for start, end in spans), style))

    for number, (first, last) in enumerate(PEOPLE):
        values = {"first": first, "last": last, "full": f"{first} {last}"}
        small = {slot: value.lower() for slot, value in values.items()}
        large = {slot: value.upper() for slot, value in values.items()}
        add(Kind.NAME, NAMED[number % len(NAMED)], values, "capital")
        add(Kind.NAME, pick.choice(NAMED), values, "capital")
        add(Kind.NAME, LOWER[number % len(LOWER)], small, "lower")
        if number % 3 == 0:
            add(Kind.NAME, pick.choice(UPPER), large, "upper")
    for number, first in enumerate(BOTH):
        add(Kind.NAME, BOTH_NAMED[number % len(BOTH_NAMED)], {"first": first}, "also a word")
        add(Kind.NAME, pick.choice(BOTH_NAMED), {"first": first}, "also a word")
    for kind, templates, values_of in DETAILED:
        for value in values_of:
            for template in pick.sample(templates, 2):
                add(kind, template, {"": value})
    return made


# Names and sentences written after the rules were done and never looked at to change them: the fairer figure.
UNSEEN_PEOPLE = [
    tuple(pair.split())
    for pair in """
Hepzibah Rumbelow|Mavis Tetlow|Alistair Dunwoody|Gwynneth Rosser|Padraigin Duignan|Lorcan Heffernan|Kirstin Abercrombie
Navtej Bhambra|Simrat Gosal|Chandrakant Lad|Bhavini Raithatha|Sumaiyah Rahman|Shirazul Alom|Tayyiba Kayani|Ghazanfar Awan
Wieslaw Pasternak|Celina Ostrowska|Bozena Lis|Radoslaw Zych|Florentina Macovei|Sorinel Tanasescu|Ilinca Pirvulescu
Hacer Karatepe|Umutcan Gokdeniz|Ferhan Sezgin|Filomena Bragança|Adalberto Nogueira|Jucelia Pimentel|Olufunmilola Ogunsanya
Ebubechukwu Anyanwu|Nana Ampomah|Thandolwethu Sithole|Makanaka Chirinda|Wambugu Ndirangu|Ayaanle Guuleed|Rahwa Tesfazion
Jiayi Luo|Yongkang Sheng|Hoiyan Lam|Kimanh Doan|Bohdana Stelmakh|Rimvydas Banys|Arbnora Thaqi|Zdenka Prpic|Kostadin Vlahov
Csenge Papp|Theofanis Kokkinos|Guendalina Sartori|Xabier Larranaga|Ingvild Fossum|Parvin Tavakoli|Shukria Stanikzai
Marcia Blackwood|Errol Pinnock|Kavishka Jayakody|Jean Dobbs|Ron Whitworth|Sylvia Catchpole|Ken Bramhall|Pat Delaney
Aisha Rehman|Usman Tariq|Monika Wrona|Cristina Dobre|Emre Aydin|Paulo Teixeira|Blessing Nwosu|Samuel Tetteh|Xin Zhao
""".replace("\n", "|").split("|")
    if pair.strip()
]
UNSEEN = [
    "Could somebody let {full} know that the plaster is off now?",
    "I was discharged by {first} with no tablets and no plan.",
    "The lady on the desk, {first}, could not find my file.",
    "We cannot praise {first} enough.",
    "{first} and her colleagues made a long night shorter.",
    "Midwife {first} noticed the problem before anyone else.",
    "Miss {last} did the operation and drew me a picture of it.",
    "{first} took the time to sit with my wife.",
    "Consultant was {full}. Clear and patient.",
    "My neighbour {full} drove me because no transport came.",
    "Yours sincerely, {full}",
    "Everyone was good but {first} was outstanding.",
    "dr {last} was running late but said sorry",
    "{first} on reception was very short with me",
    "ask {first} about it, she knows what happened",
    "the physio {first} got me walking again",
    "my wife {first} still has not had her scan",
    "big thank you to {first} and all on the ward",
    "HUGE THANKS TO {first} AND THE TEAM",
    "MR {last} DID MY HIP AND I CAN WALK AGAIN",
]


def unseen_sentences() -> list[Sentence]:
    """Sentences with names that no rule was changed for. The last eight templates are in small or large letters."""
    made = []
    for number, (first, last) in enumerate(UNSEEN_PEOPLE):
        for template in (UNSEEN[number % len(UNSEEN)], UNSEEN[(number * 7 + 5) % len(UNSEEN)]):
            style = "upper" if template.startswith(("HUGE", "MR ")) else "capital"
            if template in UNSEEN[12:18]:
                style = "lower"
            change = {"upper": str.upper, "lower": str.lower, "capital": str}[style]
            values = {"first": change(first), "last": change(last), "full": change(f"{first} {last}")}
            text, spans = _filled(template, values)
            made.append(Sentence(text, tuple((Kind.NAME, start, end) for start, end in spans), style))
    return made


def unlisted_share() -> float:
    """The share of the test people with a first name or a surname that is in no list."""
    words = [word for pair in PEOPLE for word in pair]
    return sum(not look_up(word).listed for word in words) / len(words)
