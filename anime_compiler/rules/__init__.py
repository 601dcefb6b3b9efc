"""The rules: one a file, found by walking this folder, grouped by what the author of a storyboard thinks about."""
