"""animec's compiler: storyboard text to render plan, in pure Python and without torch."""

__version__ = "0.1.0"
