"""Any commands, faults, clocks and crashes, for as long as one likes: `make soak NAME=room RUNS=200`.

Each run is a room of its own with thirty random steps, never the same twice; what must hold is checked after each step,
and the auditor looks at the end of each run. The last line is one JSON object. Exit 1, with the story that
broke a promise, when one was broken.
"""

import argparse
import json
import sys
from time import perf_counter

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.property.dispatcher.test_room_machine import STEPS, RoomMachine

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def main() -> int:
    """Run, and say how much."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    runs: int = parser.parse_args().runs
    started = perf_counter()
    wanted = settings(
        max_examples=runs, stateful_step_count=STEPS, deadline=None, derandomize=False, database=None,
        suppress_health_check=_SLOW, phases=(Phase.generate,), print_blob=False,
    )  # fmt: skip
    RoomMachine.checked = 0
    broken = ""
    try:
        run_state_machine_as_test(RoomMachine, settings=wanted)
    except AssertionError as error:
        broken = str(error).strip().splitlines()[0] if str(error).strip() else "a promise was broken"
        notes = "\n".join(getattr(error, "__notes__", ()))
        print(notes, file=sys.stderr)
    print(
        json.dumps({
            "runs": runs, "steps_checked": RoomMachine.checked, "broken": int(bool(broken)), "first": broken,
            "seconds": round(perf_counter() - started, 1),
        })
    )  # fmt: skip
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
