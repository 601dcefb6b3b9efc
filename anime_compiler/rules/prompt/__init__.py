"""Rules about prompt."""
