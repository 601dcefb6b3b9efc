"""Facts that ship with animec: models with licences and citations, stacks, profiles, rulesets, cards, templates."""
