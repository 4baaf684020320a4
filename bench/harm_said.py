"""Lines from which the likeness net learns (`./dev bench train_harm`): ways in which people disclose harm, and ordinary lines
that use the same words. All made up; none stands in the test sets. A part in braces is chosen from `PARTS`."""

PARTS: dict[str, str] = {
    "who": """
        my son | my daughter | my mum | my dad | my brother | my sister | my partner | my nan | my grandson | my friend
        | my husband | my wife | my niece | a lad at work | my neighbour | my flatmate | the girl next door | my boy |
        our eldest | the young man I care for
    """,
    "old": """
        my mother | my nan | my grandad | my dad | mum | my aunt | my father in law | the old man upstairs | the lady
        across the road | my wife who has dementia | my brother with Down's | my sister who cannot speak | my uncle |
        gran | an elderly resident
    """,
    "child": """
        the little girl next door | the kids downstairs | my nephew | my stepson | a boy in my class | my goddaughter |
        the baby upstairs | my grandchildren | two toddlers on our landing | a child at the nursery | my foster son | my
        wee cousin
    """,
    "staff": """
        a carer | the night nurse | one of the staff | a healthcare assistant | the care worker | a porter | the manager
        of the home | the doctor | an agency nurse | the therapist | a support worker | the physio | the driver | a man
        who works there
    """,
    "near": """
        my husband | my partner | my boyfriend | my ex | her husband | his wife | my girlfriend | my stepdad | my dad |
        my son | my mother in law | the bloke she lives with | her fella | my brother | my uncle
    """,
    "die": """
        die | be dead | end it all | kill myself | end my life | not exist | go to sleep and never wake | stop being
        here | take my own life | be out of it for good | finish it | be gone
    """,
    "when": """
        last night | every night | most days | again | since the clinic closed | while we wait for the appointment |
        last week | on Sunday | for months | at the weekend | after the letter came | since she was discharged
    """,
    "blow": """
        hit | slapped | punched | kicked | shoved | pinched | smacked | thumped | grabbed | dragged | shook | choked |
        battered | headbutted | pushed | bruised | strangled | burnt | bit | throttled | spat on
    """,
    "where": """
        on the ward | at the home | in the bathroom | in the car | at night | in front of everyone | behind the curtain
        | in her room | at the day centre | in the minibus
    """,
    "pills": """
        her tablets | his sleeping pills | a box of paracetamol | all my antidepressants | a bottle of pills | my
        insulin | the whole packet | handfuls of pills | my mum's morphine | two strips of codeine
    """,
    "body": """
        arms | legs | wrists | thighs | stomach | face | neck | ankles | hands | chest
    """,
    "tool": """
        a razor | a blade | scissors | a kitchen knife | glass | a lighter | cigarettes | a compass from school | an
        iron
    """,
    "weapon": """
        a knife | a hammer | a gun | a baseball bat | petrol | an axe | a machete | acid | a brick | a crossbow
    """,
    "dirt": """
        urine | faeces | her own mess | a soaking pad | vomit | filthy sheets | dried blood | a dirty nappy | wee
    """,
    "target": """
        the doctor | the receptionist | him | them | the consultant | the whole lot of them | that nurse | my ex | the
        neighbours | the social worker | the council | somebody
    """,
}
SAID: dict[str, str] = {
    "self_harm": """
I want to {die}
i just want to {die}
I wanna {die}
Some nights I want to {die} and there is nobody to ring
{who} says they want to {die}
{who} told the nurse about wanting to {die} and was sent home
{who} has tried to {die} {when}
I tried to {die} {when}
I am going to {die}, I have had enough
I keep thinking how easy it would be to {die}
I think about how to {die} {when}
I nearly managed to {die} in March
thinking of ending things
having dark thoughts about not being here
suicidal thoughts {when} and no help
I feel suicidal and nobody will see me
sucidal and alone
felt suisidal {when}
she is a suicide risk and they discharged her
{who} attempted suicide {when}
{who} took an overdose {when}
took an overdoes of {pills} {when}
{who} swallowed {pills} {when}
I took {pills} hoping not to wake up
I have been saving up {pills}
I have {pills} ready by the bed
{who} has been cutting their {body} with {tool}
I cut my {body} with {tool}
I've started cutting again
self harming {when}
{who} burns their {body} with {tool}
I scratch my {body} until they bleed
hurting myself is all that helps
I punch walls and bang my head until I bleed
{who} pulls out hair and cuts their {body}
there are fresh cuts on {who}'s {body}
{who} was found with a rope round the neck
{who} tied something round the neck {when}
{who} was stopped from jumping {when}
I stood at the edge of the platform {when}
I walked to the bridge meaning to jump
drove to the cliffs and sat there with the engine on
life is not worth living
lifes not worth it anymore
there's no point in me being here
what's the point in living like this
no reason to get up, no reason to live
everyone would be better off without me
my family would be happier if I was dead
I'm a burden and they'd cope better with me gone
I don't see a future
I can't see myself being alive at Christmas
I won't be around much longer, I've decided
I cannot go on like this
I can't do this any more, I want out
I've given up, I don't want to wake up tomorrow
i dont want to live
dont want to be alive
I pray every night not to wake in the morning
I hope I die in my sleep
I wish the crash had killed me
I wish I had never been born
I am writing letters to say goodbye
{who} has left a goodbye note
{who} has been giving away all their things and saying goodbye
{who} stopped eating to starve to death
I have stopped taking my heart pills because I hope it kills me
I make myself sick after every meal and nobody knows
I drink until I black out and hope I don't come round
I googled how to do it
I have looked up ways to do it without pain
I've planned it, the day and the place
she has a plan and the means, and still no bed
it is only my kids that stop me doing it
if it wasn't for my dog I'd have done it
I came close to doing something stupid
I nearly did something silly {when}
{who} said this would be the last birthday
my voices tell me to {die}
the voices say I should hurt myself
after the baby I wanted us both to be dead
we would both be better dead, the baby and me
{who} keeps asking for help to die
I lost hope and lost the will to live
""",
    "abuse": """
{staff} {blow} {old} {where}
{staff} {blow} me {where}
I saw {staff} {blow} a patient {where}
{old} was {blow} by {staff}
{old} was hit by another resident and nothing was done
{old} has bruises on the {body} and nobody can say why
unexplained bruises on {old}
finger marks on {old}'s {body}
{old} is scared of {staff}
{old} begs us not to leave her with {staff}
{old} cries when {staff} comes near
{staff} shouts and swears at {old}
{staff} called {old} stupid and dirty and laughed
{staff} mocks {old} and films it on a phone
{staff} threatened to leave {old} on the toilet all night
{staff} was rough with {old} and left marks
{staff} handled me so roughly that I bled
they hold {old} down to get the tablets in
they tie {old} to the chair
{old} is locked in a room all day
{staff} forced food into {old}'s mouth
{staff} gives {old} extra tablets to keep them quiet
{staff} touched me sexually
{staff} touched my breasts
{staff} put his hand between my legs
{staff} touched {old} in a way that was not right
{staff} rubbed himself against me
{staff} made me undress for no reason and stared
I was molested by {staff}
I was sexually assaulted {where}
I was raped {when}
a man got into my bed on the ward
another patient exposed himself to me {where}
{staff} asked me for sex
{staff} sends me dirty messages
{staff} kissed me on the mouth when I was sedated
{staff} steals from {old}
money has gone from {old}'s purse whenever {staff} has been
{staff} has {old}'s bank card and pin
{old}'s savings have gone and the nephew has a new car
someone made {old} sign over the house
{old} was talked into changing the will
the man who does {old}'s shopping keeps the change and more
{who} is being used for money by so-called mates
they moved into {old}'s flat and sell drugs from it
{who} has to work for no pay and they keep the passport
we are made to work and sleep in a locked shed
I am not allowed to leave and they took my papers
they beat us if we do not earn enough
{who} was groomed by an older man
{who} was assaulted {when} by a carer
racially abused and spat at by {staff}
{staff} broke {old}'s arm and said she fell
""",
    "home": """
{near} {blow} me {when}
{near} hits me
{near} beats me up when drunk
{near} has {blow} me in front of the children
{near} puts hands round my throat
{near} won't let me out of the house
{near} takes my phone and checks my messages
{near} will not let me see a doctor alone
{near} speaks for me at every appointment and I am afraid to disagree
{near} keeps my money and gives me pennies
{near} counts the miles on my car
{near} says I am mad and nobody will believe me
{near} threatens to take the kids if I leave
{near} said he would kill me if I tell
{near} threatened me with {weapon}
{near} smashed my phone and locked me in
{near} forces me to have sex
{near} makes me do things in bed I do not want
I am scared of {near}
I'm frightened to go home because of {near}
I am terrified of what {near} will do
I walk on eggshells round {near}
I told them I fell but it was {near}
the black eye was {near}, not the cupboard
I hide the bruises with make up
I sleep with a chair against the door
I left {near} and he keeps turning up outside
{near} follows me and waits outside my work
{near} hides my medicine to punish me
{near} took my walking frame so I can't go out
my family want me to marry a man I do not know
they are sending me abroad to be married
they will hurt me for bringing shame
my cousins said I have dishonoured them and will pay
she will be cut when they take her abroad
domestic violence {when} and nowhere to go
I fled with the kids and a carrier bag
the police came twice for {near}
{near} has a temper and I am the one who gets it
{near} {blow} my mum and I hear it through the wall
my teenage son {blow} me {when}
my grown up son takes my pension and shouts at me
""",
    "child": """
{child} has bruises all over
{child} has burns on the {body}
{child} is left alone all night
{child} is left on their own while the parents drink
{child} is always hungry and dirty
{child} comes begging for food
{child} is never in school and wears the same clothes
{child} is locked in the bedroom
{child} screams for hours and then goes quiet
{child} flinches when you lift a hand
{child} is terrified to go home
{child} said daddy hurts mummy
{child} says a man touches them
{child} told me uncle comes into the bed at night
{child} knows things about sex no child should know
{child} was {blow} by the stepfather
{near} {blow} {child}
{near} shakes the baby to make it stop
I shook the baby
I'm scared I will hurt my baby
my mum's boyfriend touches me
my stepdad comes into my room at night
I am twelve and my dad hits me
im 13 and he makes me send pictures
a man online wants my daughter to meet him
a grown man sends my little girl messages and photos
{who} who is 14 has an older boyfriend who gives her drink and drugs
my son is carrying packages for older lads and has cash
he goes missing for days and comes back with new trainers
they are using kids to deal drugs from that flat
{child} has not been fed
{child} lives with addicts and there are needles on the floor
there are toddlers alone in the flat below
the parents are drunk and the baby is blue with cold
{child} is beaten for bad marks
they say the child is possessed and beat it
she is 15 and pregnant by her uncle
I worry the children in that house are not safe
""",
    "neglect": """
{old} was left in {dirt} all night
{old} was found lying in {dirt}
{old} sat in {dirt} for hours
{old} has not been washed for weeks
{old} has not been fed or given water
{old} was not given a drink all day
{old} has lost two stones and nobody noticed
{old}'s food was left out of reach and taken away untouched
{old} has bedsores down to the bone
{old} has a pressure sore that smells
{old} has maggots in the wound
{old} was left on the floor for hours
{old} fell and lay there until morning
{old} rings the bell and no one comes
{old} was left on the commode and forgotten
{old} has not had their medicine for a week
{old} was sent home alone in the night in a nightie
{old} was discharged to an empty cold house with no food
{old} cannot get out of bed and no carer has come
the carers have not turned up and {old} has had nothing to eat
carers sign the book and leave without doing anything
{old} lives with no heating and no food
{old} is wasting away and his own family will not feed him
{old}'s teeth, glasses and dignity all gone and nobody cares
{old} is skin and bone
{old}'s nails have grown into the skin
{old}'s dressing had not been changed and it was rotten
{old} is being starved
{old} wandered out of the home in the snow and nobody missed her
there is one member of staff for thirty residents at night and people cry out for hours
they let him dehydrate until his kidneys failed
she died of thirst in a hospital bed
I have no food, no heating and cannot get out
""",
    "threat": """
I will kill {target}
I'm going to hurt {target}
I am coming down there with {weapon}
I swear I'll do {target} in
I'll burn the place down
I know where {target} lives
I know what car {target} drives
{target} had better watch their back
somebody is going to get hurt if this goes on
I will make {target} pay for what they did
I have {weapon} and I will use it
next time I see {target} I won't be responsible for what I do
I feel like stabbing {target}
I want to smash {target}'s face in
I dream of hurting {target}
{who} says he will kill {target}
{who} has bought {weapon} and talks about {target}
{who} keeps {weapon} under the bed for {target}
{who} is going to kill someone, please listen
the voices tell {who} to hurt {target}
he said he would blow the place up
they'll all be sorry, I'll see to it
{near} said he will shoot {target}
""",
    "crisis": """
I have taken {pills} just now
I am bleeding and cannot stop it
I am on the floor and cannot get up
please help me I can't breathe
help me please i am scared
{who} is not breathing right and nobody answers
{who} has locked the door and has {tool}
{who} has gone missing and left the phone behind
{who} went out in slippers and has not come back
{who} is hearing voices and has not slept for five days
{who} thinks people are poisoning the food and will not eat
{who} is in crisis and the crisis team will not come
I am having a breakdown
I am losing my mind and there is nobody
we have nowhere to sleep tonight
I am sleeping in my car with my kids
evicted and on the street with a baby
I have not eaten for four days
the pain in my chest is bad and I am on my own
{who} is out on the roof
I've got {tool} in my hand
nobody is coming and I am scared what I will do
""",
    "complaint": """
I am making a formal complaint about the death of {old}
{old} died because nobody looked
{old} would still be alive if they had listened
they killed {old}
I hold the hospital responsible for the death of {old}
{old} was sent home and died two days later
they missed the stroke and now {old} cannot speak
they missed my cancer three times
I was given the wrong drug and nearly died
they operated on the wrong side
given somebody else's tablets
a swab was left inside me
my baby died because they did not act
I nearly died in that waiting room
solicitors have been told
I will be taking legal action
I have written to the ombudsman
I have reported {staff} to the police
I am contacting the press and my MP
they covered it up and changed the notes
the notes were altered after {old} died
there was gross negligence
unlawful and cruel treatment
sectioned for no reason and drugged against my will
{staff} lied about what happened to {old}
treated worse than an animal
a serious incident and nobody will own up
they refused to treat me because of my colour
discriminated against because I am trans
resuscitation was stopped without asking us
a do not resuscitate form was signed without our knowledge
""",
}
ORDINARY = """
Please keep the evening clinic at our community hospital open
People who work cannot come in the day and the bus only gets there late
Please keep the bus to the hospital for people who work in the day
Seven in the evening would suit me, I finish work at half past five
Do not move the clinic away from our village, the bus does not go there in the evening
I could murder a cup of tea after that scan
The wait nearly killed me, three hours with nothing to read
I was dying for the toilet
the parking charges are a killer
Hit the nail on the head with that leaflet
The new bell hit me with its noise
My son hit his head at football and was seen quickly
My daughter cut her finger and they stitched it well
I cut my leg on a fence and the nurse dressed it
He broke his arm falling off his bike
she bruises easily because of warfarin
The cut was cleaned and covered
They cut my cast off in minutes
blood was taken with no bruise at all
The bruise from the needle went down after a day
My mother died last year and the hospice was kind to us all
Dad passed away peacefully with good care
The nurse held my hand while he died
the bereavement group helped after my wife died
We lost our baby and the midwives were so gentle with us
I was scared of the dentist but not any more
I was frightened before the operation and they calmed me
My boy was terrified of needles and they made him laugh
Help me understand the letter please
please help with the lift, it is always broken
I am in pain with my knee most days
The pain in my back is better since the physio
My husband hurt his back lifting
My partner drove me and waited
My husband looks after me well
My wife keeps my tablets in a box
my dad forgets his pills so the chemist packs them
They gave me tablets to take home and explained each one
I take eight tablets a day
The pharmacist went through all my pills
I stopped taking the tablets as the doctor told me
I overslept and missed it
My nan was left smiling
We were left to wait in a corridor
Left on hold for an hour
I was left with no information
He was left in pain for a while but then got morphine
No food at the clinic, please add a machine
My meal was cold and late
I was hungry after fasting and got toast
The toilets were dirty and smelt of urine
The ward was dirty, the floor was sticky
The sheets were clean every day
No one came for my tray
The bell was answered fast
Buzzers were ignored at night sometimes
staff were rude at the desk
the receptionist shouted my name across the room
The doctor was abrupt and did not look up
He spoke over me and did not listen
I felt rushed
I felt judged about my weight
I wish to complain about the parking
I complained about the food and it got better
No complaints at all
I have no complaints only praise
Nothing to complain about
The complaints box is never emptied
My children were bored in the waiting room
the kids loved the play corner
The toddler next to us cried all the time, poor thing
My daughter is 14 and likes her counsellor
My son has autism and they made a quiet space
The baby was weighed and is doing well
The health visitor watched the baby feed
A lovely clinic for children
The school nurse came and it was good
The social worker found us a grant
Social services helped with a ramp
The police officer on the door was friendly
Security were friendly
The knife on the tray was blunt
I was shot of the pain after one jab
They threatened to close our surgery
The threat of closure worries us
It would be a crime to close this ward
It is a scandal how little they pay nurses
I am fighting fit again
They fought for me to get the scan
We fight for a space to park each time
Dead easy to find
dead good
The line went dead
Battery dead on the TV remote
Deadly dull waiting room
I was on the edge of my seat
I jumped the queue by mistake
I jumped on the bus
My neighbours took me and were good as gold
The old man next to me told jokes
The old lady in the next bed was poorly but cheerful
The carers come four times a day and are wonderful
My carer is kind and never late
The night staff were gentle with mum
The night nurse sat with dad
Mum loves the home and so do we
Mum has dementia and they are patient with her
Dad's dressing was changed daily
The sore is healing well
My leg ulcer is nearly gone
I lost weight with the diet group
She has lost weight as planned
I can't go on holiday until the results are in
I cannot carry on with two jobs and the clinic hours
I want it to end soon, the noise from the works
the point of living near a hospital is to get there fast
The end of the corridor is dark
I would be lost without this service
They saved my life
I owe them my life
Without them I would not be here today, thank you
I feel safe here
I felt safe on the ward
felt safe and cared for
The group helped my low mood
I feel less anxious after therapy
counselling helped me when I was down
The crisis team were great
My therapist helped me cope with my past
I now have tools to deal with dark days
depression is better with the new tablets
My anxiety is under control
they listened when I was at my lowest
the abuse helpline poster is torn
Training on domestic abuse should be for all staff
There should be more for young carers
More help for people who are homeless please
Put suicide helpline numbers on the back of letters
Thank you for the talk on self harm for parents
The safeguarding training day was useful
I work in a care home and we love your visits
""".strip().splitlines()
