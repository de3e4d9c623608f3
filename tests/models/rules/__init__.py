"""The counting rules, tried without a database."""
