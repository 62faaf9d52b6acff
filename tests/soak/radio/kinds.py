"""Every driver of the campaign with its simulated device, its faults and a profile whose timers are scaled to seconds.

One entry a driver. A fault is written as the simulator reads it; each has the values and the moments it may strike.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from radio.message import ReceiptKind
from radio.simulator.faults import Fault
from radio.simulator.sms_faults import SmsFault
from radio.simulator.tetra_faults import TetraFault

Settings = Mapping[str, str | int | float | bool]
Values = tuple[float, ...] | Callable[[Random], float] | None

ONE = ("1", "2", "3")
SOME = ("1", "1", "2", "1-2", "2-", "every-2", "every-3", "all")
ALL = ("all",)
RISES = frozenset({ReceiptKind.ON_AIR, ReceiptKind.DELIVERED, ReceiptKind.READ})


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """A fault of a device: its values and its moments."""

    name: StrEnum
    values: Values = None
    whens: tuple[str, ...] = SOME

    def written(self, dice: Random) -> str:
        """Return it as the simulator reads it."""
        value = self.values(dice) if callable(self.values) else dice.choice(self.values) if self.values else None
        words = "" if value is None else f"={value:.3g}" if value < 1 else f"={value:.4g}"
        return f"{self.name.value}{words}@{dice.choice(self.whens)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """A device that behaves in one of its usual ways, and the profile that fits it. `faulty`: options until mended."""

    options: tuple[str, ...] = ()
    faulty: tuple[str, ...] = ()
    profile: Settings = field(default_factory=dict[str, str | int | float | bool])


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One driver and all that its device can do to it."""

    driver: str
    profile: Settings
    strikes: tuple[Strike, ...]
    addresses: tuple[str, ...]
    longest: int  # characters of a text, without the REPEAT mark
    bauds: tuple[int | None, ...]
    manners: tuple[Manner, ...] = (Manner(),)
    unplugs: frozenset[str] = frozenset()  # the port goes, and comes back with nothing else wrong
    takes_unshown: frozenset[str] = frozenset()  # the network takes it and no phone shows it
    tells_nothing: frozenset[str] = frozenset()  # no report is ever made of what it strikes
    reported: frozenset[ReceiptKind] = RISES  # what only a report can say
    tape_tells_read: bool = False  # the tape says which texts somebody looked at


def _span(low: float, high: float) -> Callable[[Random], float]:
    return lambda dice: round(dice.uniform(low, high), 2)


OUT_S = _span(0.1, 1.5)

TAP = Kind(
    driver="tap",
    profile={
        "cr_interval_s": 0.5, "cr_tries": 3, "logon_reply_s": 0.8, "go_ahead_s": 0.8, "block_reply_s": 0.8,
        "end_reply_s": 0.3, "next_block_s": 0.4, "probe_interval_s": 2.0,
    },
    strikes=(
        Strike(name=Fault.NAK_ONCE),
        Strike(name=Fault.NAK),
        Strike(name=Fault.SILENT),
        Strike(name=Fault.LOST_ACK),
        Strike(name=Fault.RS_CODE, values=(501, 507, 511, 512, 513, 514, 516, 112, 113, 111)),
        Strike(name=Fault.HANG_UP, values=(501, 503, 506, 511, 512, 514, 516)),
        Strike(name=Fault.ACK_CODE, values=(211, 212, 213, 214, 512)),
        Strike(name=Fault.LATE_RS, values=(511, 512, 516)),
        Strike(name=Fault.GARBAGE),
        Strike(name=Fault.UNPLUG_MID_BLOCK, values=OUT_S),
        Strike(name=Fault.UNPLUG_ACCEPTED, values=OUT_S),
        Strike(name=Fault.UNPLUG_LOGON, values=OUT_S, whens=ONE),
        Strike(name=Fault.SILENT_LOGON, whens=(*ONE, "1-3", "every-2")),
        Strike(name=Fault.DEAD, whens=ALL),
        Strike(name=Fault.SLOW_BAUD, values=(600, 1200, 2400), whens=ALL),
    ),
    addresses=("123456", "7654321"),
    longest=220,
    bauds=(None, 1200, 2400, 9600),
    manners=(
        Manner(), Manner(), Manner(), Manner(profile={"resend_on_silence": True}),
        Manner(profile={"max_info_chars": 60}), Manner(profile={"pages_per_session": 2}),
    ),
    unplugs=frozenset({Fault.UNPLUG_MID_BLOCK, Fault.UNPLUG_ACCEPTED, Fault.UNPLUG_LOGON}),
)  # fmt: skip

