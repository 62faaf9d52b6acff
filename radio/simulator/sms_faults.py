"""Named faults of a simulated modem and its network. WHEN counts the messages given to the modem, from 1."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from radio.simulator.faults import FaultRule, FaultTable


class SmsFault(StrEnum):
    """What can go wrong on the far side."""

    SILENT = "silent"
    LOST_ANSWER = "lost-answer"
    LOST_REFERENCE = "lost-reference"
    LOST_OK = "lost-ok"
    LOST_PROMPT = "lost-prompt"
    CMS_ERROR = "cms-error"
    CME_ERROR = "cme-error"
    PLAIN_ERROR = "plain-error"
    EARLY_REPORT = "early-report"
    NO_REPORT = "no-report"
    REPORT = "report"
    FORWARDED_THEN = "forwarded-then"
    FOREIGN_REPORT = "foreign-report"
    BROKEN_REPORT = "broken-report"
    STORED_REPORTS = "stored-reports"
    UNASKED = "unasked"
    DOUBLED_ENDS = "doubled-ends"
    ECHO = "echo"
    NO_PHASE2 = "no-phase2"
    STORAGE_FULL = "storage-full"
    NO_SIM = "no-sim"
    SIM_PIN = "sim-pin"
    NO_NETWORK = "no-network"
    WEAK_SIGNAL = "weak-signal"
    REPLY = "reply"
    UNPLUG_MID_MESSAGE = "unplug-mid-message"
    UNPLUG_ACCEPTED = "unplug-accepted"
    DEAD = "dead"
    SLOW_BAUD = "slow-baud"


_WORDS: Mapping[str, str] = {
    SmsFault.SILENT: "the message is swallowed: not accepted, not answered",
    SmsFault.LOST_ANSWER: "accepted and delivered, but the answer never arrives",
    SmsFault.LOST_REFERENCE: "accepted and delivered; OK without +CMGS",
    SmsFault.LOST_OK: "accepted; +CMGS without OK",
    SmsFault.LOST_PROMPT: "the modem waits for the message and does not say so",
    SmsFault.CMS_ERROR: "refused with this code",
    SmsFault.CME_ERROR: "refused with this code of the modem",
    SmsFault.PLAIN_ERROR: "refused with ERROR and no code",
    SmsFault.EARLY_REPORT: "the report stands before its +CMGS",
    SmsFault.NO_REPORT: "the report never comes",
    SmsFault.REPORT: "the report says this TP-ST (decimal); from 32 on the phone shows nothing",
    SmsFault.FORWARDED_THEN: "ST 1 first, then this one",
    SmsFault.FOREIGN_REPORT: "reports of messages that were never sent and of another recipient",
    SmsFault.BROKEN_REPORT: "a report cut short on the line; the true one never comes",
    SmsFault.STORED_REPORTS: "AT+CNMI takes ds=2 only: reports are stored and announced",
    SmsFault.UNASKED: "RING and the like between every command and its answer",
    SmsFault.DOUBLED_ENDS: "every CR LF comes twice",
    SmsFault.ECHO: "ATE0 is answered OK and changes nothing",
    SmsFault.NO_PHASE2: "AT+CSMS=1 is refused",
    SmsFault.STORAGE_FULL: "the SIM is full of old texts",
    SmsFault.NO_SIM: "there is no SIM",
    SmsFault.SIM_PIN: "the SIM wants this PIN",
    SmsFault.NO_NETWORK: "the modem is not registered",
    SmsFault.WEAK_SIGNAL: "AT+CSQ says -107 dBm",
    SmsFault.REPLY: "the phone answers with a text of this many characters",
    SmsFault.UNPLUG_MID_MESSAGE: "the plug is out for this many seconds, before Ctrl-Z",
    SmsFault.UNPLUG_ACCEPTED: "accepted, and unplugged before the answer",
    SmsFault.DEAD: "never says anything",
    SmsFault.SLOW_BAUD: "the line takes the time of this many bits a second",
}


SMS_FAULTS = FaultTable(
    SmsFault,
    frozenset({SmsFault.UNPLUG_MID_MESSAGE, SmsFault.UNPLUG_ACCEPTED, SmsFault.LOST_PROMPT}),
    {
        SmsFault.CMS_ERROR: 42.0,
        SmsFault.CME_ERROR: 30.0,
        SmsFault.REPORT: 70.0,
        SmsFault.FORWARDED_THEN: 70.0,
        SmsFault.SIM_PIN: 1234.0,
        SmsFault.REPLY: 10.0,
        SmsFault.UNPLUG_MID_MESSAGE: 1.0,
        SmsFault.UNPLUG_ACCEPTED: 1.0,
        SmsFault.SLOW_BAUD: 9600.0,
    },
    words=_WORDS,
)


class SmsTroubles:
    """The faults of one modem, and the message that they strike."""

    def __init__(self, rules: Sequence[FaultRule]) -> None:
        self._rules = tuple(rules)
        self.messages = 0  # given to the modem

    def has(self, fault: SmsFault) -> bool:
        """Tell whether a fault of the modem as a whole is there."""
        return any(rule.fault == fault for rule in self._rules)

    def of_next(self, fault: SmsFault) -> FaultRule | None:
        """Return the rule that strikes the message that is about to be given."""
        return self.of(fault, self.messages + 1)

    def of_last(self, fault: SmsFault) -> FaultRule | None:
        """Return the rule that strikes the message that was given last."""
        return self.of(fault, self.messages)

    def of(self, fault: SmsFault, number: int) -> FaultRule | None:
        """Return the rule that strikes a message."""
        return next((rule for rule in self._rules if rule.fault == fault and rule.strikes(number)), None)

    def forgive(self, fault: SmsFault) -> None:
        """Let a fault that strikes one message be over; one without an end goes on."""
        self._rules = tuple(rule for rule in self._rules if rule.fault != fault or rule.last is None)
