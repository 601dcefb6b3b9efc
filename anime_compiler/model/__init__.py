"""The nouns between the stages: immutable, typed, and without behaviour beyond their own invariants."""
