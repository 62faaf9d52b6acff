"""Judges a batch by what the far side's tapes hold, not by what the gateway believes.

A *copy* is one entry of a tape that was not taken back: what a recipient's device would show.
"""

from collections import Counter
from dataclasses import dataclass, field

from radio.message import ReceiptKind
from radio.simulator.tape import read_tape
from tests.soak.radio.batch import Played, Port
from tests.soak.radio.kinds import RISES
from tests.soak.radio.plan import PlannedPage
from tests.soak.radio.store import REPEAT_MARK, Attempt, Store, StoredReceipt

# Nothing of the same session comes later, at the rates and timers of this campaign.
SESSION_END_S = 5.0
BACK_S = 30.0
NOT_TAKEN = frozenset({"rejected", "failed"})
KNOWN_ENDS = frozenset({"rejected", "failed", "uncertain", "retracted"})


@dataclass(slots=True)
class Verdict:
    """What was found, each with words that name the run."""

    lost: list[str] = field(default_factory=list[str])
    doubled_unmarked: list[str] = field(default_factory=list[str])
    above_evidence: list[str] = field(default_factory=list[str])
    denied: list[str] = field(default_factory=list[str])  # REJECTED or FAILED, but taken
    foreign: list[str] = field(default_factory=list[str])  # shown, but nobody gave these words
    stuck: list[str] = field(default_factory=list[str])
    reconnects: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    unheard: int = 0  # accepted, and taken back while the line or the holder was away
    seed: int = 0
    runs: int = 0
    pages: int = 0
    shown: int = 0
    attempts: int = 0
    repeats: int = 0
    kills: int = 0
    caught: int = 0  # attempts that were on a line when the holder died
    strikes: Counter[str] = field(default_factory=Counter[str])
    deaths: Counter[str] = field(default_factory=Counter[str])

    def add(self, other: "Verdict") -> None:
        """Take another batch's findings in."""
        for name in ("lost", "doubled_unmarked", "above_evidence", "denied", "foreign", "stuck", "reconnects"):
            getattr(self, name).extend(getattr(other, name))
        for name in ("runs", "pages", "shown", "attempts", "repeats", "kills", "caught", "unheard"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.strikes.update(other.strikes)
        self.deaths.update(other.deaths)

    def broken(self) -> list[str]:
        """Return what broke a promise, in words."""
        names = ("lost", "doubled_unmarked", "above_evidence", "denied", "foreign", "stuck")
        late = [f"back after {seconds:.1f} s: {words}" for seconds, words in self.reconnects if seconds > BACK_S]
        return [f"{name}: {words}" for name in names for words in getattr(self, name)] + late


def judge(played: Played) -> Verdict:
    """Return the verdict on a batch."""
    verdict = Verdict(seed=played.plan.seed, runs=len(played.ports), kills=len(played.deaths))
    verdict.deaths.update(where for _, where in played.deaths)
    if played.stuck_thread:
        verdict.stuck.append(f"seed {played.plan.seed}: the holder did not close its channels")
    for port in played.ports:
        _RunJudge(played, port, verdict).judge()
    return verdict


class _RunJudge:
    def __init__(self, played: Played, port: Port, verdict: Verdict) -> None:
        store: Store = played.store
        self._played = played
        self._port = port
        self._verdict = verdict
        self._attempts: list[Attempt] = store.attempts(port.run.name)
        self._receipts: list[StoredReceipt] = store.receipts(port.run.name)
        self._healths = store.healths(port.run.name)
        entries = read_tape(port.tape)
        self._taken = Counter(entry.text for entry in entries)
        self._read = Counter(entry.text for entry in entries if entry.read)
        self._copies = [entry.text for entry in entries if not entry.retracted]

    def judge(self) -> None:
        verdict, run = self._verdict, self._port.run
        verdict.pages += len(run.pages)
        verdict.shown += len(self._copies)
        verdict.attempts += len(self._attempts)
        verdict.repeats += sum(attempt.marked for attempt in self._attempts)
        verdict.caught += sum(attempt.at_death for attempt in self._attempts)
        verdict.strikes[f"{run.kind.driver} {run.fault_names[0]}"] += 1
        for page in run.pages:
            self._judge_page(page)
        self._judge_receipts()
        known = {text for page in run.pages for text in (page.text, REPEAT_MARK + page.text)}
        verdict.foreign += [self._words(f"{text!r} was shown") for text in self._copies if text not in known]
        self._judge_line()

    def _words(self, what: str) -> str:
        return f"seed {self._played.plan.seed}, {self._port.run}: {what}"

    def _judge_page(self, page: PlannedPage) -> None:
        verdict = self._verdict
        mine = [attempt for attempt in self._attempts if attempt.message == page.message]
        copies = [text for text in self._copies if text in (page.text, REPEAT_MARK + page.text)]
        if not mine or mine[-1].state in ("waiting", "claimed"):
            verdict.stuck.append(self._words(f"{page.message} is {mine[-1].state if mine else 'unknown'}"))
            return
        states = [attempt.state for attempt in mine]
        if not copies and self._taken_back_unheard(mine):
            verdict.unheard += 1
        elif not copies and mine[-1].state not in KNOWN_ENDS and not self._may_be_unshown():
            verdict.lost.append(self._words(f"{page.message} {states} was never shown"))
        for text in {attempt.text for attempt in mine if self._taken[attempt.text]}:
            if all(attempt.state in NOT_TAKEN for attempt in mine if attempt.text == text):
                verdict.denied.append(self._words(f"{page.message} {states}: {text!r} was taken"))
        unmarked = sum(text == page.text for text in copies[1:])
        if unmarked and not self._says_doubled(mine):
            verdict.doubled_unmarked.append(self._words(f"{page.message} {states} was shown as {copies}"))

    def _says_doubled(self, mine: list[Attempt]) -> bool:
        """A profile that resends on silence has its receipt say so, or the page ends UNCERTAIN with its holder."""
        asked = bool(self._port.run.profile.get("resend_on_silence", False))
        return asked and any(attempt.doubled or attempt.at_death for attempt in mine)

    def _taken_back_unheard(self, mine: list[Attempt]) -> bool:
        """Tell whether the terminal took the page back at the end of its session when nobody could hear it say so."""
        last = mine[-1]
        if last.state != "accepted" or last.ended_at is None or not self._taken[last.text]:
            return False
        cuts = [*self._port.gone_at, *(at for at, _ in self._played.deaths)]
        return any(0.0 <= cut - last.ended_at <= SESSION_END_S for cut in cuts)

    def _may_be_unshown(self) -> bool:
        run = self._port.run
        return any(name in run.kind.takes_unshown for name in run.fault_names)

    def _judge_receipts(self) -> None:
        texts = {attempt.id: attempt.text for attempt in self._attempts}
        told = Counter((texts[r.attempt], r.kind) for r in self._receipts if r.kind in {*RISES, ReceiptKind.ACCEPTED})
        for (text, kind), count in told.items():
            # The network says "accepted" and "forwarded" of what no phone ever shows; DELIVERED it may not say.
            unshown_is_fine = kind in (ReceiptKind.ACCEPTED, ReceiptKind.ON_AIR) and self._may_be_unshown()
            if count > self._taken[text] and not unshown_is_fine:
                what = f"{kind} told {count} times of {text!r}, taken {self._taken[text]} times"
                self._verdict.above_evidence.append(self._words(what))
            if kind is ReceiptKind.READ and self._port.run.kind.tape_tells_read and count > self._read[text]:
                what = f"{kind} told {count} times of {text!r}, looked at {self._read[text]} times"
                self._verdict.above_evidence.append(self._words(what))
        run = self._port.run
        if any(fault.partition("@")[0] in run.kind.tells_nothing and fault.endswith("@all") for fault in run.faults):
            before = self._port.gone_at[0] if self._port.gone_at else 0.0
            for receipt in self._receipts:
                if receipt.kind in run.kind.reported and receipt.at < before:
                    self._verdict.above_evidence.append(self._words(f"{receipt.kind} of {receipt.attempt}: no report"))

    def _judge_line(self) -> None:
        """Count from the instant the port is back, or the holder if that came later, to UP."""
        ups = [at for state, at, _ in self._healths if state == "up"]
        disturbed = sorted([*self._port.gone_at, *self._played.starts])
        for back in self._port.back_at:
            nothing_before = min((at for at in disturbed if at > back), default=float("inf"))
            up = next((at for at in ups if at >= back), None)
            if up is not None and up < nothing_before:
                self._verdict.reconnects.append((up - back, self._words("the port was back")))
        last = max([*self._port.back_at[-1:], *self._played.starts[-1:]], default=0.0)
        up = next((at for at in ups if at >= last), None)
        if self._port.mended_at is None or up is None:
            state = self._healths[-1] if self._healths else ("unknown", 0.0, "")
            self._verdict.stuck.append(self._words(f"the line did not come back: {state[0]}, {state[2]}"))
        else:
            self._verdict.reconnects.append((up - last, self._words("mended, or held again")))
