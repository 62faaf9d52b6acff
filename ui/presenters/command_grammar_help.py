"""What `help` says of each word of the command line: usage, summary, examples."""

from collections.abc import Mapping
from dataclasses import dataclass

from ui.presenters.command_grammar_words import Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbHelp:
    """What `help` says of a verb. Every example parses (tested)."""

    usage: str
    summary: str
    examples: tuple[str, ...]


HELP: Mapping[Verb, VerbHelp] = {
    Verb.NEW: VerbHelp(
        usage="new [TYPE @ PLACE [, OPTIONS] [: NARRATIVE]]",
        summary="Take a call; without words it opens call entry",
        examples=(
            "new",
            "new structure fire @ 12 Elm St",
            "new fire @ Rue Grimaldi & Rue Princesse Caroline",
            "new fire @ 12 Elm St, caller Ann Lee 555 0142, n 3: smoke from the roof",
            "new fall @ Quay 4, i2, u1, p1 because the tide is rising",
        ),
    ),
    Verb.NOTE: VerbHelp(
        usage="note [INCIDENT] [update, action, decision or communication] [at TIME]: TEXT",
        summary="Write a line in the incident's log; of a decision also the options considered",
        examples=(
            "note: gas is shut off",
            "note 12: second caller says two people inside",
            "note update: two crews, under control",
            "note 12 action at 14:20: power cut at the main switch",
            "note decision: evacuate the block; considered: shelter in place",
        ),
    ),
    Verb.DISPATCH: VerbHelp(
        usage="dispatch UNIT [UNIT…] [to INCIDENT] [cut] [because WHY] [: NOTE]",
        summary="Alert units; cut shortens a note that is too long; because says why nothing was read back",
        examples=(
            "dispatch E12",
            "d E12 M4 to 12: use the north gate",
            "d E12 cut: all that the caller said",
            "d E12 because the caller rang off: north gate",
        ),
    ),
    Verb.ACK: VerbHelp(
        usage="ack UNIT: WORDS HEARD",
        summary="Record that a crew acknowledged by voice",
        examples=("ack E12: on our way", "a m4: Medic 4 copies, two minutes"),
    ),
    Verb.DECLINE: VerbHelp(
        usage="decline UNIT: WORDS HEARD",
        summary="Record that a crew said it cannot go",
        examples=("decline E12: pump is broken",),
    ),
    Verb.STATUS: VerbHelp(
        usage="status UNIT STATUS [: REASON]",
        summary="Record a status that a crew reported, or set availability",
        examples=("status E12 on scene", "s E12 3", "status M4 unavailable: flat tyre"),
    ),
    Verb.RECALL: VerbHelp(
        usage="recall UNIT: REASON",
        summary="Stand a unit down",
        examples=("recall E12: false alarm confirmed",),
    ),
    Verb.REASSIGN: VerbHelp(
        usage="reassign UNIT to INCIDENT: REASON",
        summary="Move a committed unit to another incident",
        examples=("reassign E12 to 14: nearest to a cardiac arrest",),
    ),
    Verb.PRIORITY: VerbHelp(
        usage="priority [INCIDENT] P1…P5: REASON",
        summary="Grade an incident anew",
        examples=("priority p1: people trapped", "p 12 p4: caller says the fire is out"),
    ),
    Verb.PLACE: VerbHelp(
        usage="place [INCIDENT] @ PLACE",
        summary="Give an incident a position: a place of the map, or coordinates",
        examples=("place @ Rue Grimaldi & Rue Princesse Caroline", "place 12 @ 43.7384, 7.4246"),
    ),
    Verb.PIN: VerbHelp(
        usage="pin [INCIDENT]",
        summary="Give an incident a position by a click on the map",
        examples=("pin", "pin 12"),
    ),
    Verb.CLOSE: VerbHelp(
        usage="close [INCIDENT]: OUTCOME",
        summary="Close an incident",
        examples=("close: handed over", "close 12: false alarm"),
    ),
    Verb.OWN: VerbHelp(
        usage="own [INCIDENT] [: REASON]",
        summary="Take an incident over: it is yours, and its guard starts anew",
        examples=("own", "own 12", "own 12: Dana is on the phone", "take over 12"),
    ),
    Verb.HAND: VerbHelp(
        usage="hand over [INCIDENT] to SEAT or NAME [: REASON]",
        summary="Give an incident to somebody on duty",
        examples=("hand over to D2", "hand over 12 to omar: my shift ends"),
    ),
    Verb.FIND: VerbHelp(
        usage="find TEXT",
        summary="Look for incidents, units and places",
        examples=("find elm", "f 12"),
    ),
    Verb.TAKE: VerbHelp(
        usage="take [1…9] [: WHAT WILL BE DONE]",
        summary="Take an attention item by its place on the strip",
        examples=("take", "take 2", "t 1: calling the station by phone"),
    ),
    Verb.DECIDE: VerbHelp(
        usage="decide [1…9]: WHAT WAS DECIDED",
        summary="Answer an item that asks for a decision",
        examples=("decide: send the second crew from station 3", "decide 2: wait for the police"),
    ),
    Verb.TOLD: VerbHelp(
        usage="told NAME [1…9]: WORDS HEARD",
        summary="Write down that somebody acknowledged by telephone",
        examples=("told helene: she takes it over in ten minutes", "told helene 2: go on without them"),
    ),
    Verb.DELEGATE: VerbHelp(
        usage="delegate [1…9] to SEAT or NAME [: NOTE]",
        summary="Give an attention item to somebody on duty",
        examples=("delegate to D2", "delegate 2 to omar: he knows the building"),
    ),
    Verb.STOP: VerbHelp(
        usage="stop UNIT: REASON",
        summary="End what runs because a unit has not answered (supervisor)",
        examples=("stop E12: crew met in person",),
    ),
    Verb.ACCEPT: VerbHelp(
        usage="accept [INCIDENT]: REASON",
        summary="Go on without an answer: the flag and every page chain end (supervisor)",
        examples=("accept: seen on the camera", "accept 12: the crew is at the door"),
    ),
    Verb.MAJOR: VerbHelp(
        usage="major [INCIDENT]: REASON",
        summary="Declare an incident major (supervisor)",
        examples=("major: two trains, many hurt", "major 12: the whole block burns"),
    ),
    Verb.STAND: VerbHelp(
        usage="stand down major [INCIDENT]: REASON",
        summary="Propose to end a major incident; a duty manager approves",
        examples=("stand down major: all accounted for", "stand down major 12: fire is out"),
    ),
    Verb.PROPOSE: VerbHelp(
        usage="propose priority, reassign, stop, accept, major or stand down major …",
        summary="Put an act to somebody who has the right to it",
        examples=(
            "propose priority 12 p3: smoke only",
            "propose reassign E12 to 14: nearest",
            "propose major: two trains",
        ),
    ),
    Verb.APPROVE: VerbHelp(
        usage="approve [1…9 or #INCIDENT] [: NOTE]",
        summary="Approve what was proposed: it happens at once, by your authority",
        examples=("approve", "approve 2", "approve #12: agreed"),
    ),
    Verb.REFUSE: VerbHelp(
        usage="refuse [1…9 or #INCIDENT]: REASON",
        summary="Refuse what was proposed, or withdraw your own proposal",
        examples=("refuse: not before the crew has answered", "refuse 2: E14 is nearer"),
    ),
    Verb.PROMISE: VerbHelp(
        usage="promise [INCIDENT] call back, arrival or update in MINUTES or by TIME: WORDS",
        summary="Note what the caller was promised; it is guarded from now on",
        examples=(
            "promise call back in 20: we ring when the crew is there",
            "promise 12 arrival by 14:30: an engine is on its way",
            "promise 12 update in 15 min: the supervisor rings back",
        ),
    ),
    Verb.KEPT: VerbHelp(
        usage="kept [INCIDENT] [call back, arrival or update]: WORDS",
        summary="Say that a promise was kept, and what the caller was told",
        examples=("kept: rang back, the crew is with her", "kept 12 call back: told them to wait outside"),
    ),
    Verb.WITHDRAW: VerbHelp(
        usage="withdraw [INCIDENT] [call back, arrival or update]: WORDS",
        summary="Withdraw a promise, and say what the caller was told",
        examples=("withdraw 12: caller needs no call any more",),
    ),
    Verb.TRANSFER: VerbHelp(
        usage="transfer [withdraw] [INCIDENT] PARTNER [: WORDS]",
        summary="Offer an incident to a partner agency; it stays yours until a person there accepts it",
        examples=(
            "transfer police",
            "transfer 12 police: a fight, nobody hurt",
            "transfer withdraw 12 police: ours now",
        ),
    ),
    Verb.ACCEPTED: VerbHelp(
        usage="accepted [INCIDENT] PARTNER: WORDS HEARD",
        summary="Write down that a person at the partner accepted the incident",
        examples=("accepted 12 police: Sergeant Roy takes it",),
    ),
    Verb.REFUSED: VerbHelp(
        usage="refused [INCIDENT] PARTNER: WORDS HEARD",
        summary="Write down that the partner refused; the incident is still yours",
        examples=("refused 12 police: they have nobody free",),
    ),
    Verb.HOLD: VerbHelp(
        usage="hold UNIT, or channel CHANNEL: REASON",
        summary="Keep a free unit for this seat; or hold a channel: nothing more goes on its line (radio operator)",
        examples=("hold E12", "hold channel paging: antenna work until 14:00"),
    ),
    Verb.RELEASE: VerbHelp(
        usage="release UNIT or channel CHANNEL",
        summary="Let go of a unit that is held, or let a held channel go on",
        examples=("release E12", "release channel paging"),
    ),
    Verb.ROLL: VerbHelp(
        usage="roll call [INCIDENT]",
        summary="Call every crew at the scene now",
        examples=("roll call", "roll call 12"),
    ),
    Verb.PAR: VerbHelp(
        usage="par [INCIDENT] UNIT [UNIT…]: WORDS HEARD",
        summary="Crews accounted for all their people; each that was heard is named",
        examples=("par E12: four of four", "par 12 E12 L11: all out"),
    ),
    Verb.PAUSE: VerbHelp(
        usage="pause UNIT or roll call [INCIDENT] MINUTES: REASON",
        summary="Put a welfare check or the roll call off (supervisor)",
        examples=("pause E12 20: hidden approach", "pause roll call 12 15: crews change over"),
    ),
    Verb.RESUME: VerbHelp(
        usage="resume UNIT or roll call [INCIDENT]",
        summary="End a pause before its time (supervisor)",
        examples=("resume E12", "resume roll call 12"),
    ),
    Verb.TEST: VerbHelp(
        usage="test CHANNEL",
        summary="Try a channel out end to end, behind everything that waits",
        examples=("test paging",),
    ),
    Verb.BACK: VerbHelp(
        usage="back [INCIDENT] [call NUMBER] [: WHY NOT]",
        summary="Note that it was read back and confirmed, or why it could not be",
        examples=("back", "back call 2", "back 12: nobody there who speaks a language of ours"),
    ),
    Verb.REKIND: VerbHelp(
        usage="rekind [INCIDENT] incident|service request|complaint|information: REASON",
        summary="Say what a call was really about",
        examples=("rekind complaint: about the noise of last night", "rekind 12 service request: wants a form"),
    ),
    Verb.COMPLAINT: VerbHelp(
        usage="complaint [INCIDENT] told|upheld|partly upheld|not upheld|withdrawn: WORDS, or about INCIDENT",
        summary="Take a complaint a step further",
        examples=(
            "complaint told: we look into it and ring by Friday",
            "complaint 12 not upheld: the crew was there in time",
            "complaint 12 about 9",
        ),
    ),
    Verb.TASK: VerbHelp(
        usage="task [INCIDENT] OWNER in MINUTES or by TIME: WORDS; task done, withdraw or hand on [NUMBER] [: WORDS]",
        summary="Give a team, a role or a person something to do; it is guarded until it is settled",
        examples=(
            "task facilities in 30: shut the gas off at the meter",
            "task 12 dana by 14:30: ring the school",
            "task done 1: off at 14:10",
            "task withdraw #12 2: not needed any more",
            "task hand on 1: facilities sees to it with the owner",
        ),
    ),
    Verb.PLAN: VerbHelp(
        usage="plan [INCIDENT] NAME; plan done [NUMBER] [at TIME] [: WORDS]; plan skip, hand on, undo or detach: WHY",
        summary="Run an incident by a plan of the pack, and step through it; its steps are guarded",
        examples=(
            "plan chemical-release",
            "plan 12 major-incident",
            "plan done 1",
            "plan done #12 3 at 14:20: the number is 1830",
            "plan skip 4: no tunnel is downwind",
            "plan hand on 5: the hospital rings back",
            "plan undo 2: that was the other crew",
            "plan detach: it is water",
        ),
    ),
    Verb.INFORM: VerbHelp(
        usage="inform [INCIDENT] NAME [by MEDIUM]: WORDS",
        summary="Note that somebody of the register was told something",
        examples=("inform harbour master: a yacht burns at quay 4", "inform 12 press by email: no statement yet"),
    ),
    Verb.RESOLUTION: VerbHelp(
        usage="resolution [INCIDENT] [actions]: WORDS",
        summary="Say what resolved an incident, or which actions were taken",
        examples=("resolution: leak closed by the owner", "resolution 12 actions: searched, nothing found"),
    ),
    Verb.IMPACT: VerbHelp(
        usage="impact [INCIDENT] [users N] [down MINUTES] [cost AMOUNT CURRENCY] [: SERVICE]",
        summary="Say what an incident meant for the business",
        examples=("impact users 40 down 95: lift control", "impact 12 cost 1200.50 EUR"),
    ),
    Verb.SCHEDULE: VerbHelp(
        usage="schedule [INCIDENT] [tomorrow] at TIME, in MINUTES or now [lead MINUTES]",
        summary="Say for when an incident is: nobody is asked for it before its time comes near",
        examples=("schedule at 14:00", "schedule 12 tomorrow at 8:00 lead 45", "schedule 12 in 90", "schedule now"),
    ),
    Verb.REOPEN: VerbHelp(
        usage="reopen: REASON",
        summary="Open the shown, closed incident again: it is yours and guarded",
        examples=("reopen: smoke again at the same flat",),
    ),
    Verb.ATTACH: VerbHelp(
        usage="attach [INCIDENT]: WHAT THE CALLER SAID",
        summary="Add a further call to an incident; nobody is sent by it",
        examples=("attach: second caller, flames at the back", "attach 12: a man says the blue van drove off"),
    ),
    Verb.MERGE: VerbHelp(
        usage="merge [INCIDENT] into INCIDENT: REASON",
        summary="Close an incident as part of another, which gets its calls and promises",
        examples=("merge into 12: same house, seen from the back", "merge 14 into 12: one crash"),
    ),
    Verb.UNMERGE: VerbHelp(
        usage="unmerge [INCIDENT]: REASON",
        summary="Open a merged incident again, with its calls, in your hands",
        examples=("unmerge: another house after all", "unmerge 14: two crashes"),
    ),
    Verb.SPLIT: VerbHelp(
        usage="split [INCIDENT] call NUMBER as TYPE: REASON",
        summary="Make a call of the card an incident of its own",
        examples=("split call 2 as fall: he fell down the steps", "split 12 call 3 as medical: another patient"),
    ),
    Verb.MOVE: VerbHelp(
        usage="move [INCIDENT] call NUMBER to INCIDENT: REASON",
        summary="Give a call of the card to another incident; nobody is sent by it",
        examples=("move call 2 to 14: she means the fire", "move 12 call 3 to 14: the other crash"),
    ),
    Verb.APART: VerbHelp(
        usage="apart [INCIDENT] from INCIDENT: REASON",
        summary="Say that two incidents are two events: no warning of them comes again",
        examples=("apart from 14: another stairwell", "apart 14 from 12: two crashes, both seen"),
    ),
    Verb.LINK: VerbHelp(
        usage="link [INCIDENT] to INCIDENT [as KIND]: REASON",
        summary="Note that two incidents belong together; they stay two",
        examples=(
            "link to 14: one gas main",
            "link 14 to 12 as caused by: the leak caught fire",
            "link 14 to 12 as same patient: she rang from the hall",
        ),
    ),
    Verb.UNLINK: VerbHelp(
        usage="unlink [INCIDENT] from INCIDENT: REASON",
        summary="End the links between two incidents",
        examples=("unlink from 14: nothing to do with it", "unlink 14 from 12: other main"),
    ),
    Verb.HELP: VerbHelp(
        usage="help [WORD]",
        summary="Show these words, or one of them",
        examples=("help", "help dispatch"),
    ),
}
