"""A process that claims a page and then waits to be killed: `python -m tests.helpers.doomed URL`."""

import sys

from dispatcher.domain.dispatch_commands import DispatchUnits
from dispatcher.domain.machine import ClaimNext, KeepDuties
from dispatcher.storage.leases import DEADLINES, channel_lease, this_process
from dispatcher.system_clock import SystemClock
from tests.helpers.builders import DISPATCHER, a_call, open_desk, signs_on

PAGING = channel_lease("paging")


def main(url: str, until: str) -> None:
    """Dispatch E12, go as far as `until` (committed, claimed, uncommitted), say so and wait for the end."""
    desk = open_desk(url, SystemClock(), holder=this_process("doomed"), ids="doomed")
    desk.run(signs_on(DISPATCHER))
    taken = desk.run(a_call())
    kept = desk.run(KeepDuties(names=(DEADLINES, PAGING)))
    order = DispatchUnits(actor=DISPATCHER, incident_id=taken.incident_id, call_signs=("E12",))
    if until == "uncommitted":
        # Everything of the dispatch is written, and the end comes before the commit.
        connection = desk.transactor._connected()
        with connection.begin():
            outcome = desk.transactor._one(connection, order, desk.transactor._new_work(connection))
            assert outcome.error is None
            _wait()
    desk.run(order)
    if until == "claimed":
        assert desk.run(ClaimNext(channel="paging", epoch=kept.held[PAGING])) is not None
    _wait()


def _wait() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
