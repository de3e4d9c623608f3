"""The same tree again: `x/y.py` is tested by `tests/x/test_y.py`."""