ESPA = Kind(
    driver="espa",
    profile={
        "poll_interval_s": 0.1, "poll_reply_s": 0.3, "link_dead_s": 1.0, "pause_s": 0.02, "select_gap_s": 0.02,
        "select_reply_s": 0.4, "block_reply_s": 0.8, "retry_pause_s": 0.1, "message_wait_s": 0.8, "grant_s": 3.0,
    },
    strikes=(
        Strike(name=Fault.NAK_ONCE, values=(0, 1, 2, 3, 7)),
        Strike(name=Fault.NAK, values=(0, 1, 2, 3, 7)),
        Strike(name=Fault.SILENT),
        Strike(name=Fault.LOST_ACK),
        Strike(name=Fault.GARBAGE),
        Strike(name=Fault.UNPLUG_MID_BLOCK, values=OUT_S),
        Strike(name=Fault.UNPLUG_ACCEPTED, values=OUT_S),
        Strike(name=Fault.BUSY),
        Strike(name=Fault.LATE_ACK, values=_span(0.1, 0.7)),
        Strike(name=Fault.EOT_BEHIND),
        Strike(name=Fault.BAD_BCC),
        Strike(name=Fault.ECHO, whens=ALL),
        Strike(name=Fault.DEAD, whens=ALL),
        Strike(name=Fault.SLOW_BAUD, values=(600, 1200, 2400), whens=ALL),
    ),
    addresses=("550", "551"),
    longest=118,
    bauds=(None, 1200, 2400, 9600),
    manners=(
        Manner(), Manner(), Manner(options=("--status", "3"), profile={"tells_status": True}),
        Manner(options=("--status", "3"), faulty=("--status", "4"), profile={"tells_status": True}),
        Manner(options=("--control",), profile={"role": "polled", "link_dead_s": 3.5}),
        Manner(options=("--bare",), profile={"no_select": True}),
        Manner(profile={"pages_per_select": 3}),
        Manner(profile={"resend_on_silence": True}),
    ),
    unplugs=frozenset({Fault.UNPLUG_MID_BLOCK, Fault.UNPLUG_ACCEPTED}),
)  # fmt: skip

SMS = Kind(
    driver="sms",
    profile={
        "settle_s": 0.05, "sync_s": 0.4, "sync_tries": 2, "command_s": 1.0, "prompt_s": 0.4, "submit_s": 0.8,
        "trailing_ok_s": 0.2, "probe_interval_s": 2.0,
    },
    strikes=(
        Strike(name=SmsFault.SILENT),
        Strike(name=SmsFault.LOST_ANSWER),
        Strike(name=SmsFault.LOST_REFERENCE),
        Strike(name=SmsFault.LOST_OK),
        Strike(name=SmsFault.LOST_PROMPT, whens=("1", "2", "all")),
        Strike(name=SmsFault.CMS_ERROR, values=(8, 21, 27, 38, 41, 42, 47, 304, 314, 322, 331, 332, 500)),
        Strike(name=SmsFault.CME_ERROR, values=(3, 30, 100)),
        Strike(name=SmsFault.PLAIN_ERROR),
        Strike(name=SmsFault.EARLY_REPORT),
        Strike(name=SmsFault.NO_REPORT),
        Strike(name=SmsFault.REPORT, values=(0, 1, 2, 32, 48, 64, 70, 96)),
        Strike(name=SmsFault.FORWARDED_THEN, values=(0, 32, 70)),
        Strike(name=SmsFault.FOREIGN_REPORT),
        Strike(name=SmsFault.BROKEN_REPORT),
        Strike(name=SmsFault.STORED_REPORTS, whens=ALL),
        Strike(name=SmsFault.UNASKED),
        Strike(name=SmsFault.DOUBLED_ENDS, whens=ALL),
        Strike(name=SmsFault.ECHO, whens=ALL),
        Strike(name=SmsFault.NO_PHASE2, whens=ALL),
        Strike(name=SmsFault.STORAGE_FULL, whens=ALL),
        Strike(name=SmsFault.NO_SIM, whens=ALL),
        Strike(name=SmsFault.SIM_PIN, values=(1234,), whens=ALL),
        Strike(name=SmsFault.NO_NETWORK, whens=ALL),
        Strike(name=SmsFault.WEAK_SIGNAL, whens=ALL),
        Strike(name=SmsFault.REPLY, values=(5, 200, 400)),
        Strike(name=SmsFault.UNPLUG_MID_MESSAGE, values=OUT_S),
        Strike(name=SmsFault.UNPLUG_ACCEPTED, values=OUT_S),
        Strike(name=SmsFault.DEAD, whens=ALL),
        Strike(name=SmsFault.SLOW_BAUD, values=(4800, 9600), whens=ALL),
    ),
    addresses=("+491701234567", "+491607654321"),
    longest=280,
    bauds=(None, 9600, 19200),
    manners=(Manner(), Manner(), Manner(profile={"status_report": False})),
    unplugs=frozenset({SmsFault.UNPLUG_MID_MESSAGE, SmsFault.UNPLUG_ACCEPTED}),
    takes_unshown=frozenset({SmsFault.REPORT, SmsFault.FORWARDED_THEN}),
    tells_nothing=frozenset({SmsFault.NO_REPORT, SmsFault.BROKEN_REPORT}),
)  # fmt: skip

