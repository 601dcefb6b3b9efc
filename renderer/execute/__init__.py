"""Operations: one a file; `execute.py` finds the one for a node."""
