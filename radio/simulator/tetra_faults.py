"""Named faults of a simulated TETRA terminal and its network. WHEN counts the messages given to it, from 1."""

from collections.abc import Sequence
from enum import StrEnum

from radio.simulator.faults import FaultRule, FaultTable


class TetraFault(StrEnum):
    """What can go wrong on the far side."""

    SILENT = "silent"  # the message is swallowed: not accepted, not answered
    LOST_ANSWER = "lost-answer"  # accepted and delivered, but the answer never arrives; no report either
    LOST_INSTANCE = "lost-instance"  # accepted and delivered; OK without +CMGS; no report either
    LOST_OK = "lost-ok"  # accepted; +CMGS without OK
    PROVEN_SILENCE = "proven-silence"  # accepted, the answer never arrives, and the recipient reports
    CME_ERROR = "cme-error"  # refused with this code
    PLAIN_ERROR = "plain-error"
    AIR_FAILED = "air-failed"  # accepted; then +CMGS: instance,5
    NO_AIR_RESULT = "no-air-result"
    EARLY_AIR_RESULT = "early-air-result"  # +CMGS: instance,4 stands before its +CMGS
    NO_REPORT = "no-report"
    REPORT = "report"  # this delivery status (decimal); from 32 on nothing is shown
    STORED_FIRST = "stored-first"  # stored by the network, then received
    CONSUMED_FIRST = "consumed-first"  # read, and then reported as received
    EARLY_REPORT = "early-report"  # the report stands before its +CMGS
    FOREIGN_REPORT = "foreign-report"  # reports of another recipient and of a message that was never sent
    SHORT_REPORT = "short-report"  # reports come as statuses
    ACK_WANTED = "ack-wanted"  # reports ask for an acknowledgement
    LOST_PDU = "lost-pdu"  # a report's header without the line behind it; the true one never comes
    UNASKED = "unasked"  # other lines between every command and its answer
    DOUBLED_ENDS = "doubled-ends"  # every CR LF comes twice
    NO_PROMPT = "no-prompt"
    ECHO = "echo"  # ATE0 is answered OK and changes nothing
    NOISE = "noise"  # octets of nothing around every answer
    GARBLED = "garbled"  # something stands in the line: +CME ERROR: 35, so many times, before the message
    GARBLED_START = "garbled-start"  # the same with the first commands of all
    NO_PRIORITY = "no-priority"  # AT+CTSDS with a priority is refused
    RESET = "reset"  # starts anew when the message arrives: it is lost, and every setting too
    RESET_AFTER = "reset-after"  # starts anew behind its answer; the reports are lost
    STOLEN = "stolen"  # another device takes the service profile, which is announced; the reports are lost
    STOLEN_QUIETLY = "stolen-quietly"  # the same, and nobody says so
    NO_SERVICE = "no-service"  # AT+CTSP is refused
    NO_NETWORK = "no-network"
    DIRECT_MODE = "direct-mode"
    WEAK_SIGNAL = "weak-signal"
    SHORT_MESSAGES = "short-messages"  # takes so many bits only
    UNPLUG_MID_PDU = "unplug-mid-pdu"  # the plug is out for this many seconds, before Ctrl-Z
    UNPLUG_ACCEPTED = "unplug-accepted"  # accepted, and unplugged before the answer
    DEAD = "dead"  # never says anything
    SLOW_BAUD = "slow-baud"


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
