"""Drafts: a storyboard for one stack as another, smaller one can show it."""
