"""What every test may count on: hypothesis profiles, an invisible screen, and the fixtures of tests/helpers."""

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ["pytester", "tests.helpers.databases", "tests.helpers.harness", "tests.helpers.intake_room"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # a test that needs a real display names xcb itself

_SLOW_MACHINE = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("dev", max_examples=50, deadline=None, derandomize=True, suppress_health_check=_SLOW_MACHINE)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True, suppress_health_check=_SLOW_MACHINE)
settings.register_profile("soak", max_examples=2_000, deadline=None, suppress_health_check=_SLOW_MACHINE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))
