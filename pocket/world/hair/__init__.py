"""Hair: six styles, each cut as a helmet with an opening for the face, locks beside it, and what hangs behind."""
