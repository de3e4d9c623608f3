"""What several tests need: real databases, and whatever else is too long for a fixture."""
