"""How people put a name into a comment: made-up sentences from which the name model learns. {f} a first name, {l} a surname,
{n} both, {r} a job, {k} somebody near. None of them stands in the test sets."""

JOBS = [one.strip() for one in """
nurse, doctor, midwife, consultant, physio, physiotherapist, receptionist, carer, porter, surgeon, paramedic, health
visitor, district nurse, care coordinator, social worker, support worker, student nurse, healthcare assistant, HCA,
anaesthetist, psychologist, psychiatrist, therapist, counsellor, pharmacist, dentist, radiographer, registrar, GP, OT, CPN,
ward manager, matron, sister, staff nurse, key worker, cleaner, volunteer, driver, technician, optician, podiatrist,
dietitian, SHO, phlebotomist, practice nurse, staff, team, nurses, ambulance driver, interpreter, chaplain, secretary,
community nurse, speech therapist, community psychiatric nurse, housekeeper, domestic, lady on reception, man on the desk,
charge nurse, doctors, practitioner
""".replace("\n", " ").split(",")]
NEAR = [one.strip() for one in """
son, daughter, husband, wife, mum, dad, mother, father, brother, sister, partner, baby, nan, gran, grandad, grandma,
grandson, granddaughter, uncle, aunt, auntie, cousin, nephew, niece, neighbour, friend, boyfriend, girlfriend, stepson,
twins, little boy, little girl, eldest, youngest, mam, carer, mate, flatmate, landlord, foster son, late husband, late wife
""".replace("\n", " ").split(",")]
SAID = """
My {r} {f} was wonderful
The {r} was called {f}
a {r} named {f} helped me
{r} {f} was so caring
{r} {l} saw me straight away
Dr {l} was very thorough
Dr {l} is the best
Dr. {l} explained the results
doctor {l} never listens
Doctor {l} has been our GP for years
Mr {l} operated on my knee
Mrs {l} on reception is always cheerful
Miss {l} was the surgeon
Ms {l} took the bloods
Professor {l} and his team
Prof {l} was superb
Sister {l} was in charge that night
Nurse {l} gave me the wrong leaflet
Mr {n} looked after me from start to finish
Dr {n} in clinic 3
Dr {f} was amazing
Mr and Mrs {l} next door
seen by Dr {l} and then by {f}
under the care of Mr {l}
under Dr {l}'s care
referred by Dr {l} to the clinic
{f} was lovely
{f} was amazing and so was {f}
{f} is a star
{f} is so patient with the kids
{f} has been a great support
{f} did a brilliant job
{f} made me feel at ease
{f} really listened to me
{f} always goes the extra mile
{f} went above and beyond
{f} kept me informed
{f} could not have been kinder
{f} couldn't do enough for us
{f} and {f} were both great
{f} and {f} deserve a medal
{f}, {f} and {f} were so kind
{f} and the girls on the ward
{f} and all the staff were friendly
{f} the {r} was excellent
{f} (the {r}) was very helpful
{f}, the {r}, took her time
{f} my {r} is great
{f} from the {r} team rang me
{f} on reception was rude
{f} at the front desk sorted it out
{f} in the pharmacy was no help
{f} at the surgery
{n} was very professional
{n} is a credit to the NHS
{n} treated me with respect
{n} and {n} ran the group
{n} helped me get my confidence back
{n} should be thanked
Thank you {f}
Thank you {f} and {f}
Thank you so much {f} for everything
Thank you to {f} for all the help
Thanks {f}
thanks {f} xx
Many thanks to {f} and the team
Big thanks to {n}
A huge thank you to {r} {f}
Special thanks to {f} in outpatients
I would like to thank {f} for being so gentle
I'd like to say thank you to {n}
we want to thank {n} and the ward staff
please thank {f} for me
please pass on my thanks to {f}
well done {f}
Well done to {f} and {f}
shout out to {f}
Big shout out to {n} for being so lovely
praise for {f}
credit to {f}
I cannot fault {f}
can't praise {f} highly enough
I can't thank {f} enough
especially {f}
particularly {f} who stayed late
everyone especially {f} and {f}
all the staff but especially {n}
staff such as {f} are worth their weight in gold
with the help of {f}
with {f}'s help I am walking again
{f}'s kindness meant the world
{f}'s attitude was poor
{l}'s secretary never rang back
thanks to {f}'s quick thinking
I saw {f} today
I saw {n} for my review
we saw Dr {l} on Tuesday
I spoke to {f}
I spoke to {n} on the phone
spoke with {f} who was helpful
spoken to by {f} in a rude way
talked to {f} about my worries
I asked {f} for help and she said no
I asked {n} three times
I told {f} about the pain
told {n} that I was allergic
rang {f} twice
{f} rang me back the same day
{f} phoned to check on me
{f} said I could go home
{f} told me to wait
{f} explained everything
{f} took my blood
{f} came to the house
{f} visited every day
{f} was late again
{f} was rude and dismissive
{f} ignored me
{f} never called back
{f} shouted at my mother
{f} left us waiting
I was treated by {f}
I was looked after by {n}
looked after by {f} and {f}
cared for by {f} on nights
my appointment with {f}
my appointment with {n} was cancelled
sessions with {f} have changed my life
working with {f} was great
having {f} as my {r}
being with {f} helped
it was {f} who found me a bed
it was {n} who noticed
because of {f} I am still here
without {f} I would have given up
if it wasn't for {f}
since {f} left nobody knows what to do
when {f} was on shift it was fine
when {n} retired it all changed
now that {f} is away
until {f} arrived
unlike {f} who did not care
more people like {f} please
we need more {r}s like {f}
give {f} a pay rise
bring back {f}
ask for {f}
ask {n} about it
contact {n} about this
the {r}, {f}, was great
the {r} ({f}) was great
the {r} {f} was very good
the {r} - {f} - was great
our {r} {f}
our {r} {n} is retiring
her {r} was {f}
his {r} is {n}
my {k} {f} was seen quickly
my {k} {f} had an operation
my {k} {f} has dementia
my {k}, {f}, is autistic
my {k} {n} died on the ward
my {k} is called {f}
my {k}'s name is {f}
for my {k} {f}
our {k} {f} was born here
her {k} {f} came too
I brought my {k} {f} in
{f} is my {k}
{f} my {k} waited with me
{f} is 6 and has asthma
{f} is only 4
{f} was 82
{f} had his jab
my name is {n}
my name is {f}
My name's {f} and I am a patient
I am {n} and I live nearby
I'm {f}, a carer
this is {n} writing
name: {n}
Name {n}
patient: {n}
patient name {n}
signed {n}
Signed, {n}
Regards {n}
Kind regards, {n}
Best wishes {f}
Many thanks, {n}
Yours sincerely {n}
Love {f}
love from {f} x
from {f}
From {n}
- {f}
- {n}
{n}.
{f}
{n}
{f} x
Mrs {n}
Mr {l}
Mr {f} {l}, ward 4
c/o {n}
attn {n}
letter addressed to {n}
they called me {f} which is not my name
they mixed me up with {n}
got my notes mixed up with Mrs {l}
the lady in the next bed, {f}
the patient opposite, Mr {l}
another patient called {f}
a man called {n} shouted all night
a lady named {f} made tea
a lovely {r} called {f} sat with me
a student called {f}
someone called {n}
nurses {f} and {f} were angels
doctors {l} and {l}
Drs {l} and {l} were excellent
{r}s {f} and {f} were very good
{r} ({f})
{r}: {f}
{r} - {f}
staff were great: {f}, {f}, {f}
The staff, {f}, {f} and {f}, were great
the team ({f}, {f} and {f})
{f}/{f} on nights
{f} & {f} were fab
{f} + {f} fantastic
met {f} and {f}
we met {n} at the group
{f} runs a lovely group
{f}'s group is the best
{f} was on duty
on duty was {f}
can {f} be thanked
hope {f} sees this
I hope {n} gets a reward
hi {f}
Dear {f}
Dear Dr {l}
hello {f}
bless you {f}
cheers {f}
God bless {f}
RIP {n}
{f} saved my life
{f} you are amazing
{f} you're a star
you are the best {f}
keep up the good work {f}
nothing, {f} was perfect
Nothing to improve, {f} is fab
everything good. {f} nice
Very good. {f} very friendly and helpful
Excellent service from {f}
Great care by {f}
Fantastic treatment from {n}
good experience with {f}
{l} was the doctor
{l} family were there
the {l} family
Complaint about {n}
I wish to complain about {n}
I want to complain about Dr {l}
reported {f} to the manager
his {k} {f} and her {k} {f}
{f} {l} {l}
Both {f} & {f}
Me and {f}
{f} and I waited
{f} and me
me and my {k} {f}
{f} gave me the injection and it didn't hurt
{f} is very knowledgeable
{f} is always smiling
{f} is rude
{f} isn't there any more
{f} needs training
{f} should not be working there
{f} who works on ward 5
{f} who did my scan
{f} in A&E
{f} in the ambulance
{f} at the clinic
{f} for the lovely care
""".strip().splitlines()

