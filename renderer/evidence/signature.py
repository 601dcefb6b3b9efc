"""Who stands by a ledger: an Ed25519 signature over its root, in a file beside it.

A signature says whose key it was, and nothing of whether what is signed is true. Signing needs `animec[sign]`.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from anime_compiler.errors import UnusableEnvironment, UnwritableFile, UsageError
from anime_compiler.parse.read_file import read_file
from renderer.errors import NotVerified
from renderer.evidence.rows import typed
from renderer.store import files
from renderer.store.rows import is_hash

if TYPE_CHECKING:  # an extra, imported where there is something to sign or a signature to check
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURE_VERSION = 1

_MOST_BYTES = 4096
_DOMAIN = "animec/ledger/1"
_CURE = "ask for the signature again, or remove `ledger.sig`: then nobody vouches for the ledger"


class Signature(NamedTuple):
    """What stands in the file, as hexadecimal digits."""

    animec_signature: int
    public_key: str
    root: str
    signature: str


def make_key(file: Path) -> str:
    """A new key in a file that only its owner can read, and its public half beside it, as `.pub`; gives the latter."""
    _insist_on_the_extra()
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    form, secret = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    _write_new(file, key.private_bytes(serialization.Encoding.PEM, form, secret), 0o600)
    public = key.public_key()
    form_of_public = serialization.PublicFormat.SubjectPublicKeyInfo
    _write_new(_public_file(file), public.public_bytes(serialization.Encoding.PEM, form_of_public), 0o644)
    return _hex(public)


def sign(root: str, key_file: Path) -> str:
    """The text of `ledger.sig`: a root with the signature of the key in a file."""
    _insist_on_the_extra()
    key = _private_key(key_file)
    return _written(Signature(SIGNATURE_VERSION, _hex(key.public_key()), root, key.sign(_signed(root)).hex()))


def public_key_in(file: Path) -> str:
    """The public key in a file that `make_key` has written."""
    _insist_on_the_extra()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(_read(file))
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        cure = "name the file that ends in `.pub`; the other one is for signing, and for nobody else to see"
        raise UsageError(f"`{file}` holds no public key for signatures", cure)
    return _hex(key)


def signer(text: str, root: str) -> str:
    """The public key by which a root is signed; anything but a good signature of it raises `NotVerified`."""
    signature = read_signature(text)
    if signature.root != root:
        raise NotVerified("the signature is that of another ledger", _CURE)
    _insist_on_the_extra()
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature.public_key))
        key.verify(bytes.fromhex(signature.signature), _signed(root))
    except (InvalidSignature, ValueError):
        raise NotVerified("the signature is not one of its key for this ledger", _CURE) from None
    return signature.public_key


def read_signature(text: str) -> Signature:
    """What a signature's file says; anything else raises `NotVerified`."""
    try:
        found: Signature = typed(Signature, json.loads(text))
    except (ValueError, RecursionError):
        raise NotVerified("`ledger.sig` is no signature", _CURE) from None
    is_whole = is_hash(found.public_key) and is_hash(found.root) and is_hash(found.signature[:64])
    if found.animec_signature != SIGNATURE_VERSION or not is_whole or text != _written(found):
        raise NotVerified("`ledger.sig` is no signature of a kind that this program knows", _CURE)
    return found


def _written(signature: Signature) -> str:
    return json.dumps(signature._asdict(), indent=1) + "\n"


def _signed(root: str) -> bytes:
    """What is signed names its purpose, so that it can never pass for a signature of something else."""
    return f"{_DOMAIN}\0{root}".encode()


def _insist_on_the_extra() -> None:
    try:
        import cryptography  # noqa: F401
    except ImportError:
        message = "signatures need the package `cryptography`, which is not installed"
        raise UnusableEnvironment(message, "pip install 'animec[sign]'") from None


def _private_key(file: Path) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(_read(file), password=None)
    except (ValueError, TypeError):  # the latter where it is locked with a password
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"`{file}` holds no key that can sign", "make one: `animec verify --make-key FILE`")
    return key


def _hex(key: "Ed25519PublicKey") -> str:
    return key.public_bytes_raw().hex()


def _public_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.pub")


def _read(file: Path) -> bytes:
    return read_file(str(file), _MOST_BYTES)


def _write_new(file: Path, data: bytes, mode: int) -> None:
    """A key is never written over another one: what it has signed could not be shown to be one's own any more."""
    try:
        files.write_new(file, data, mode)
    except FileExistsError:
        raise UsageError(f"`{file}` is there already", "name a new file") from None
    except OSError as error:
        raise UnwritableFile(f"cannot write `{file}`: {error.strerror}") from None
