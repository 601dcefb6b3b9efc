"""Storyboard to lowered shots: what has to be generated for each shot, frame by frame, one small pass a file."""
