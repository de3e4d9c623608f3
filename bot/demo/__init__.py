"""The made-up police station with which anybody can try the bot."""
