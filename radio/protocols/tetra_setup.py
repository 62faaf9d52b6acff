"""What a TETRA terminal is asked and told before it is trusted with pages, and what its answers say about its health.

ETSI EN 300 392-5 §6.9 (signal), §6.13.2 (limits of a message), §6.14.7 (mode), +CTSP (service profile: without it no
short data reaches us), +CREG (registration, with numbers of its own), +CNUMF (own identity).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from radio.protocols.at_engine import Answer
from radio.protocols.at_lines import fields_of
from radio.protocols.at_questions import Failure, Step, whatever
from radio.protocols.tetra_codes import DIRECT_MODES, NOT_REGISTERED, REGISTERED
from radio.protocols.tetra_party import Party, heard_party
from radio.protocols.tetra_profile import TetraProfile

_UNKNOWN_SIGNAL = 99


@dataclass(slots=True)
class Fitness:
    """What the terminal's answers said so far."""

    own: Party | None = None
    mode: int | None = None
    max_bits: int | None = None  # of one message
    heard: bool = False  # the service profile for reports was taken
    registration: str = ""
    weak: str = ""

    def troubles(self) -> list[str]:
        """Return what is not well, in words."""
        found = [] if self.heard else ["the terminal takes no service profile: reports and texts stay with it"]
        found += [DIRECT_MODES[self.mode]] if self.mode in DIRECT_MODES else []
        return found + ([self.weak] if self.weak else [])


class Setup:
    """The questions in their order."""

    def __init__(
        self, profile: TetraProfile, fitness: Fitness, learnt: Callable[[], None], quiet: Callable[[], None]
    ) -> None:
        """`learnt`: called when our own identity is known; `quiet`: when the echo should be off."""
        self._profile = profile
        self._fitness = fitness
        self._learnt = learnt
        self._quiet = quiet

    def first(self) -> list[Step]:
        """Return what makes a fresh line ready."""
        steps = [Step("ATE0", "", lambda _answer: self._quiet())]
        if self._profile.character_set:
            steps.append(Step(f"AT+CSCS={self._profile.character_set}", "", whatever))
        steps.append(Step("AT+CNUMF?", "+CNUMF", self._identity))
        steps.append(Step("AT+CMGS=?", "+CMGS", self._limits))
        return [*steps, *self.services(), *self.network()]

    def network(self) -> list[Step]:
        """Return what tells whether the terminal is on a network."""
        return [
            Step("AT+CTOM?", "+CTOM", self._mode),
            Step("AT+CREG?", "+CREG", self._registered),
            Step("AT+CSQ?", "+CSQ", self._signal),
        ]

    def services(self) -> list[Step]:
        """Return what makes the terminal hand its short data to us (+CTSP)."""
        first, *others = self._profile.services
        return [Step(f"AT+CTSP={first}", "", self._service), *(Step(f"AT+CTSP={x}", "", whatever) for x in others)]

    def again(self, *, whole: bool) -> list[Step]:
        """Return what tells whether the terminal is still fit; `whole`: also on the network, and still ours."""
        if not whole:
            return [Step("AT", "", whatever)]
        return [*(self.services() if self._profile.renew_profile else []), *self.network()]

    def _identity(self, answer: Answer) -> None:
        """`+CNUMF: <type>,<identity>`; the first that is a number of ours."""
        for info in answer.infos:
            party = heard_party(re.sub(r"[ -]", "", fields_of(info.text)[-1]))
            if party is not None:
                self._fitness.own = party
                self._learnt()
                return

    def _limits(self, answer: Answer) -> None:
        """`+CMGS: ...,(8-1184)`: the last number is the most bits of a message."""
        numbers = re.findall(r"[0-9]{1,5}", answer.infos[-1].text) if answer.infos else []
        self._fitness.max_bits = int(numbers[-1]) if answer.ok and numbers else None

    def _service(self, answer: Answer) -> None:
        self._fitness.heard = answer.ok

    def _mode(self, answer: Answer) -> None:
        self._fitness.mode = _number(answer, 0)

    def _registered(self, answer: Answer) -> Failure | None:
        state = _number(answer, 0)
        words = REGISTERED.get(-1 if state is None else state)
        self._fitness.registration = words or ""
        if words is not None or not self._profile.needs_network or self._fitness.mode in DIRECT_MODES:
            return None
        unknown = "the terminal does not say whether it is registered"
        return Failure("no-network", NOT_REGISTERED.get(-1 if state is None else state, unknown))

    def _signal(self, answer: Answer) -> None:
        """0 to 31, 99 when it is not known."""
        value = _number(answer, 0)
        weak = value is not None and value != _UNKNOWN_SIGNAL and value < self._profile.weak_signal
        self._fitness.weak = f"the signal is weak ({-113 + 2 * value} dBm)" if weak and value is not None else ""


def _number(answer: Answer, at: int) -> int | None:
    fields = fields_of(answer.infos[-1].text) if answer.infos else ()
    if not answer.ok or len(fields) <= at or not re.fullmatch(r"[0-9]{1,5}", fields[at]):
        return None
    return int(fields[at])
