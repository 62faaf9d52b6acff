"""The fault campaign, short: some drivers, faults and kills at once; `make soak NAME=radio` plays all of them."""

import pytest

from tests.soak.radio.__main__ import Campaign, figures, run_campaign
from tests.soak.radio.kinds import KINDS

PROMISES = ("lost", "doubled_unmarked", "above_evidence", "stuck", "denied", "foreign")


@pytest.mark.slow
def test_no_promise_breaks_under_faults_and_kills() -> None:
    campaign = Campaign(seed=2623, runs=5, ports=5, lanes=1)
    played = {run.kind.driver for one in campaign.plans() for run in one.runs}
    assert played == {kind.driver for kind in KINDS}
    found = run_campaign(campaign)
    assert found.broken() == []
    told = figures(campaign, found, 1.0)
    assert {name: told[name] for name in PROMISES} == dict.fromkeys(PROMISES, 0)
    assert told["runs"] == 5
    assert (found.kills, found.pages) == (2, 19)
    assert max(seconds for seconds, _ in found.reconnects) <= 30
