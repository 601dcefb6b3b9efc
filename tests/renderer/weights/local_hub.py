"""Repositories in folders of this machine: the seam to the Hub, without a network."""

from hashlib import sha256
from pathlib import Path

from renderer.weights.hub import HubFile, Listing, NoConnection, RepoGone


class LocalHub:
    """Folders `owner/name`. A download can be cut once, after so many bytes, and goes on at the next try."""

    def __init__(self, root: Path, cut_after: int | None = None) -> None:
        self.root, self.cut_after = root, cut_after
        self.asked: list[tuple[str, str]] = []
        self.sent: dict[str, int] = {}

    def listing(self, repo: str, revision: str) -> Listing:
        self.asked.append((repo, revision))
        folder = self.root / repo
        if not folder.is_dir():
            raise RepoGone(f"there is no repository `{repo}`, or not for everybody", "look for a mirror")
        found = sorted(file for file in folder.rglob("*") if file.is_file())
        files = [
            HubFile(file.relative_to(folder).as_posix(), file.stat().st_size, sha256(file.read_bytes()).hexdigest())
            for file in found
        ]
        return Listing(repo, revision or "c0ffee42" * 5, tuple(files))

    def download(self, listing: Listing, file: HubFile, folder: Path) -> Path:
        content = (self.root / listing.repo / file.path).read_bytes()
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{target.name}.part")
        there = partial.stat().st_size if partial.exists() else 0
        end = len(content) if self.cut_after is None else min(len(content), self.cut_after)
        with partial.open("ab") as opened:
            opened.write(content[there:end])
        self.sent[file.path] = self.sent.get(file.path, 0) + max(0, end - there)
        if self.cut_after is not None:
            self.cut_after = None
            raise NoConnection(f"`{listing.repo}` cannot be reached: cut", "try again; what is here already is kept")
        partial.rename(target)
        return target
