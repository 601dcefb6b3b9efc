"""Rules about the machine that renders."""
