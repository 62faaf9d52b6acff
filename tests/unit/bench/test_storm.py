"""The storm runs, and its judgements find what they are there to find."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from radio.message import Receipt, ReceiptKind, Urgency
from tests.bench.storm import Attempt, inversions, measure, to_air_s


def attempt(
    name: str, urgency: Urgency, queued: float, claimed: float, on_air: float, octets: int = 0, over: float = 0.0
) -> Attempt:
    receipt = Receipt(
        attempt_id=name, kind=ReceiptKind.ACCEPTED, at=datetime.fromtimestamp(over or on_air + 0.1, UTC),
        bytes_sent=bytes(octets), first_byte_at=datetime.fromtimestamp(on_air, UTC),
    )  # fmt: skip
    return Attempt(name, name, urgency, "x", queued, claimed_at=claimed, receipt=receipt)


@pytest.mark.slow
def test_a_small_storm_loses_nothing(tmp_path: Path) -> None:
    figures = measure(tmp_path, 80)
    assert (figures["lost"], figures["doubled_unmarked"], figures["priority_inversions"]) == (0, 0, 0)
    assert int(str(figures["emergency_samples"])) >= 16, "one that was on the failed line goes twice"
    assert float(str(figures["failed_after_s"])) > 0
    # What was written to the line that failed, and the goodbyes behind the last receipt, weigh in a storm of a second.
    assert 0.1 < float(str(figures["ideal_over_elapsed"])) <= 1.1


def test_an_inversion_is_found() -> None:
    first = attempt("first", Urgency.P3, queued=0, claimed=2, on_air=2)
    urgent = attempt("urgent", Urgency.P1, queued=1, claimed=3, on_air=3)
    assert inversions([first, urgent]) == 1
    assert inversions([attempt("first", Urgency.P3, queued=0, claimed=0.5, on_air=1), urgent]) == 0


def test_an_emergency_is_charged_only_for_what_the_line_could_have_given_it() -> None:
    emergency = attempt("e", Urgency.EMERGENCY, queued=10.0, claimed=10.55, on_air=10.6)
    assert to_air_s([emergency]) == pytest.approx([0.6])
    running = attempt("r", Urgency.P3, queued=0, claimed=9.4, on_air=9.5, octets=960, over=10.55)
    assert to_air_s([running, emergency]) == pytest.approx([0.1]), "it was on the line until 10.5"
    another = attempt("f", Urgency.EMERGENCY, queued=9.9, claimed=9.9, on_air=9.95, octets=480, over=10.5)
    assert to_air_s([emergency, another])[0] == pytest.approx(0.15)
    later = attempt("n", Urgency.P3, queued=0, claimed=10.2, on_air=10.25, octets=200, over=10.5)
    assert to_air_s([later, emergency]) == pytest.approx([0.6]), "an inversion is no excuse"
