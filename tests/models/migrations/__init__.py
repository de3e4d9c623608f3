"""Tests of what migrations are made of."""
