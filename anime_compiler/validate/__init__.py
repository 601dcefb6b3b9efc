"""Tree to written records, or findings: what may stand where."""
