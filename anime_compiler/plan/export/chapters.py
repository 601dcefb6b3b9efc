"""A film's shots as chapters, in the form that ffmpeg reads (`;FFMETADATA1`).

ffmpeg -i CLIP.mp4 -i CLIP.chapters -map 0 -map_metadata 1 -map_chapters 1 -c copy with_chapters.mp4
"""

import re

from anime_compiler.diagnostics.render_text import one_line
from anime_compiler.plan.export.cut import cut_of
from anime_compiler.plan.render_plan import RenderPlan


def chapters(plan: RenderPlan) -> str:
    """One chapter a shot, in whole frames; where shots fade, the next chapter begins with its first frame."""
    cut = cut_of(plan)
    lines = [";FFMETADATA1", f"title={_value(cut.title)}"]
    for event in cut.events:
        lines += [
            "",
            "[CHAPTER]",
            f"TIMEBASE=1/{cut.fps}",
            f"START={event.first}",
            f"END={event.first + event.frames}",
            f"title={_value(event.shot)}",
        ]
    return "\n".join(lines) + "\n"


def _value(text: str) -> str:
    escaped = re.sub(r"([=;#\\])", r"\\\1", one_line(text))
    # At the end of a line ffmpeg takes even an escaped backslash for a sign that the line goes on.
    return f"{escaped} " if escaped.endswith("\\") else escaped
