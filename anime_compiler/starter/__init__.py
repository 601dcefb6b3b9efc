"""Storyboards to start from: a commented one that teaches the language, or one made out of a foreign shot list."""
