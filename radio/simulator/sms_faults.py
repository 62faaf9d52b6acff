"""Named faults of a simulated modem and its network. WHEN counts the messages given to the modem, from 1."""

from enum import StrEnum

from radio.simulator.faults import FaultTable


class SmsFault(StrEnum):
    """What can go wrong on the far side."""

    SILENT = "silent"  # the message is swallowed: not accepted, not answered
    LOST_ANSWER = "lost-answer"  # accepted and delivered, but the answer never arrives
    LOST_REFERENCE = "lost-reference"  # accepted and delivered; OK without +CMGS
    LOST_OK = "lost-ok"  # accepted; +CMGS without OK
    LOST_PROMPT = "lost-prompt"  # the modem waits for the message and does not say so
    CMS_ERROR = "cms-error"  # refused with this code
    CME_ERROR = "cme-error"
    PLAIN_ERROR = "plain-error"
    EARLY_REPORT = "early-report"  # the report stands before its +CMGS
    NO_REPORT = "no-report"
    REPORT = "report"  # the report says this TP-ST (decimal); from 32 on the phone shows nothing
    FORWARDED_THEN = "forwarded-then"  # ST 1 first, then this one
    FOREIGN_REPORT = "foreign-report"  # reports of messages that were never sent and of another recipient
    BROKEN_REPORT = "broken-report"  # a report cut short on the line; the true one never comes
    STORED_REPORTS = "stored-reports"  # AT+CNMI takes ds=2 only: reports are stored and announced
    UNASKED = "unasked"  # RING and the like between every command and its answer
    DOUBLED_ENDS = "doubled-ends"  # every CR LF comes twice
    ECHO = "echo"  # ATE0 is answered OK and changes nothing
    NO_PHASE2 = "no-phase2"  # AT+CSMS=1 is refused
    STORAGE_FULL = "storage-full"  # the SIM is full of old texts
    NO_SIM = "no-sim"
    SIM_PIN = "sim-pin"  # the SIM wants this PIN
    NO_NETWORK = "no-network"
    WEAK_SIGNAL = "weak-signal"
    REPLY = "reply"  # the phone answers with a text of this many characters
    UNPLUG_MID_MESSAGE = "unplug-mid-message"  # the plug is out for this many seconds, before Ctrl-Z
    UNPLUG_ACCEPTED = "unplug-accepted"  # accepted, and unplugged before the answer
    DEAD = "dead"  # never says anything
    SLOW_BAUD = "slow-baud"


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
)