# Sentences with nobody in them, from words that are names elsewhere.
NOBODY = """
Will you tell us the dates
Will it ever change
Will be back soon
will do better next time
will need a bigger room
Hope this helps
Hope it gets better
Hope was what we needed
hope you can help
Faith in doctors is gone
faith was restored
Grace under pressure
grace and dignity throughout
with grace and patience
Joy to be around
joy all round
A joy from start to finish
Patience was needed
patience of a saint
Mark it down as a win
mark my card
The mark on the wall
May need more chairs
May be longer than you think
May was busy
June was quieter
in june it was shut
April appointments were lost
august bank holiday
Dawn start for the scan
at dawn the noise began
Summer was too hot in there
Autumn clinic please
Pearl earrings went missing
Amber light was on
amber is the warning colour
Ruby red curtains
Rose bushes by the door
rose from my chair
The sun rose
Lily pond needs cleaning
Holly on the tables at Christmas
Ivy covered walls
Heather on the hills
Daisy chairs in the children's corner
Poppy day was marked
Bill was wrong
bill for parking came
the bill was dear
Jack up the bed
Sunny room
sunny and bright
Frank talk is best
frank and honest
Art sessions are good
art therapy helped
Guy on the door
the guy was nice
Rich people go private
Robin outside the window
Drew blood
drew a picture
Pat on the back
pat my hand
Sue for damages
sue them
Nick of time
in the nick of time
Rob me of sleep
Dean of the school
Miles away
miles to travel
Chat was good
Bob up and down
Cliff edge of care
Wade through forms
Carol singing at Christmas
carol concert
Sandy floor
Penny pinching
Victoria wing is dated
Charity shop downstairs
Angel of a woman
angels all of them
an angel
Young people wait longest
young and old
Long wait
long day
Short notice
Green bins
Brown water
White walls
Black coffee
Gray skies
Best care
best day
Sharp pain
Small room
Little to do
Strong tea
Good staff
Savage wait
Wise words
Noble work
Bright lights
Cook was good
cook the food
Porter was late
Carter bars
Baker next door
Bishop visited
Cleaner toilets
Walker broke
Drivers were late
Hall was cold
Park was full
Wood floor
Field next to it
Stone steps
Bell was broken
Bridge was icy
Banks should help
Hand gel was empty
Head hurts
Foot clinic
Love it
love the garden
Happy days
Lovely
Smart meter
Cash only
Major changes
Fair play
Sweet tea
Swift answer
Case closed
Page was blank
Day off
Week long
Winter fuel
Spring cleaning
Snow on the path
Frost on the path
Moody man at the desk
Gay and proud
Asian food
English please
Welsh signs
Irish stew
French nurse
Scott ward
Nelson ward was calm
Byron ward
on Keats ward
in Cavell unit
at Rowan house
Alpha block
Beech ward
Ash ward
Willow ward is nice
Hazel ward
the Oak room
Cedar court
Elm lodge
""".strip().splitlines()
