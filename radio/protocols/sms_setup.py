"""What a modem is asked before it is trusted with pages, and what its answers say about its health.

3GPP TS 27.005 §3 (messages), TS 27.007 §7.2 (registration), §8.3 (SIM), §8.5 (signal), ITU-T V.250.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from radio.protocols.at_engine import Answer
from radio.protocols.at_lines import fields_of
from radio.protocols.at_questions import Failure, Step, whatever
from radio.protocols.sms_codes import cme_error
from radio.protocols.sms_profile import SmsProfile


@dataclass(slots=True)
class Fitness:
    """What the modem's answers said so far."""

    pin_refused: bool = False
    pin_given: bool = False
    acknowledges: bool = False  # AT+CSMS=1 was taken: what comes in is acknowledged
    routed: bool = False
    registration: str = ""  # of a network, in words
    weak: str = ""
    memories: tuple[str, ...] = ()
    used: tuple[str, ...] = ()  # the memories that hold something
    full: bool = False
    stuck: bool = False  # full when it was counted twice


class Setup:
    """The questions in their order; a judge may put others before the rest."""

    def __init__(self, profile: SmsProfile, fitness: Fitness) -> None:
        self._profile = profile
        self._fitness = fitness

    def first(self) -> list[Step]:
        """Return what makes a fresh line ready."""
        profile, optional = self._profile, whatever
        steps = [Step("ATE0", "", optional), Step("AT+CMEE=1", "", optional), self._sim()]
        steps.append(Step("AT+CMGF=0", "", self._pdu_mode))
        steps.append(Step(f"AT+CSMS={int(profile.phase2)}", "+CSMS", self._service))
        if profile.service_centre:
            steps.append(Step(f'AT+CSCA="{profile.service_centre}"', "", self._centre))
        if profile.storage:
            names = ",".join([f'"{profile.storage}"'] * 3)
            steps.append(Step(f"AT+CPMS={names}", "+CPMS", optional))
        steps.append(self._route(0))
        return [*steps, *self.again()[1:]]

    def again(self) -> list[Step]:
        """Return what tells whether the modem is still fit."""
        steps = [self._sim(), self._registered("+CREG", self._registered("+CEREG", None))]
        return [*steps, Step("AT+CSQ", "+CSQ", self._signal), Step("AT+CPMS?", "+CPMS", self._storage)]

    def _sim(self) -> Step:
        return Step("AT+CPIN?", "+CPIN", self._pin)

    def _pin(self, answer: Answer) -> Failure | Sequence[Step] | None:
        """TS 27.007 §8.3. A wrong PIN given three times locks the SIM: ours is given once, and never again."""
        words = " ".join(fields_of(answer.infos[-1].text)) if answer.infos else ""
        if words == "READY" or (not answer.ok and answer.code == "error"):
            return None
        if not answer.ok:
            number = answer.code.partition(":")[2]
            return Failure(answer.code or "no-answer", cme_error(int(number)).words if number else "no answer")
        if words != "SIM PIN":
            return Failure("sim", f"the SIM says {words or 'nothing'}")
        if not self._profile.pin:
            return Failure("sim-pin", "the SIM wants its PIN, and the profile has none")
        if self._fitness.pin_refused or self._fitness.pin_given:
            return Failure("sim-pin", "the SIM did not take the PIN of the profile; it is not given again")
        self._fitness.pin_given = True
        self._fitness.pin_refused = True  # until it is taken: a silent SIM may have refused it
        return [Step(f'AT+CPIN="{self._profile.pin}"', "", self._pin_answer), self._sim()]

    def _pin_answer(self, answer: Answer) -> Failure | None:
        self._fitness.pin_refused = not answer.ok
        return None if answer.ok else Failure("sim-pin", "the SIM refused the PIN; it is not given again")

    def _pdu_mode(self, answer: Answer) -> Failure | None:
        return None if answer.ok else Failure("no-pdu-mode", f"the modem has no PDU mode ({answer.code})")

    def _service(self, answer: Answer) -> None:
        """TS 27.005 §3.2.1: with service 1 the network repeats what we do not acknowledge with AT+CNMA (§3.4.4)."""
        self._fitness.acknowledges = self._profile.phase2 and answer.ok

    def _centre(self, answer: Answer) -> Failure | None:
        return None if answer.ok else Failure("service-centre", f"the service centre was refused ({answer.code})")

    def _route(self, index: int) -> Step:
        """TS 27.005 §3.4.1: how what comes in reaches us; modems differ in what they take."""

        def judge(answer: Answer) -> Sequence[Step] | None:
            self._fitness.routed = answer.ok
            return [self._route(index + 1)] if not answer.ok and index + 1 < len(self._profile.routings) else None

        return Step(f"AT+CNMI={self._profile.routings[index]}", "", judge)

    def _registered(self, name: str, otherwise: Step | None) -> Step:
        """TS 27.007 §7.2 and §10.1.22: a modem on LTE alone says it in +CEREG only."""

        def judge(answer: Answer) -> Failure | Sequence[Step] | None:
            # The unsolicited form begins with the state itself, the answer with the mode (one digit, then a state).
            found = [fields for fields in (fields_of(info.text) for info in answer.infos) if len(fields) >= 2]
            state = next((fields[1] for fields in reversed(found) if fields[1].isdigit()), "")
            words = _REGISTERED.get(state)
            self._fitness.registration = words or ""
            if words is not None:
                return None
            if otherwise is not None:
                return [otherwise]
            if not self._profile.needs_network:
                return None
            return Failure("no-network", _NOT_REGISTERED.get(state, "the modem is not registered in a network"))

        return Step(f"AT{name}?", name, judge)

    def _signal(self, answer: Answer) -> None:
        """TS 27.007 §8.5: 0 to 31, 99 when it is not known."""
        fields = fields_of(answer.infos[-1].text) if answer.infos else ()
        value = int(fields[0]) if fields and fields[0].isascii() and fields[0].isdigit() else 99
        self._fitness.weak = "the signal is weak" if value < self._profile.weak_signal else ""

    def _storage(self, answer: Answer) -> None:
        """TS 27.005 §3.2.2: name, used, total; for reading, for sending, for what comes in.

        A storage that is still full when it is counted again holds what we do not remove.
        """
        if not answer.ok:
            self._fitness.memories, self._fitness.used = (), ("",)  # what there is, is listed wherever it is
            return
        fields = fields_of(answer.infos[-1].text) if answer.infos else ()
        rows = [(fields[at], fields[at + 1], fields[at + 2]) for at in (0, 3, 6) if len(fields) >= at + 3]
        counted = {
            name: (int(used), int(total))
            for name, used, total in rows
            if (used + total).isascii() and (used + total).isdigit()
        }
        self._fitness.memories = tuple(counted)
        self._fitness.used = tuple(name for name, (used, _) in counted.items() if used)
        full = any(0 < total <= used for used, total in counted.values())
        self._fitness.stuck = full and self._fitness.full
        self._fitness.full = full


_REGISTERED = {
    "1": "registered in the network",
    "5": "registered, roaming",
    "6": "registered for messages",
    "7": "registered for messages, roaming",
}
_NOT_REGISTERED = {
    "0": "the modem is not registered and does not search",
    "2": "the modem is searching for a network",
    "3": "the network refuses the modem",
}
