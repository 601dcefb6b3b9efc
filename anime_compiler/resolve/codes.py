"""What can be wrong once a storyboard's structure is right."""

from anime_compiler.diagnostics.diagnostic import Code, Level

UNKNOWN_NAME = Code(
    "unknown-name",
    Level.ERROR,
    """
a name points at nothing

Every name in a storyboard stands for a thing: a model of the catalogue or of `models`, a profile, a ruleset, a prompt
template, a shot or a character. `animec models list` shows the catalogue. Names of models are compared without case,
spaces, hyphens, underscores and dots, so `Pastel Anime XL` finds `pastel-anime-xl`.
""",
)
UNSUPPORTED_VERSION = Code(
    "unsupported-version",
    Level.ERROR,
    """
the storyboard is written in a version of the language that this animec does not know

The number after `animec:` is the version of the language, not of the program. A newer program reads older storyboards;
for a newer storyboard, upgrade the program.
""",
)
FRACTION_OF_A_FRAME = Code(
    "fraction-of-a-frame",
    Level.ERROR,
    """
a duration is not a whole number of frames

Time is whole frames. At 8 frames a second a frame lasts 0.125 s, so `2.3s` is no whole number of them.

```yaml
duration: 2.3s      # wrong at 8 fps
duration: 18f       # right, and so is 2.25s
```
""",
)
EMPTY_DURATION = Code(
    "empty-duration",
    Level.ERROR,
    """
a shot lasts no frame at all, or longer than any render

A shot has 1 to 14,400 frames (20 minutes at 12 frames a second).
""",
)
VARIABLE_CYCLE = Code(
    "variable-cycle",
    Level.ERROR,
    """
a variable is made of itself

```yaml
vars: {time: "{{ light }}", light: "{{ time }}"}    # wrong: neither has a value
```
""",
)
CONTROL_FROM_LATER_SHOT = Code(
    "control-from-later-shot",
    Level.ERROR,
    """
a control takes its maps from a shot that comes later, or from its own shot by name

Shots are made in order, so maps come from the shot's own keyframes or from an earlier shot. For the shot itself write
`from: keyframes`.
""",
)
CHARACTER_WITHOUT_SHEET = Code(
    "character-without-sheet",
    Level.ERROR,
    """
a control takes its maps from a character of whom no picture is generated

Give the character a `sheet`, a turnaround that is generated once.

```yaml
characters:
  hana:
    looks: 1girl, blue hair
    sheet: {views: 4}
```
""",
)
CARRY_NOT_POSSIBLE = Code(
    "carry-not-possible",
    Level.ERROR,
    """
a shot is to carry its latents into the next, but there is nothing to carry or nothing to carry it into

`carry` makes the last latents of a shot the first of the next one's first segment. Both shots need a motion module, the
next one must be chained by `carry` with an overlap of a frame at least, and the overlap cannot be longer than the
segments it is taken from. Otherwise use `cut` or `crossfade`.
""",
)
BEATS_AT_ONE_FRAME = Code(
    "beats-at-one-frame",
    Level.ERROR,
    """
two beats stand at the same frame

Positions are rounded to whole frames, so `50%` and `8f` of a shot of 16 frames are one and the same. Move one of them,
or write both into one prompt.
""",
)
JOIN_TO_NOTHING = Code(
    "join-to-nothing",
    Level.WARNING,
    """
the last shot says how it meets the next, but there is none

The clip simply ends. Remove the key, or add a shot.
""",
)
LCM_UNAVAILABLE = Code(
    "lcm-unavailable",
    Level.ERROR,
    """
the profile uses LCM, but the stack has no LCM LoRA

LCM LoRAs are published for SDXL, not for Stable Diffusion 2. Choose a profile without LCM, such as `768_long`.
""",
)
IDENTITY_UNAVAILABLE = Code(
    "identity-unavailable",
    Level.ERROR,
    """
stills are to keep the likeness of the first, but the stack has no model that could hold it

`from_first: likeness` shows the shot's first still to an IP-Adapter. One is published for SDXL, and none for Stable
Diffusion 2 and for the pocket models. There `from_first: picture` keeps place and colours, and so does a greater
`shared_noise`.

```yaml
stack: sd2
shots:
  - id: rooftop
    keyframes: {from_first: picture, strength: 60%}
```
""",
)
MOTION_UNAVAILABLE = Code(
    "motion-unavailable",
    Level.ERROR,
    """
a shot says how it moves, but the stack has no motion module

Nobody has published a motion module for Stable Diffusion 2. A shot on it is a film of stills all the same: write
`motion: none`, let a `camera` move over them, give it `beats`, between which the picture dissolves, and let a step
under `post` put frames in between. A module of your own, declared under `models` with `kind: motion_adapter`, is named
by `module`.

```yaml
stack: sd2
shots:
  - id: departure
    prompt: a steam train leaving a station at night
    motion: none
    camera: pan_right
post:
  - {step: interpolate, fps: 24}
```
""",
)
TEMPLATE_WITHOUT_PROMPT = Code(
    "template-without-prompt",
    Level.ERROR,
    """
a prompt template does not say where the author's prompt goes

Its `positive` text needs `{{ prompt }}`; otherwise every shot would show the same.
""",
)
WRONG_KIND_OF_MODEL = Code(
    "wrong-kind-of-model",
    Level.ERROR,
    """
a model stands where a model of another kind belongs

For example a ControlNet under `loras`, or a LoRA as `base`. The message says what it is and what belongs there.
""",
)
CLIP_TOO_LARGE = Code(
    "clip-too-large",
    Level.ERROR,
    """
the storyboard asks for more pieces of work than a plan can hold

A piece is a segment of motion or a picture of a still; a plan holds up to 20,000 of them, which is more than a card
renders in months. Mostly a duration or a `count` has a zero too many, or segments are very short. Otherwise write
several storyboards.
""",
)
