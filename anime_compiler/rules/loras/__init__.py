"""Rules about loras."""
