"""Tests of what an import does with each kind of table."""
