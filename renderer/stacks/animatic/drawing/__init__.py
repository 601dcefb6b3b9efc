"""From what is to be drawn to pixels. Nothing here knows of prompts, plans or models."""
