"""Rules about timing."""
