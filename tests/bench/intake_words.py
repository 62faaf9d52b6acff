"""What callers of a made-up past say: names, numbers, places and stories, in the proportions of a real room."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

from dispatcher.geo.map_pack import MapPack
from dispatcher.geo.shapes import UNITS_PER_DEGREE

FIRST = (
    "Anna", "Luca", "Marie", "Peter", "Sophie", "Hans", "Giulia", "Thomas", "Elena", "Jean", "Verena", "Marco",
    "Claire", "Stefan", "Chiara", "Philippe", "Ursula", "Giovanni", "Heidi", "François", "Katharina", "Paolo",
    "Monika", "Olivier", "Sarah", "Reto", "Isabelle", "Jürg", "Martina", "John", "Emma", "Noah", "Lea", "Elias",
)  # fmt: skip
_ROOTS = (
    "Büch", "Hasl", "Frick", "Marx", "Vogt", "Meyer", "Schmid", "Ritt", "Beck", "Nigg", "Wang", "Ospel", "Hoop",
    "Quad", "Sele", "Kind", "Batlin", "Kaiser", "Wohlw", "Nägel", "Gass", "Öhri", "Müss", "Risch", "Ross", "Bian",
    "Ferr", "Cast", "Mor", "Gauth", "Dup", "Laur", "Rouss", "Perr", "Thomp", "Wrigh", "Clark", "Steph", "Hofm", "Kell",
)  # fmt: skip
_ENDS = ("el", "er", "i", "ner", "mann", "li", "in", "et", "ier", "eau", "ini", "chi", "ati", "son", "t", "ler",
         "egger", "ent", "ard", "a", "y", "s", "ich", "inger", "meier", "hofer", "elli", "otti", "on",
         "ault")  # fmt: skip
_STORIES: Mapping[str, Sequence[str]] = {
    "fire": ("smoke from the {place}", "flames at the {place}, people at the windows", "burning smell in the {place}",
             "Rauch im {place}", "fumée noire au-dessus du {place}", "alarm of the {place}, nothing seen"),
    "medical": ("{who} fell on the stairs, cannot get up", "{who} has chest pain since half an hour, pale, sweating",
                "{who} is unconscious, breathing", "{who} ist gestürzt, Hüfte",
                "{who} a mal au ventre depuis ce matin"),
    "road": ("two cars, one driver trapped, petrol on the road", "{who} was hit by a {car}", "{car} against a tree",
             "Auffahrunfall, {car} und Lieferwagen", "accident, une {car} sur le toit"),
    "other": ("water through the ceiling of the {place}", "lift stuck with {who} in the {place}",
              "gas smell near the {place}",
              "tree across the road at the {place}", "loud music from the {place}", "{who} is locked in the {place}",
              "Katze auf dem {place}", "barking dog in the {place} since hours"),
}  # fmt: skip
_PLACES = ("cellar", "kitchen", "garage", "roof", "bakery", "school", "barn", "car park", "staircase", "third floor",
           "balcony", "workshop", "hotel", "church", "garden", "Keller", "Estrich", "Werkstatt", "forest",
           "stable")  # fmt: skip
_WHO = ("his mother", "her son", "the neighbour", "an old man", "a child", "a cyclist", "the cook", "a worker",
        "a tourist", "mein Mann", "ma fille", "a jogger", "two hikers", "the caretaker")  # fmt: skip
_CARS = ("blue Peugeot", "white van", "red Fiat", "black Audi", "grey Skoda", "lorry", "motorcycle", "bus", "tractor")
_MORE = ("caller is calm", "access from the back", "dog on the premises", "second floor, bell is broken",
         "door is open", "caller waits at the corner", "key with the neighbour", "speaks only Italian",
         "very noisy",
         "line was cut once", "elevator out of order", "hydrant in front of the house",
         "parking is blocked")  # fmt: skip
NOTES = ("crew is told of the dog", "neighbour has the key", "police is informed", "second caller says the same",
         "caller rang again, nothing new", "hydrant frozen, next one at the corner", "owner is on the way",
         "utility company informed", "nothing found, cooking", "brought to hospital by relatives")  # fmt: skip
_TYPOS = 0.02
One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Spot:
    """Somewhere that incidents happen."""

    label: str
    latitude: float
    longitude: float


class Past:
    """Draws what is told, always the same for the same seed. Few people, places and words are told of often."""

    def __init__(self, spots: Sequence[Spot], seed: int = 6) -> None:
        self.draw = random.Random(seed)  # no secret, a past
        names = [root + end for root in _ROOTS for end in _ENDS]
        self.draw.shuffle(names)
        self._names = names
        self._name_weights = _falling(len(names))
        self._spots = list(spots)
        self.draw.shuffle(self._spots)
        self._spot_weights = _falling(len(self._spots))

    def name(self) -> str:
        """Return a caller's name."""
        return f"{self.draw.choice(FIRST)} {self._one(self._names, self._name_weights)}"

    def phone(self) -> str:
        """Return a caller's number, as people write it."""
        number = self.draw.randrange(2_000_000, 7_999_999)
        return f"+423 {number // 10_000} {number // 100 % 100:02d} {number % 100:02d}"

    def spot(self) -> Spot:
        """Return where it is."""
        spot = self._one(self._spots, self._spot_weights)
        off = self.draw.gauss(0, 0.0001)
        return Spot(spot.label, spot.latitude + off, spot.longitude - off)

    def story(self, incident_type: str) -> str:
        """Return what the caller tells."""
        families = _STORIES.get("fire" if "fire" in incident_type else "other", ())
        if any(word in incident_type for word in ("medical", "cardiac", "fall", "chest", "birth", "breath", "stroke")):
            families = _STORIES["medical"]
        elif any(word in incident_type for word in ("road", "vehicle", "collision", "traffic")):
            families = _STORIES["road"]
        told = self.draw.choice(families).format(
            place=self.draw.choice(_PLACES), who=self.draw.choice(_WHO), car=self.draw.choice(_CARS)
        )
        extra = self.draw.sample(_MORE, self.draw.randrange(3))
        return ", ".join([self._misheard(told), *extra])

    def _misheard(self, text: str) -> str:
        """Return it with a letter left out, here and there."""
        if self.draw.random() > _TYPOS * len(text) / 10:
            return text
        at = self.draw.randrange(len(text))
        return text[:at] + text[at + 1 :]

    def _one(self, among: Sequence[One], weights: Sequence[float]) -> One:
        return self.draw.choices(among, cum_weights=weights)[0]


def _falling(count: int) -> list[float]:
    """Return weights, added up: the tenth is met a tenth as often as the first, with a floor for all."""
    return list(accumulate(1 / (place + 20) + 0.0002 for place in range(count)))


def spots_of(map_file: Path) -> list[Spot]:
    """Return every house, crossing and landmark of a map."""
    with MapPack(map_file) as pack:
        houses = pack.rows(
            "SELECT entry.label || ' ' || address.number, entry.near, address.latitude, address.longitude"
            " FROM address JOIN entry ON entry.id = address.street", ()
        )  # fmt: skip
        marks = pack.rows("SELECT label, near, latitude, longitude FROM entry WHERE kind <> 'place'", ())
        return [
            Spot(f"{label}, {near}" if near else label, latitude / UNITS_PER_DEGREE, longitude / UNITS_PER_DEGREE)
            for label, near, latitude, longitude in (*houses, *marks)
        ]
