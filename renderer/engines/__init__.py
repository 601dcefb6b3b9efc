"""Engines: who does the work of a plan, and in what order."""
