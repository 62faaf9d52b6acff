"""What a build found and what was broken, counted by reason, with the first example of each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One kind of thing that was broken or left out."""

    reason: str
    count: int
    example: str = ""

    def __str__(self) -> str:
        example = f" (first: {self.example})" if self.example else ""
        return f"{self.count} x {self.reason}{example}"


class Findings:
    """Counts reasons in the order they first came up."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._examples: dict[str, str] = {}

    def note(self, reason: str, example: str = "") -> None:
        """Count a reason once more."""
        self._counts[reason] = self._counts.get(reason, 0) + 1
        if example:
            self._examples.setdefault(reason, example)

    def all(self) -> tuple[Finding, ...]:
        """Return every reason."""
        return tuple(
            Finding(reason=reason, count=count, example=self._examples.get(reason, ""))
            for reason, count in self._counts.items()
        )


def at(longitude: int, latitude: int) -> str:
    """Return a position (1e-7 degree) as people write it."""
    return f"{latitude / 1e7:.5f}, {longitude / 1e7:.5f}"
