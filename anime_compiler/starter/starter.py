"""The storyboard that `animec new` writes: short, valid, and every line teaches something."""

import re

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.catalogue.shipped import read_shipped, shipped_folder
from anime_compiler.language.choices import STACKS
from anime_compiler.language.data_files import TemplateFile
from anime_compiler.resolve.templates import DEFAULT_TEMPLATE, shipped_template_names

MODELINE = (
    "# yaml-language-server: $schema=https://raw.githubusercontent.com/animec/animec/main/schemas/storyboard.json\n"
)
_COLUMN = 41  # where the remarks start

_HEAD = """\
# `animec check` says what is wrong with it, `animec plan` what a render would do.
animec: 1 # version of the language
clip: {name} # name of the clip, and of its folder under outputs/
title: Rooftop at dusk # for people
ruleset: {ruleset}
stack: {stack}
profile: {profile} # size, steps and guidance; or a map: {{size: {size}}}
"""
_TIME = "fps: 8 # frames a second, before any interpolation\n"
_LOOK = """\
seed: 7 # all noise derives from it: same seed, same pictures

style:
  template: {template} # goes around every prompt; also {others} …
  negative: [crowd, signature] # must not be seen; the template adds its own

characters:
  hana: # prompts say {{{{ hana }}}}, and her looks take its place
    looks: 1girl, short blue hair, amber eyes, navy school uniform

"""
_SHOTS = """\
shots:
  - id: rooftop # seeds derive from it, so shots can be moved freely
    duration: 5s # or in frames: 40f
    prompt: "{{ hana }} on a school rooftop, {{ time }}, wind"
    vars: {time: dusk} # what `{{ time }}` stands for in this shot
    camera: {move: pan_left, amount: 15%} # a move over the whole shot
    CONTROL # holds the pose; maps come from generated pictures only
    beats: # keyframes: what is seen travels from one to the next
      - {at: 0%, prompt: looking away}
      - {at: 100%, prompt: smiling at the viewer}
    next: cut # or `carry`, or `crossfade 4f`
  - id: street
    duration: 28f # 3.5 s, which makes 8.5 s in all
    prompt: "{{ hana }} walking down a street at night, neon signs"
    camera: zoom_in # the short form
    CONTROL
"""
_STILLS = """\
stills:
  - id: portrait # its seeds derive from this name
    prompt: "{{ hana }}, portrait, soft light"
    count: 4 # four pictures that differ in nothing but the seed
  - id: rooftop
    prompt: "{{ hana }} on a school rooftop, {{ time }}, wind"
    vars: {time: dusk} # what `{{ time }}` stands for in this still
    negative: [rain] # on top of the style's
    seed: 11 # a seed of its own
"""
_CONTROL = "control: [{kind: openpose}]"


def starter_storyboard(name: str, stack: str = "sdxl", template: str = DEFAULT_TEMPLATE, stills: bool = False) -> str:
    """A commented storyboard of a clip, or of stills, that checks without an error or a warning."""
    facts = shipped_catalogue().stack(stack)
    profile = shipped_catalogue().profiles[facts.profile]
    values = {
        "name": name,
        "ruleset": _ruleset(stack, template),
        "stack": _stack(stack),
        "profile": profile.name,
        "size": next(size.text for size in facts.sizes if size != profile.size),
        "template": template,
        "others": ", ".join([other for other in shipped_template_names() if other != template][:3]),
    }
    text = (_HEAD + ("" if stills else _TIME) + _LOOK).format_map(values)
    text += _STILLS if stills else _with_control(_SHOTS, "openpose" in facts.controls)
    return MODELINE + in_columns(text)


def ruleset_line(stack: str) -> str:
    """The contest's rules, except for a stack that no contest admits."""
    if stack == "pocket":
        return "open # no contest admits pocket; hand in with cs492c-2025 and sdxl"
    return "cs492c-2025 # the contest's rules; `open` switches them off"


def _stack(stack: str) -> str:
    """The stack, what it is in a few words, and the others."""
    about = re.split(r"[:;]|\.$", STACKS[stack])[0]
    return f"{stack} # {about}; or {', '.join(other for other in STACKS if other != stack)}"


def _ruleset(stack: str, template: str) -> str:
    """The ruleset, unless it would ask something that whoever starts cannot know yet."""
    if lora := _style_lora(template, stack):
        return f"open # or cs492c-2025, which asks what `{lora}` learnt from"
    return ruleset_line(stack)


def _style_lora(template: str, stack: str) -> str | None:
    """A LoRA that the template brings, and of which nobody has said what it was trained on."""
    if template not in shipped_template_names():
        return None
    catalogue = shipped_catalogue()
    written = read_shipped(shipped_folder("templates") / "prompts" / f"{template}.yaml", TemplateFile)
    families = catalogue.stack(stack).families
    loras = [catalogue.models[name] for name in written.loras or {}]
    unclear = [lora.id for lora in loras if lora.family in families and lora.data in ("", "unknown")]
    return unclear[0] if unclear else None


def _with_control(text: str, has_pose: bool) -> str:
    lines = [line for line in text.splitlines(keepends=True) if has_pose or "CONTROL" not in line]
    return "".join(lines).replace("CONTROL", _CONTROL)


def in_columns(text: str) -> str:
    """The remarks behind values, in one column."""
    lines = []
    for line in text.splitlines():
        value, sign, remark = line.partition(" # ")
        is_remark = sign and value and '"' not in remark
        lines.append(f"{value:{_COLUMN}} # {remark}" if is_remark else line)
    return "\n".join(lines) + "\n"
