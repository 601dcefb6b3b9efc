"""What can be wrong with the structure of a file."""

from anime_compiler.diagnostics.diagnostic import Code, Level

UNKNOWN_KEY = Code(
    "unknown-key",
    Level.ERROR,
    """
a key that the language does not have stands here

A misspelt key would otherwise be ignored in silence, and the clip would not be what you wrote. Where one key is
close to what you wrote, `animec check --fix` puts it right.

```yaml
durations: 4s     # wrong
duration: 4s      # right
```
""",
)
MISSING_KEY = Code(
    "missing-key",
    Level.ERROR,
    """
a key that has no default is missing

Most keys have a default; the few that cannot have one (what is it called, what is to be seen) must be written.
""",
)
WRONG_TYPE = Code(
    "wrong-type",
    Level.ERROR,
    """
a list, a map or a text stands where another of them belongs

```yaml
shots: rooftop          # wrong: text
shots:                  # right: a list
  - id: rooftop
```
""",
)
BAD_VALUE = Code(
    "bad-value",
    Level.ERROR,
    """
a value is not written as its key needs it

Durations are `4s` or `32f`, positions `50%`, `2s` or `16f`, sizes `768x768`, shares `80%`, and numbers are
plain decimals: `0.8`, not `.8`, `010` or `1e400`.
""",
)
OUT_OF_RANGE = Code(
    "out-of-range",
    Level.ERROR,
    """
a number is outside what its key accepts

The message gives the range. The range is what can be rendered at all; contest rules may be narrower.
""",
)
SEED_RANGE = Code(
    "seed-range",
    Level.ERROR,
    """
a seed is not a whole number from 0 to 2⁶³ − 1

All noise derives from seeds, and generators take no others. Any number in the range is as good as any other.

```yaml
seed: -1        # wrong: some tools mean "at random" by it, but then nothing could be made again
seed: 4242      # right
```
""",
)
UNKNOWN_CHOICE = Code(
    "unknown-choice",
    Level.ERROR,
    """
a value is none of the words that its key knows

The message lists them. In an editor that understands the schema they are offered as you type.
""",
)
BAD_NAME = Code(
    "bad-name",
    Level.ERROR,
    """
an identifier uses characters that identifiers do not have

Names of clips, shots, characters and variables are 1 to 64 letters, digits, `-` and `_`, and start with a letter;
names that a file system reserves (`con`, `nul`, `aux` …) are refused, so that a storyboard works on every machine.
""",
)
