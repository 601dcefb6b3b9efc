"""Keys whose value may be a word or a map, and the key of the map that the word stands for."""

# `profile: 768_lcm` is `profile: {extends: 768_lcm}`, so that `--set profile.steps=6` can add to it.
LONG_FORMS = {"profile": "extends", "camera": "move", "motion": "module"}
