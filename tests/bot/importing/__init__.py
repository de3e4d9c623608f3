"""Reading tables, without a database."""
