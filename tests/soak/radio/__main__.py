"""Every driver with every fault of its device, while the holder of the channels is killed: `make soak NAME=radio`.

A run is one port: a simulated device behind a real pseudo terminal, a fault (in each fourth run two) with random
moments and values, some pages. Runs are played in batches of several ports that one process holds; it is killed
(SIGKILL) up to three times a batch, by the clock or at a random place of its own way, or asked to quit, and started
again on the same store. After some seconds every device is replaced by one without faults; then each page has to come
to an end, and each line has to come back.

What is counted stands on the far side's tapes (`judge.py`). `lost`: never shown and not known as not delivered.
`doubled_unmarked`: shown again without REPEAT. `above_evidence`: a receipt that says more than the far side did.
`stuck`: a page, line or thread without an end. `denied`: REJECTED or FAILED, but taken. `foreign`: words shown that
nobody gave. `taken_back_unheard`: accepted, and refused at the end of a session that nobody could hear any more; TAP
cannot tell. `reconnect_s_max`: from the port's return, or the holder's if that came later, to UP;
pauses between tries are the product's own, and the last batch leaves its ports away for 32 to 45 s. The protocols'
timers are scaled (`kinds.py`), so a run takes seconds.

The pages are kept by a store of the campaign's own (`store.py`, SQLite, the product's rules): a room of its own for
each batch would cost 1.1 s of processor time at each start and 5 s of lease after each kill.

The last line is one JSON object. Exit 1 when a promise was broken; its seed is told, its store, tapes and traces
stay in `build/soak-radio/SEED`, and `make soak NAME=radio ARGS="--seed SEED"` plays that batch again.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measuring import machine, percentile
from tests.soak.radio.batch import play
from tests.soak.radio.judge import Verdict, judge
from tests.soak.radio.kinds import pairs
from tests.soak.radio.plan import Plan, plan

PORTS = 10
LANES = 3
KEPT = Path("build/soak-radio")
"""Where the store, the tapes and the traces of a batch that broke a promise stay, under its seed."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """How much is to be played."""

    seed: int
    runs: int
    ports: int = PORTS
    lanes: int = LANES
    long_outage: bool = False
    keep: bool = False

    @property
    def _last(self) -> int:
        return self.seed + -(-self.runs // self.ports) - 1

    def again(self, seed: int) -> str:
        """Return how the batch of a seed is played again."""
        ports = f" --ports {self.ports}" if self.ports != PORTS else ""
        outage = " --long-outage" if self.long_outage and seed == self._last else ""
        return f'make soak NAME=radio ARGS="--seed {seed}{ports}{outage}"'

    def plans(self) -> list[Plan]:
        """Return the batches, those whose ports stay away for long first, as they take longest."""
        every = [
            plan(seed, self.ports, long_outage=self.long_outage and seed == self._last)
            for seed in range(self.seed, self._last + 1)
        ]
        return sorted(every, key=lambda one: -max(run.absent_s for run in one.runs))


def run_batch(one: Plan, keep: bool = False) -> Verdict:
    """Play one batch and judge it; what broke the play itself is a finding too."""
    found = Verdict(seed=one.seed, runs=len(one.runs))
    with tempfile.TemporaryDirectory(prefix="radio-") as folder:
        try:
            with play(one, Path(folder)) as played:
                found = judge(played)
        except Exception as error:  # noqa: BLE001  # the other batches go on
            found.stuck.append(f"seed {one.seed}: {type(error).__name__}: {error}")
        if keep or found.broken():
            shutil.rmtree(KEPT / str(one.seed), ignore_errors=True)
            shutil.copytree(folder, KEPT / str(one.seed), symlinks=True)
    return found


def run_campaign(campaign: Campaign, say_progress: bool = False) -> Verdict:
    """Play all batches, several at once, and return what was found."""
    total = Verdict()
    begun = time.perf_counter()
    with ThreadPoolExecutor(max_workers=campaign.lanes) as pool:
        going: set[Future[Verdict]] = {pool.submit(run_batch, one, campaign.keep) for one in campaign.plans()}
        while going:
            done, going = wait(going, return_when=FIRST_COMPLETED)
            for future in done:
                found = future.result()
                total.add(found)
                for words in found.broken():
                    print(words, file=sys.stderr, flush=True)
                if found.broken():
                    print(f"again: {campaign.again(found.seed)}", file=sys.stderr, flush=True)
            if say_progress:
                broken, seconds = len(total.broken()), time.perf_counter() - begun
                print(f"{total.runs} runs, {broken} broken, {seconds:.0f} s", file=sys.stderr, flush=True)
    return total


def figures(campaign: Campaign, found: Verdict, seconds: float) -> dict[str, object]:
    """Return the figures by name."""
    names = ("lost", "doubled_unmarked", "above_evidence", "stuck", "denied", "foreign")
    back = [seconds for seconds, _ in found.reconnects]
    return {
        "soak": "radio", "seed": campaign.seed, "runs": found.runs,
        **{name: len(getattr(found, name)) for name in names},
        "reconnect_s_max": round(max(back), 2) if back else None,
        "reconnect_s_p50": round(percentile(back, 0.5), 2) if back else None, "reconnect_samples": len(back),
        "reconnect_longest": max(found.reconnects)[1] if back else "",
        "pages": found.pages, "attempts": found.attempts, "repeats": found.repeats, "shown": found.shown,
        "kills": found.kills, "killed_at": dict(sorted(found.deaths.items())),
        "caught_on_the_line": found.caught, "taken_back_unheard": found.unheard,
        "faults": len(found.strikes), "faults_known": len(pairs()),
        "runs_per_fault_min": min(found.strikes.values(), default=0),
        "seconds": round(seconds, 1), "machine": machine(),
    }  # fmt: skip


def main(argv: Sequence[str]) -> int:
    """Play and say how it went."""
    parser = argparse.ArgumentParser(prog="make soak NAME=radio", description=__doc__)
    parser.add_argument("--runs", type=int, default=None, help="ports played, in all (1000; with --seed one batch)")
    parser.add_argument("--seed", type=int, default=None, help="of the first batch; the others follow")
    parser.add_argument("--ports", type=int, default=PORTS, help="at once, held by one process; part of what a seed is")
    parser.add_argument("--lanes", type=int, default=LANES, help="batches at once")
    parser.add_argument("--long-outage", action="store_true", help="the last batch's ports stay away for long")
    parser.add_argument("--keep", action="store_true", help="keep every batch's store, tapes and traces")
    given = parser.parse_args(argv)
    runs: int = given.runs or (1_000 if given.seed is None else given.ports)
    seed: int = int(time.time()) % 1_000_000 if given.seed is None else given.seed
    campaign = Campaign(seed, runs, given.ports, given.lanes, given.long_outage or given.seed is None, given.keep)
    begun = time.perf_counter()
    found = run_campaign(campaign, say_progress=True)
    print(json.dumps(figures(campaign, found, time.perf_counter() - begun)), flush=True)
    return 1 if found.broken() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
