"""Written storyboard to resolved storyboard: names become things, time becomes frames, nothing is left open."""
