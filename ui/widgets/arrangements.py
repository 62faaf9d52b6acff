"""The three workspaces as data: which panels stand where, and how they share the room."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """Panels by side, each with its part of that side: left and right from top to bottom, below from left to right.

    `left_wide`, `right_wide` and `below_high` are parts of the whole. A panel that is not named is out of sight until
    somebody asks for it. `middle` names what stands in the middle.
    """

    name: str
    left: Mapping[str, float]
    right: Mapping[str, float]
    below: Mapping[str, float] = field(default_factory=dict[str, float])
    left_wide: float
    right_wide: float
    below_high: float = 0.0
    middle: str = "map"

    @property
    def names(self) -> frozenset[str]:
        """Every panel that is in sight."""
        return frozenset({*self.left, *self.right, *self.below})


DISPATCH = Arrangement(
    name="dispatch", left={"queue": 0.7, "contacts": 0.3}, right={"card": 1.0}, below={"units": 0.58, "pending": 0.42},
    left_wide=0.32, right_wide=0.36, below_high=0.34,
)  # fmt: skip
RADIO = Arrangement(
    name="radio", left={"channels": 0.36, "pending": 0.26, "inbound": 0.38}, right={"card": 0.56, "evidence": 0.44},
    below={"heard": 1.0}, left_wide=0.30, right_wide=0.32, below_high=0.15, middle="voice",
)  # fmt: skip
SUPERVISION = Arrangement(
    name="supervision", left={"queue": 0.7, "contacts": 0.3}, right={"card": 1.0},
    below={"units": 0.55, "pending": 0.45},
    left_wide=0.46, right_wide=0.32, below_high=0.42,
)  # fmt: skip
ARRANGEMENTS: Mapping[str, Arrangement] = {how.name: how for how in (DISPATCH, RADIO, SUPERVISION)}
