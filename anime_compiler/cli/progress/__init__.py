"""How a render looks while it runs: a live picture at a terminal, plain lines in a pipe, JSON for programs."""
