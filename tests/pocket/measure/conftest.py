from importlib.util import find_spec

# The compiler's own environment has neither torch nor skia; what needs them is not even imported there.
NEEDED = ("torch", "diffusers", "transformers", "skia")
collect_ignore_glob = [] if all(find_spec(name) for name in NEEDED) else ["test_*.py"]
