"""Rules about what goes in."""
