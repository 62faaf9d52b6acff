"""Figures of a benchmark: percentiles with their sample counts, the machine, and one JSON line at the end."""

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

Made = TypeVar("Made")
perf = time.perf_counter


def percentile(samples: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile. ValueError without samples."""
    if not samples:
        raise ValueError("no samples")
    ordered = sorted(samples)
    return ordered[max(0, min(len(ordered) - 1, round(share * len(ordered) + 0.5) - 1))]


def milliseconds(samples: Sequence[float], share: float) -> float:
    """Return a percentile of seconds as milliseconds, to three places."""
    return round(percentile(samples, share) * 1000, 3)


def rss_mb() -> float:
    """Return this process's resident memory in MB (Linux)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


def machine() -> dict[str, object]:
    """Return what the figures were measured on."""
    model = "unknown"
    for line in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return {
        "cores": os.cpu_count(), "cpu": model, "python": platform.python_version(), "system": platform.platform(),
        "load_1min": round(os.getloadavg()[0], 2),
    }  # fmt: skip


def wait_until(condition: Callable[[], bool], what: str, limit_s: float = 20.0) -> None:
    """Wait for a condition, looking every half millisecond. TimeoutError names what did not come."""
    until = perf() + limit_s
    while not condition():
        if perf() > until:
            raise TimeoutError(f"{what} did not come within {limit_s:g} s")
        time.sleep(0.0005)


def spread(samples: Sequence[float]) -> dict[str, float]:
    """Return median, p99 and maximum in milliseconds."""
    return {
        "p50": round(statistics.median(samples) * 1000, 3),
        "p99": milliseconds(samples, 0.99),
        "max": round(max(samples) * 1000, 3),
    }


def report(figures: dict[str, object]) -> None:
    """Print the figures as the last line: one JSON object."""
    print(json.dumps({**figures, "machine": machine()}), flush=True)
