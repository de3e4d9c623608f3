"""When things happen: one job a file."""
