"""The eight kinds of table taken into the database, chunk by chunk, within one work."""
