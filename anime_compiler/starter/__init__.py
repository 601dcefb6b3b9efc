"""Storyboards to start from: a commented one that teaches the language, or one out of a foreign shot list."""
