"""The store: results of operations, kept under their keys, whole or not at all, through crashes and power cuts."""
