"""Files of a render into the output folder: each whole or not at all, what is there already kept, evidence last."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from anime_compiler.plan.plan_json import write_plan
from renderer import events
from renderer.evidence.evidence import Evidence, OutputFile, Source
from renderer.evidence.ledger import ledger_text, root_of
from renderer.evidence.places import LEDGER_NAME, PLAN_NAME, REPORT_NAME, SIGNATURE_NAME
from renderer.evidence.report_html import report_html
from renderer.outputs.configs import configs_of
from renderer.outputs.destination import WRITING, Destination, destination_of, refuse_what_is_in_the_way
from renderer.outputs.wanted import WantedFile, wanted_files
from renderer.render import Rendered, action_key, parts_named
from renderer.stacks.stack import Stack
from renderer.store import files
from renderer.store.errors import told
from renderer.store.store import Made, Store

_CONFIGS = "configs"


def write_outputs(
    rendered: Rendered,
    stack: Stack,
    store: Store,
    source: Source,
    out: Path,
    tell: events.Tell,
    force: bool = False,
    is_draft: bool = False,
) -> Path:
    """Write everything that a render leaves behind; gives the folder of the film."""
    with _alone_in(out, store):
        place = destination_of(rendered.plan, out)
        wanted = [*wanted_files(rendered)]
        found = {path: place.found(path) for path in (*place.files, *(file.path for file in wanted))}
        _clear_unfinished(place, wanted)
        if not force:
            refuse_what_is_in_the_way(place, found, is_draft)
        files.make_folder(place.folder)
        files.replace_file(place.folder / WRITING, b"")
        written = [_write(file, rendered, store, place, found[file.path], tell) for file in wanted]
        for path in place.files.keys() - {file.path for file in written} - place.others.keys():
            files.remove(out / path)
        evidence = Evidence(
            plan=rendered.plan,
            source=source,
            stack=stack.name,
            edition=stack.edition,
            is_draft=is_draft,
            is_deterministic=stack.is_deterministic,
            environment=stack.environment(),
            results=_results(rendered, stack, place),
            files=tuple(written),
            frames=_frames(rendered, store),
        )
        _write_evidence(evidence, place)
        if not source.selection:  # of the whole clip; a part must not put its own in their place
            _write_configs(rendered, out)
        files.remove(place.folder / WRITING)
        return place.folder


@contextmanager
def _alone_in(out: Path, store: Store) -> Iterator[None]:
    """One render writes at a time: clips share some folders, and one file of settings."""
    with told(out), store.in_use():
        files.make_folder(out)
        handle = os.open(out, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _clear_unfinished(place: Destination, wanted: Sequence[WantedFile]) -> None:
    """Remove what a render that was interrupted was just writing."""
    for folder in {place.folder, place.out / _CONFIGS, *((place.out / file.path).parent for file in wanted)}:
        files.clear_unfinished(folder)


def _write(
    file: WantedFile, rendered: Rendered, store: Store, place: Destination, present: str, tell: events.Tell
) -> OutputFile:
    """Put one file in its place, unless it is there: by the ledger, made of the same result."""
    key, target = file.made.key, place.out / file.path
    known = place.files.get(file.path)
    is_kept = known is not None and known.key == key and known.sha256 == present
    if known is not None and is_kept:
        written = known
    elif file.part:
        part = file.made.parts[file.part]
        files.make_folder(target.parent)
        store.copy_out(part, target)
        written = OutputFile(file.path, part.sha256, part.size, file.node.id, key)
    else:
        data = _picture_file(file, rendered, store)
        files.make_folder(target.parent)
        files.replace_file(target, data)
        written = OutputFile(file.path, sha256(data).hexdigest(), len(data), file.node.id, key)
    tell(events.Written(file.path, written.size, is_kept))
    return written


def _picture_file(file: WantedFile, rendered: Rendered, store: Store) -> bytes:
    # Imported here: who keeps all files needs neither arrays nor PNG.
    from renderer.assemble.png import png_bytes
    from renderer.made_with import texts_of_picture
    from renderer.values import Pictures, value_in

    name = parts_named(file.node.op)[file.picture]
    value = value_in({name: store.read(file.made.parts[name])})
    assert isinstance(value, Pictures)
    return png_bytes(value.pixels[0], texts_of_picture(rendered.plan, file.node, file.picture))


def _frames(rendered: Rendered, store: Store) -> Mapping[str, object]:
    """The hashes of the film's frames; nothing where there is no film."""
    for made in rendered.results.values():
        if "frames.json" in made.parts:
            frames: Mapping[str, object] = json.loads(store.read(made.parts["frames.json"]))
            return frames
    return {}


def _results(rendered: Rendered, stack: Stack, place: Destination) -> Mapping[str, Made]:
    """What every node gave. Of those that the store has given up since, and nothing needed, the ledger before tells."""
    told = place.earlier.results() if place.earlier else {}
    keys = {node.id: action_key(node, stack) for node in rendered.plan.nodes}
    return {id: made for id, made in told.items() if made.key == keys.get(id)} | dict(rendered.results)


def _write_evidence(evidence: Evidence, place: Destination) -> None:
    """Plan and report, and last the ledger, which makes the output whole."""
    text = ledger_text(evidence)
    if place.earlier is None or place.earlier.root != root_of(text):
        files.remove(place.folder / SIGNATURE_NAME)  # it was for another ledger
    pages = {
        PLAN_NAME: write_plan(evidence.plan),
        REPORT_NAME: report_html(evidence, root_of(text)),
        LEDGER_NAME: text,
    }
    for name, page in pages.items():
        _replace_if_other(place.folder / name, page.encode())


def _write_configs(rendered: Rendered, out: Path) -> None:
    """Each file holds the settings of every clip in the output folder; this render's are put in their place."""
    folder = out / _CONFIGS
    files.make_folder(folder)
    for name, config in configs_of(rendered.plan).items():
        clips = _clips_in(folder / name) | {rendered.plan.clip: config}
        text = json.dumps({"clips": dict(sorted(clips.items()))}, indent=2, ensure_ascii=False) + "\n"
        _replace_if_other(folder / name, text.encode())


def _clips_in(file: Path) -> dict[str, object]:
    try:
        clips = json.loads(file.read_bytes())["clips"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return clips if isinstance(clips, dict) else {}


def _replace_if_other(target: Path, data: bytes) -> None:
    if not target.is_file() or target.read_bytes() != data:
        files.replace_file(target, data)
