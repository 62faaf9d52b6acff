"""The message storage of a simulated modem: SM for texts, SR for reports (3GPP TS 27.005 §3.2.2)."""


class Storage:
    """Numbered places, and the storage that reading looks at."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._kept: dict[str, dict[int, tuple[str, int]]] = {"SM": {}, "SR": {}}
        self._reading = "SM"

    def keep(self, memory: str, pdu: str, length: int) -> int:
        """Keep one message in the first free place."""
        kept = self._kept[memory]
        index = next(number for number in range(1, len(kept) + 2) if number not in kept)
        kept[index] = (pdu, length)
        return index

    def is_full(self, memory: str) -> bool:
        """Tell whether no more texts come in."""
        return len(self._kept[memory]) >= self._places

    def choose(self, words: str) -> bool:
        """Read from the first storage named; False when there is none of that name."""
        name = words.split(",")[0].strip('"')
        if name in self._kept:
            self._reading = name
        return name in self._kept

    def counts(self, *, named: bool) -> str:
        """Return used and total for reading, writing and receiving."""
        rows = [(self._reading, self._kept[self._reading]), ("SM", self._kept["SM"]), ("SM", self._kept["SM"])]
        return ",".join(
            (f'"{name}",' if named else "") + f"{len(kept)},{self._places}" for name, kept in rows
        )  # fmt: skip

    def all(self) -> list[tuple[int, tuple[str, int]]]:
        """Return what stands in the chosen storage, by place."""
        return sorted(self._kept[self._reading].items())

    def at(self, index: str) -> tuple[str, int] | None:
        """Return one message of the chosen storage."""
        return self._kept[self._reading].get(int(index)) if index.isdecimal() else None

    def remove(self, index: str) -> bool:
        """Free a place of the chosen storage; False when it holds nothing."""
        return index.isdecimal() and self._kept[self._reading].pop(int(index), None) is not None
