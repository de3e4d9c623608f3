"""The counting rules: pure functions of facts, standard library only."""
