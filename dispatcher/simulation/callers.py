"""Who calls a simulated room, and the one sentence each says. Every name and number is invented."""

import random
from collections.abc import Mapping, Sequence

from dispatcher.simulation.families import Family

_FRENCH = (
    ("Claire", "Hugo", "Amandine", "Bastien", "Solène", "Étienne", "Maëlle", "Raphaël"),
    ("Delmas", "Roussel", "Barthe", "Gaillard", "Vasseur", "Lacombe", "Perrin", "Aubert"),
)
_ITALIAN = (
    ("Giulia", "Matteo", "Chiara", "Lorenzo", "Elisa", "Davide", "Marta", "Stefano"),
    ("Bianchi", "Ferrero", "Galli", "Moretti", "Riva", "Sartori", "Vitale", "Zanetti"),
)
_ENGLISH = (
    ("Alice", "Daniel", "Grace", "Owen", "Ruby", "Simon", "Hannah", "Peter"),
    ("Ashby", "Carver", "Hollis", "Marsh", "Penrose", "Thorne", "Whitby", "Yardley"),
)
_TONGUES: Mapping[str, Sequence[tuple[Sequence[str], Sequence[str]]]] = {
    "Europe/Monaco": (_FRENCH, _FRENCH, _ITALIAN, _ENGLISH),
    "Europe/Paris": (_FRENCH,),
    "Europe/Rome": (_ITALIAN,),
}
_SAYS: Mapping[Family, Sequence[str]] = {
    Family.MEDICAL: (
        "My father, {age}, has pain in the chest and is sweating.",
        "A woman of about {age} cannot speak properly since ten minutes ago.",
        "My neighbour, {age}, breathes badly and his lips are blue.",
        "A guest of {age} has collapsed and answers nobody.",
        "My wife, {age}, is diabetic and will not wake up properly.",
        "A man of about {age} is having a fit on the floor.",
    ),
    Family.FALL: (
        "A lady of {age} fell on the stairs; her hip hurts and she cannot get up.",
        "A man of {age} fainted in the sun and has hit his head.",
        "A worker fell from a ladder, about two metres; he is awake.",
        "A child of eight fell from the wall; the arm is bent.",
    ),
    Family.ROAD: (
        "A scooter slid in the bend; the rider is on the road and holds his leg.",
        "Two cars, one has struck the barrier; somebody is still inside.",
        "A delivery van touched a pedestrian; he is sitting up.",
        "A car stands across both lanes; everybody hoots, nobody moves.",
    ),
    Family.FIRE: (
        "There is smoke from a window on the fourth floor.",
        "Flames in a kitchen; we got out, I do not know about upstairs.",
        "It burns beside the bins, and the awning has caught.",
        "I see a red glow and black smoke from my balcony.",
    ),
    Family.ALARM: (
        "The alarm panel shows the second basement; nobody has looked yet.",
        "Our alarm has gone off and the reset does not hold.",
        "The monitoring company: two detectors on the same floor.",
    ),
    Family.LIFT: (
        "The lift stands between two floors with {few} of us in it.",
        "My mother of {age} is alone in a lift that has stopped; she is frightened.",
    ),
    Family.GAS: (
        "It smells strongly of gas in the stairwell.",
        "A canister fell in the car park; it bites in the eyes.",
    ),
    Family.FLOOD: (
        "Water comes into the garage, ankle deep, and it is rising.",
        "The drain has burst and the street is a river.",
        "Water runs down the wall beside the fuse box.",
    ),
    Family.ROCKS: (
        "Stones have come down on the road, one as big as a table.",
        "Somebody hangs on the rock above the path and calls for help.",
    ),
    Family.SEA: (
        "Somebody is waving from the water, and going under.",
        "A boat with {few} on board has no engine and drifts to the rocks.",
        "A swimmer went out half an hour ago and has not come back.",
        "There is smoke from a motor boat; people are in the bow.",
    ),
    Family.POLICE: (
        "Two men are shouting, and one has taken up a bottle.",
        "A man threatens the staff and will not leave.",
        "My bag is gone; he ran off towards the harbour.",
        "A suitcase has been standing here for an hour and is nobody's.",
    ),
    Family.LOST: (
        "My son is six, red cap; he was beside me a minute ago.",
        "My grandfather, {age}, went for bread this morning and forgets where he lives.",
    ),
    Family.ANIMAL: (
        "A dog is shut in a car in full sun.",
        "A gull is caught in the wires in front of the window.",
    ),
    Family.CROWD: (
        "People are pushing and some have fallen; one cannot breathe.",
        "There was a bang, then everybody ran; several are on the ground.",
    ),
    Family.OTHER: (
        "I cannot lift my husband back into his chair; nobody is hurt.",
        "The door has fallen shut and the stove is on.",
    ),
}
_SAYS_OF: Mapping[str, Sequence[str]] = {
    "arrest": ("He lies there and does not breathe; we are pressing on his chest.",),
    "breathing": (
        "My neighbour, {age}, breathes badly and his lips are blue.",
        "A girl cannot get her breath after a wasp sting; her face is swollen.",
    ),
    "stroke": (
        "A woman of about {age} cannot speak properly since ten minutes ago.",
        "My father, {age}, cannot lift his left arm and his mouth hangs.",
    ),
    "heat": ("A man of {age} fainted in the sun and has hit his head.", "Two hikers, dizzy, no water left."),
    "scooter": (
        "A scooter slid in the bend; the rider is on the road and holds his leg.",
        "A motorcycle went under a lorry; the rider is awake.",
    ),
    "blocked": (
        "A car stands across both lanes; everybody hoots, nobody moves.",
        "A coach is stuck in the hairpin and cannot go back.",
        "A branch lies over the road.",
    ),
    "vehicle fire": ("Smoke comes from the engine of a van; we are all out.",),
    "slope": ("The dry grass above the terraces burns and the wind is behind it.",),
    "rubbish": ("It burns beside the bins, and the awning has caught.",),
    "tunnel": ("A lorry burns in the tunnel; people are walking out in the smoke.",),
    "tower": ("Flames from a balcony high up; I would say the twelfth floor.",),
    "yacht": ("There is smoke from a yacht; people stand in the bow.",),
    "diving": ("A diver came up too fast; he has pain everywhere.",),
    "oil": ("A rainbow film on the water, from the moorings to the beach.",),
    "adrift": ("A boat with {few} on board has no engine and drifts to the rocks.",),
    "in the water": (
        "Somebody is waving from the water, and going under.",
        "A swimmer went out half an hour ago and has not come back.",
    ),
    "rockfall": ("Stones have come down on the road, one as big as a table.",),
    "rock face": ("Somebody hangs on the rock above the path and calls for help.",),
    "theft": (
        "My bag is gone; he ran off towards the harbour.",
        "They broke the side window and took the laptop.",
    ),
    "assault": ("A man threatens the staff with a knife.", "Somebody was struck; he bleeds from the head."),
    "brawl": ("Two men are shouting, and one has taken up a bottle.", "They fight in front of the bar, six or seven."),
    "unattended": ("A suitcase has been standing here for an hour and is nobody's.",),
    "intruder": ("Our alarm has gone off and I see a torch inside.", "The monitoring company: motion, ground floor."),
    "child": ("My son is six, red cap; he was beside me a minute ago.",),
    "missing": ("My grandfather, {age}, went for bread this morning and forgets where he lives.",),
    "train": ("There is smoke in the station and the train stands with its doors shut.",),
    "heliport": ("A helicopter has come down hard; one skid is broken.",),
    "chemical": ("A canister fell in the car park; it bites in the eyes.",),
    "gas": ("It smells strongly of gas in the stairwell.",),
}
"""By a word of the type's title, before its family."""
_ALSO = (
    "I want to report the same thing: {what}",
    "I am on the other side of it: {what}",
    "You surely know already, but: {what}",
)
_FOREIGN = ("Caller speaks Italian.", "Caller speaks French.", "Caller speaks little English.")


