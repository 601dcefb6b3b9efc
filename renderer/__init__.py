"""The renderer: executes a plan and writes the film, its frames, and the evidence of how they came about."""
