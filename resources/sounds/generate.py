"""Makes the sounds: `python -m resources.sounds.generate`. Incidents sing, trouble buzzes; no two alike."""

import math
import struct
import wave

from resources import sounds_dir

RATE_HZ = 16_000
_RAMP_S = 0.008
# (frequency in Hz, seconds, harshness 0..1); frequency 0 is silence. Trouble is low and harsh, and nothing else is.
# What asks for a person's authority is high; the others are told apart by rhythm and by where the tune goes.
_REST, _SHORT = (0.0, 0.05, 0.0), 0.09
SOUNDS: dict[str, tuple[tuple[float, float, float], ...]] = {
    # a siren, higher and longer than anything else: rising three times; somebody pressed the button
    "emergency": ((988, 0.10, 0.3), (1319, 0.10, 0.3), (1760, 0.22, 0.3), _REST) * 3,
    # three quick calls, the last one higher: somebody of the role, now
    "authority": ((988, 0.12, 0.15), _REST, (988, 0.12, 0.15), _REST, (1319, 0.28, 0.15)),
    # to and fro, four times: this way or that?
    "decision": ((1319, 0.14, 0.15), (880, 0.14, 0.15), (1319, 0.14, 0.15), (880, 0.30, 0.15)),
    # a door bell, slow and falling: somebody waits for leave
    "approval": ((1047, 0.34, 0), (784, 0.50, 0)),
    # knocking, twice two: something is to be done
    "task": ((698, _SHORT, 0), _REST, (698, _SHORT, 0), (0, 0.16, 0), (698, _SHORT, 0), _REST, (698, _SHORT, 0)),
    # rising: somebody is to be called
    "voice_task": ((659, 0.16, 0), (880, 0.26, 0)),
    # a slow clock
    "overdue": ((523, 0.22, 0), (0, 0.12, 0), (523, 0.22, 0)),
    # quick and falling: something that should not be
    "exception": ((784, 0.10, 0), (587, 0.16, 0)),
    "technical_alarm": ((196, 0.22, 0.9), (0, 0.06, 0), (147, 0.34, 0.9)),
    "silence": ((0, 0.05, 0),),
}


def samples(tones: tuple[tuple[float, float, float], ...]) -> bytes:
    """Return 16-bit samples of a row of tones, each with a soft start and end."""
    out: list[int] = []
    for frequency, seconds, harshness in tones:
        count = int(seconds * RATE_HZ)
        for place in range(count):
            at = place / RATE_HZ
            soft = min(1.0, at / _RAMP_S, (seconds - at) / _RAMP_S)
            pure = math.sin(2 * math.pi * frequency * at)
            value = (1 - harshness) * pure + harshness * math.copysign(0.6, pure) if frequency else 0.0
            out.append(round(20_000 * max(0.0, soft) * value))
    return struct.pack(f"<{len(out)}h", *out)


def main() -> None:
    """Write every sound beside this file."""
    for name, tones in SOUNDS.items():
        with wave.open(str(sounds_dir() / f"{name}.wav"), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(RATE_HZ)
            sound.writeframes(samples(tones))


if __name__ == "__main__":
    main()