def somebody(timezone: str, dice: random.Random) -> tuple[str, str]:
    """Return a caller's name and number. No exchange begins with 0000."""
    first, last = dice.choice(_TONGUES.get(timezone, (_ENGLISH,)))
    return f"{dice.choice(first)} {dice.choice(last)}", f"0000 {dice.randrange(10_000):04d}"


def sentence(title: str, family: Family, dice: random.Random) -> str:
    """Return what a caller says of such a thing."""
    known = next((says for word, says in _SAYS_OF.items() if word in title.lower()), _SAYS[family])
    says = dice.choice(known).format(age=dice.randint(41, 93), few=dice.choice(("three", "four", "five")))
    return f"{says} {dice.choice(_FOREIGN)}" if dice.random() < 0.08 else says


def again(narrative: str, dice: random.Random) -> str:
    """Return what one more caller says of a thing that is known."""
    return dice.choice(_ALSO).format(what=f"{narrative[:1].lower()}{narrative[1:]}")


def persons(family: Family, dice: random.Random) -> int | None:
    """Return how many persons are involved, as far as the caller knows."""
    if family in (Family.MEDICAL, Family.FALL, Family.LOST):
        return 1
    if family is Family.CROWD:
        return dice.randint(5, 40)
    return dice.choice((None, 1, 1, 2, 2, 3, 4))
