"""Repositories of weights: what is in one, and one file of it. This is all of animec that uses the network."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from anime_compiler.errors import AnimecError, UnusableEnvironment
from renderer.errors import BadModel

_INSTALL: Final = "pip install huggingface_hub"
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
            info = library.HfApi().model_info(repo, revision=revision or None, files_metadata=True)
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
    from huggingface_hub import errors

    try:
        return ask()
    except errors.GatedRepoError as error:
        message = f"`{repo}` is given only to those who accepted its terms on its page"
        raise RepoGone(message, f"https://huggingface.co/{repo}, then `hf auth login`") from error
    except errors.RepositoryNotFoundError as error:
        raise RepoGone(f"there is no repository `{repo}`, or not for everybody", "look for a mirror") from error
    except errors.RevisionNotFoundError as error:
        raise RepoGone(f"`{repo}` no longer has the revision that is pinned", "look for a mirror") from error
    except errors.EntryNotFoundError as error:
        raise RepoGone(f"`{repo}` no longer has a file that it listed", "try again") from error
    except errors.OfflineModeIsEnabled as error:
        raise NoConnection("HF_HUB_OFFLINE forbids to use the network", "unset it to fetch") from error
    except (OSError, errors.HTTPError) as error:  # type: ignore[attr-defined] # of what the library is built on
        first = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        raise NoConnection(f"`{repo}` cannot be reached: {first}", "try again; what is here already is kept") from error
