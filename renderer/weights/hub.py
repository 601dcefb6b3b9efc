"""Repositories of weights: what is in one, and one file of it. This is all of animec that uses the network."""

import errno
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from anime_compiler.errors import AnimecError, UnusableEnvironment
from renderer.errors import BadModel
from renderer.weights.alone import NoRoom

_INSTALL: Final = "pip install huggingface_hub"
_TAKEN_DOWN: Final = (410, 451)
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_OTHER: Final = "do not trust it; look for a mirror"
_COMMIT: Final = re.compile(r"[0-9a-f]{40}", re.ASCII)


class HubFile(NamedTuple):
    """A file of a repository; the hash of its content is known of large ones."""

    path: str
    size: int
    sha256: str = ""


class Listing(NamedTuple):
    """What a repository holds at a commit."""

    repo: str
    revision: str  # the commit, even where a branch was asked for
    files: tuple[HubFile, ...]


class RepoGone(AnimecError):
    """A repository is not there, or not for everybody."""

    exit_status = 5


class NoConnection(AnimecError):
    """Nothing can be had from the network now."""

    exit_status = 7


class Hub(Protocol):
    """Where repositories are."""

    def listing(self, repo: str, revision: str) -> Listing:
        """What a repository holds at a revision, or now; `RepoGone` where there is none."""
        ...

    def download(self, listing: Listing, file: HubFile, folder: Path) -> Path:
        """A file, put into a folder under its path. What an earlier try left there is gone on with."""
        ...


class HuggingFace:
    """The Hub of Hugging Face, or what `HF_ENDPOINT` names; a token is taken from where huggingface_hub keeps it."""

    def listing(self, repo: str, revision: str) -> Listing:
        library = _library()

        def ask() -> Listing:
            api = library.HfApi()
            info = api.model_info(repo, revision=revision or None, files_metadata=True)
            if info.gated:  # what is in it is told to everybody, and its files are not given to everybody
                api.auth_check(repo)
            files = [HubFile(one.rfilename, one.size or 0, _hash_of(one)) for one in info.siblings or ()]
            return Listing(repo, info.sha or revision, tuple(files))

        listing: Listing = _asked(repo, ask)
        return listing

    def download(self, listing: Listing, file: HubFile, folder: Path) -> Path:
        library = _library()

        def get() -> Path:
            return Path(library.hf_hub_download(listing.repo, file.path, revision=listing.revision, local_dir=folder))

        path: Path = _asked(listing.repo, get)
        return path


def insist_plain(listing: Listing) -> Listing:
    """Refuse a listing whose names could lead out of a folder: both become paths here, and come from elsewhere."""
    if _COMMIT.fullmatch(listing.revision) is None:
        raise BadModel(f"`{listing.repo}` names a commit that is none: {listing.revision!r:.60}", _OTHER)
    for file in listing.files:
        steps = file.path.split("/")
        if any(step in ("", ".", "..") or "\\" in step or "\0" in step for step in steps):
            raise BadModel(f"`{listing.repo}` lists a file by a name that is no plain path: {file.path!r:.60}", _OTHER)
    return listing


def _library() -> Any:
    try:
        import huggingface_hub
    except ImportError as error:
        raise UnusableEnvironment("fetching needs huggingface_hub, not installed here", _INSTALL) from error
    return huggingface_hub


def _hash_of(sibling: Any) -> str:
    return str(sibling.lfs.sha256) if sibling.lfs is not None else ""


def _asked(repo: str, ask: Callable[[], Any]) -> Any:
    """An answer of the Hub, or why there is none in our words."""
    try:
        return ask()
    except Exception as error:
        told = _in_our_words(repo, error)
        if told is None:
            raise
        raise told from error


def _in_our_words(repo: str, error: Exception) -> AnimecError | None:
    """What an error of the library means; nothing where it is none of its."""
    from huggingface_hub import errors

    if isinstance(error, errors.OfflineModeIsEnabled):
        return NoConnection("HF_HUB_OFFLINE forbids to use the network", "unset it to fetch")
    if isinstance(error, errors.GatedRepoError):
        message = f"`{repo}` is given only to those who accepted its terms on its page"
        return RepoGone(message, f"https://huggingface.co/{repo}, then `hf auth login`")
    if isinstance(error, errors.RepositoryNotFoundError):
        return RepoGone(f"there is no repository `{repo}`, or not for everybody", "look for a mirror")
    if isinstance(error, errors.RevisionNotFoundError):
        return RepoGone(f"`{repo}` no longer has the revision that is pinned", "look for a mirror")
    if isinstance(error, errors.RemoteEntryNotFoundError):
        return RepoGone(f"`{repo}` no longer has a file that it listed", "try again")
    if isinstance(error, errors.DisabledRepoError) or _status(error) in _TAKEN_DOWN:
        return RepoGone(f"`{repo}` was taken down", "look for a mirror")
    if isinstance(error, errors.HFValidationError):
        return RepoGone(f"`{repo}` cannot be the name of a repository", "look for a mirror")
    if isinstance(error, OSError) and error.errno in _FULL:
        return NoRoom("the disk of the folder of models is full", "make room, and fetch again: what came is kept")
    # Connections break in all the libraries that this one is built on, and answers that are none are met as values.
    broken = (OSError, ValueError, RuntimeError, errors.HTTPError, errors.XetDownloadError)  # type: ignore[attr-defined] # of what the library is built on
    if isinstance(error, broken):
        first = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        return NoConnection(f"`{repo}` cannot be reached: {first}", "try again; what is here already is kept")
    return None


def _status(error: Exception) -> int:
    """With what number a server refused, if one did."""
    return int(getattr(getattr(error, "response", None), "status_code", 0))