TETRA = Kind(
    driver="tetra",
    profile={
        "settle_s": 0.05, "sync_s": 0.4, "sync_tries": 3, "command_s": 1.0, "prompt_s": 0.1, "submit_s": 0.8,
        "trailing_ok_s": 0.2, "probe_interval_s": 1.0, "network_interval_s": 2.0,
    },
    strikes=(
        Strike(name=TetraFault.SILENT),
        Strike(name=TetraFault.LOST_ANSWER),
        Strike(name=TetraFault.LOST_INSTANCE),
        Strike(name=TetraFault.LOST_OK),
        Strike(name=TetraFault.PROVEN_SILENCE),
        Strike(name=TetraFault.CME_ERROR, values=(0, 1, 2, 3, 4, 30, 33, 34, 35, 99)),
        Strike(name=TetraFault.PLAIN_ERROR),
        Strike(name=TetraFault.AIR_FAILED),
        Strike(name=TetraFault.NO_AIR_RESULT),
        Strike(name=TetraFault.EARLY_AIR_RESULT),
        Strike(name=TetraFault.NO_REPORT),
        Strike(name=TetraFault.REPORT, values=(0, 2, 4, 5, 6, 7, 32, 33, 64, 72, 73, 75, 82, 90, 96, 160)),
        Strike(name=TetraFault.STORED_FIRST),
        Strike(name=TetraFault.CONSUMED_FIRST),
        Strike(name=TetraFault.EARLY_REPORT),
        Strike(name=TetraFault.FOREIGN_REPORT),
        Strike(name=TetraFault.SHORT_REPORT),
        Strike(name=TetraFault.ACK_WANTED),
        Strike(name=TetraFault.LOST_PDU),
        Strike(name=TetraFault.UNASKED),
        Strike(name=TetraFault.DOUBLED_ENDS, whens=ALL),
        Strike(name=TetraFault.NO_PROMPT, whens=ALL),
        Strike(name=TetraFault.ECHO, whens=ALL),
        Strike(name=TetraFault.NOISE, whens=ALL),
        Strike(name=TetraFault.GARBLED, values=(1, 2, 5, 9)),
        Strike(name=TetraFault.GARBLED_START, values=(1, 2, 5, 12), whens=ALL),
        Strike(name=TetraFault.NO_PRIORITY, whens=ALL),
        Strike(name=TetraFault.RESET),
        Strike(name=TetraFault.RESET_AFTER),
        Strike(name=TetraFault.STOLEN),
        Strike(name=TetraFault.STOLEN_QUIETLY),
        Strike(name=TetraFault.NO_SERVICE, whens=ALL),
        Strike(name=TetraFault.NO_NETWORK, whens=ALL),
        Strike(name=TetraFault.DIRECT_MODE, whens=ALL),
        Strike(name=TetraFault.WEAK_SIGNAL, whens=ALL),
        Strike(name=TetraFault.SHORT_MESSAGES, values=(160, 240, 400, 800), whens=ALL),
        Strike(name=TetraFault.UNPLUG_MID_PDU, values=OUT_S),
        Strike(name=TetraFault.UNPLUG_ACCEPTED, values=OUT_S),
        Strike(name=TetraFault.DEAD, whens=ALL),
        Strike(name=TetraFault.SLOW_BAUD, values=(4800, 9600), whens=ALL),
    ),
    addresses=("1234567", "262-1001-7000001", "262-1002-7000002"),  # own network twice, and another
    longest=470,
    bauds=(None, 9600, 38400, 115200),
    manners=(
        Manner(), Manner(options=("--consume-after", "0.1")), Manner(options=("--consume-after", "0.6")),
        Manner(options=("--consume-after", "2")),
        Manner(options=("--consume-after", "0.3"), profile={"reports": "consumed"}),
        Manner(options=("--consume-after", "0.3"), profile={"short_reports": True, "immediate": "p1"}),
        Manner(options=("--consume-after", "0.3"), profile={"max_bits": 400}), Manner(profile={"reports": "none"}),
    ),
    unplugs=frozenset({TetraFault.UNPLUG_MID_PDU, TetraFault.UNPLUG_ACCEPTED}),
    takes_unshown=frozenset({TetraFault.REPORT, TetraFault.AIR_FAILED}),
    tells_nothing=frozenset(
        {
            TetraFault.NO_REPORT, TetraFault.LOST_ANSWER, TetraFault.LOST_INSTANCE, TetraFault.AIR_FAILED,
            TetraFault.LOST_PDU, TetraFault.NO_SERVICE,
        }
    ),
    reported=frozenset({ReceiptKind.DELIVERED, ReceiptKind.READ}),  # ON_AIR is the terminal's own word
    tape_tells_read=True,
)  # fmt: skip

KINDS = (TAP, ESPA, SMS, TETRA)


def pairs() -> list[tuple[Kind, Strike]]:
    """Return every driver with every fault of its device, in an order that mixes the drivers."""
    every = [(kind, strike) for kind in KINDS for strike in kind.strikes]
    Random(4).shuffle(every)  # always the same order: a seed names the same campaign tomorrow
    return every
