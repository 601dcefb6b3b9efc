"""Rules about picture."""
