"""Named faults of a simulated TETRA terminal and its network. WHEN counts the messages given to it, from 1."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from radio.simulator.faults import FaultRule, FaultTable


class TetraFault(StrEnum):
    """What can go wrong on the far side."""

    SILENT = "silent"
    LOST_ANSWER = "lost-answer"
    LOST_INSTANCE = "lost-instance"
    LOST_OK = "lost-ok"
    PROVEN_SILENCE = "proven-silence"
    CME_ERROR = "cme-error"
    PLAIN_ERROR = "plain-error"
    AIR_FAILED = "air-failed"
    NO_AIR_RESULT = "no-air-result"
    EARLY_AIR_RESULT = "early-air-result"
    NO_REPORT = "no-report"
    REPORT = "report"
    STORED_FIRST = "stored-first"
    CONSUMED_FIRST = "consumed-first"
    EARLY_REPORT = "early-report"
    FOREIGN_REPORT = "foreign-report"
    SHORT_REPORT = "short-report"
    ACK_WANTED = "ack-wanted"
    LOST_PDU = "lost-pdu"
    UNASKED = "unasked"
    DOUBLED_ENDS = "doubled-ends"
    NO_PROMPT = "no-prompt"
    ECHO = "echo"
    NOISE = "noise"
    GARBLED = "garbled"
    GARBLED_START = "garbled-start"
    NO_PRIORITY = "no-priority"
    RESET = "reset"
    RESET_AFTER = "reset-after"
    STOLEN = "stolen"
    STOLEN_QUIETLY = "stolen-quietly"
    NO_SERVICE = "no-service"
    NO_NETWORK = "no-network"
    DIRECT_MODE = "direct-mode"
    WEAK_SIGNAL = "weak-signal"
    SHORT_MESSAGES = "short-messages"
    UNPLUG_MID_PDU = "unplug-mid-pdu"
    UNPLUG_ACCEPTED = "unplug-accepted"
    DEAD = "dead"
    SLOW_BAUD = "slow-baud"


_WORDS: Mapping[str, str] = {
    TetraFault.SILENT: "the message is swallowed: not accepted, not answered",
    TetraFault.LOST_ANSWER: "accepted and delivered, but the answer never arrives; no report either",
    TetraFault.LOST_INSTANCE: "accepted and delivered; OK without +CMGS; no report either",
    TetraFault.LOST_OK: "accepted; +CMGS without OK",
    TetraFault.PROVEN_SILENCE: "accepted, the answer never arrives, and the recipient reports",
    TetraFault.CME_ERROR: "refused with this code",
    TetraFault.PLAIN_ERROR: "refused with ERROR and no code",
    TetraFault.AIR_FAILED: "accepted; then +CMGS: instance,5",
    TetraFault.NO_AIR_RESULT: "accepted; whether it went on air is never said",
    TetraFault.EARLY_AIR_RESULT: "+CMGS: instance,4 stands before its +CMGS",
    TetraFault.NO_REPORT: "the report never comes",
    TetraFault.REPORT: "this delivery status (decimal); from 32 on nothing is shown",
    TetraFault.STORED_FIRST: "stored by the network, then received",
    TetraFault.CONSUMED_FIRST: "read, and then reported as received",
    TetraFault.EARLY_REPORT: "the report stands before its +CMGS",
    TetraFault.FOREIGN_REPORT: "reports of another recipient and of a message that was never sent",
    TetraFault.SHORT_REPORT: "reports come as statuses",
    TetraFault.ACK_WANTED: "reports ask for an acknowledgement",
    TetraFault.LOST_PDU: "a report's header without the line behind it; the true one never comes",
    TetraFault.UNASKED: "other lines between every command and its answer",
    TetraFault.DOUBLED_ENDS: "every CR LF comes twice",
    TetraFault.NO_PROMPT: "the message is taken without a prompt",
    TetraFault.ECHO: "ATE0 is answered OK and changes nothing",
    TetraFault.NOISE: "octets of nothing around every answer",
    TetraFault.GARBLED: "something stands in the line: +CME ERROR: 35, so many times, before the message",
    TetraFault.GARBLED_START: "the same with the first commands of all",
    TetraFault.NO_PRIORITY: "AT+CTSDS with a priority is refused",
    TetraFault.RESET: "starts anew when the message arrives: it is lost, and every setting too",
    TetraFault.RESET_AFTER: "starts anew behind its answer; the reports are lost",
    TetraFault.STOLEN: "another device takes the service profile, which is announced; the reports are lost",
    TetraFault.STOLEN_QUIETLY: "the same, and nobody says so",
    TetraFault.NO_SERVICE: "AT+CTSP is refused",
    TetraFault.NO_NETWORK: "the terminal is not registered",
    TetraFault.DIRECT_MODE: "the terminal is in direct mode",
    TetraFault.WEAK_SIGNAL: "the signal is weak",
    TetraFault.SHORT_MESSAGES: "takes so many bits only",
    TetraFault.UNPLUG_MID_PDU: "the plug is out for this many seconds, before Ctrl-Z",
    TetraFault.UNPLUG_ACCEPTED: "accepted, and unplugged before the answer",
    TetraFault.DEAD: "never says anything",
    TetraFault.SLOW_BAUD: "the line takes the time of this many bits a second",
}


TETRA_FAULTS = FaultTable(
    TetraFault,
    frozenset(
        {
            TetraFault.UNPLUG_MID_PDU,
            TetraFault.UNPLUG_ACCEPTED,
            TetraFault.RESET,
            TetraFault.RESET_AFTER,
            TetraFault.STOLEN,
            TetraFault.STOLEN_QUIETLY,
        }
    ),
    {
        TetraFault.CME_ERROR: 35.0,
        TetraFault.REPORT: 90.0,
        TetraFault.GARBLED: 2.0,
        TetraFault.GARBLED_START: 2.0,
        TetraFault.SHORT_MESSAGES: 400.0,
        TetraFault.UNPLUG_MID_PDU: 1.0,
        TetraFault.UNPLUG_ACCEPTED: 1.0,
        TetraFault.SLOW_BAUD: 9600.0,
    },
    words=_WORDS,
)


class FaultBook:
    """The faults of one simulation, asked by the number of a message."""

    def __init__(self, rules: Sequence[FaultRule]) -> None:
        self._rules = tuple(rules)

    def has(self, fault: TetraFault) -> bool:
        """Tell whether a fault of the terminal as a whole is there."""
        return any(rule.fault == fault for rule in self._rules)

    def rule(self, fault: TetraFault, number: int) -> FaultRule | None:
        """Return the rule that strikes a message."""
        return next((rule for rule in self._rules if rule.fault == fault and rule.strikes(number)), None)

    def strikes(self, fault: TetraFault, number: int) -> bool:
        """Tell whether a fault strikes a message."""
        return self.rule(fault, number) is not None

    def value(self, fault: TetraFault, number: int) -> float:
        """Return the value of the fault that strikes a message, or 0."""
        rule = self.rule(fault, number)
        return 0.0 if rule is None else rule.value or 0.0
