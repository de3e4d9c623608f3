"""What is stored, and the rules about it."""
