"""The measurements behind docs/bench.md: ratios against limits of the same run."""
