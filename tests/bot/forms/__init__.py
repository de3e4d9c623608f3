"""Tests of the form's files."""
