"""The drawn world: scenes as vector graphics, with captions and the whole truth about each picture."""
