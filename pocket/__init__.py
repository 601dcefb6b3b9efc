"""The embedded models: how their pictures are drawn, how they are trained and measured, and their weights."""
