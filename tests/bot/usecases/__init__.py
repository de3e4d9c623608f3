"""What can be done, tried on real databases."""
