"""From frames to film: windows, dissolves and frames in between, then files, each read back before it counts."""
