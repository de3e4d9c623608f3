"""The schema, step by step; run by ``models.schema``."""
