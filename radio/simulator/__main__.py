"""One simulated device, as a room starts its own: little is imported, for several of them start beside a window.

    python -m radio.simulator DEVICE LINK TAPE [FAULT ...]

Prints READY and LINK, obeys orders on standard input and ends with it. For people there is `radio simulate`.
"""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from radio.errors import RadioError
from radio.line_clock import LineClock
from radio.simulator.devices import DEVICES, Making, faults_of, slow_baud
from radio.simulator.order_input import OrderInput
from radio.simulator.paced_line import PacedLine
from radio.simulator.process import READY
from radio.simulator.pty_server import PtyServer
from radio.simulator.tape import Tape


def main(arguments: Sequence[str]) -> int:
    """Serve until standard input ends; return the exit code."""
    device, link, tape_file, *texts = arguments
    now_utc = LineClock().utc_now
    try:
        faults = faults_of(device, texts)
        tape = Tape(Path(tape_file), now_utc)
        making = Making(tape=tape, now_utc=now_utc, faults=faults, values={})
        orders = OrderInput(sys.stdin.fileno(), _complain, ends_with_input=True)
        server = PtyServer(DEVICES[device].make(making), Path(link), PacedLine(slow_baud(faults)), orders)
    except (RadioError, OSError) as error:
        _complain(str(error))
        return 2
    # Ctrl-C reaches the whole group; whoever started us ends us when its own line is closed.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda _number, _frame: server.stop())
    sys.stdout.write(f"{READY} {link}\n")
    sys.stdout.flush()
    server.serve()
    tape.close()
    return 0


def _complain(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
