"""A fault campaign for the radio gateway: `make soak NAME=radio RUNS=1000`. See `__main__.py`."""
