"""The made-up station: the same each time, free of contradictions, with something of everything."""
