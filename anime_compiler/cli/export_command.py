"""Hand a film's timeline to other programs: its shots, cross-fades and beats, to the frame. Nothing is rendered.

animec export clip.yaml --to otio -o outputs/video/clip/clip.otio    for editing programs; stands beside the film
animec export clip.yaml --to edl                                     the same as an edit decision list, CMX 3600
animec export clip.yaml --to chapters                                shots as chapters, for ffmpeg (FFMETADATA)
animec export outputs/video/clip/plan.json --to otio                 of the plan that a render left behind
"""

from argparse import ArgumentParser, Namespace

from anime_compiler.cli.inputs import add_input_arguments
from anime_compiler.cli.render_input import asked_for
from anime_compiler.cli.write_file import write_file
from anime_compiler.plan.keys import with_keys
from anime_compiler.plan.render_plan import RenderPlan


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    add_input_arguments(parser, several=False)
    parser.add_argument("--to", required=True, choices=("otio", "edl", "chapters"), help="the form to write")
    parser.add_argument("-o", "--output", metavar="FILE", help="write there instead of to the terminal")
    parser.set_defaults(only=None, first=None, last=None, quiet=False)  # always all of the film, and all findings


def run(options: Namespace) -> int:
    """Write the timeline of one film."""
    asked, status = asked_for(options)
    if asked is None:
        return status
    text = _exported(with_keys(asked.plan), options.to)
    if options.output and options.output != "-":
        write_file(options.output, text.encode())
    else:
        print(text, end="")
    return 0


def _exported(plan: RenderPlan, form: str) -> str:
    """Each form is imported where it is used, for the sake of start-up."""
    if form == "otio":
        from anime_compiler.plan.export.otio import otio

        return otio(plan)
    if form == "edl":
        from anime_compiler.plan.export.edl import edl

        return edl(plan)
    from anime_compiler.plan.export.chapters import chapters

    return chapters(plan)
