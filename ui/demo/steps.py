"""What a tour is made of. Plain data: no Qt, nothing that acts."""

from collections.abc import Callable
from dataclasses import dataclass

from ui.demo.scene import Scene


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key, by its name (`F2`, `Ctrl+Return`) or as the character that it types."""

    chord: str = ""
    character: str = ""


Strokes = tuple[Stroke, ...]


def press(*chords: str) -> Strokes:
    """Keys by their names."""
    return tuple(Stroke(chord=chord) for chord in chords)


def write(text: str) -> Strokes:
    """A text, key by key."""
    return tuple(Stroke(character=character) for character in text)


def nothing(_scene: Scene) -> Strokes:
    """Touch no key."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that is done, and what must be seen then.

    `until` answers with what became true, in words, and with nothing while it has not. `meanwhile` is asked at each
    look and may answer what happens in the room. `hurry` is how fast simulated people live while this waits.
    """

    name: str
    does: str
    because: str
    until: Callable[[Scene], str]
    missing: str
    keys: Callable[[Scene], Strokes] = nothing
    meanwhile: Callable[[Scene], Strokes] = nothing
    limit_s: float = 10.0
    hurry: float = 1.0
    shot: str = ""
