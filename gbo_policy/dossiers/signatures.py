"""Ed25519 keys and signatures (RFC 8032) in PEM files; the only importer of cryptography, which is an
extra.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gbo_policy.basics.problems import Location, PolicyError, problem
from gbo_policy.reading.bounded import read_at_most

PRIVATE, PUBLIC = "gbo-policy-private.pem", "gbo-policy-public.pem"
VARIABLE = "GBO_POLICY_PASSPHRASE"  # where a passphrase may stand instead of being asked for
_LARGEST = 100_000  # bytes; a key file has a few hundred


@dataclass(frozen=True, slots=True)
class Signer:
    """Whoever holds a private key: the public one as 64 hexadecimal digits, and how to sign."""

    public: str
    sign: Callable[[bytes], bytes]


def available() -> bool:
    """Tell whether signatures can be made and checked here."""
    try:
        import cryptography.hazmat.primitives.asymmetric.ed25519  # noqa: F401
    except ImportError:
        return False
    return True


def need() -> None:
    """Raise PolicyError when the extra is not installed."""
    if not available():
        raise PolicyError([problem("sign-extra")])


def new_keys(folder: Path, passphrase: str | None) -> tuple[Path, Path]:
    """Write a new private key, readable by its owner only, and its public key; nothing is ever overwritten.
    Give their paths.
    """
    need()
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    locked: form.KeySerializationEncryption = (
        form.BestAvailableEncryption(passphrase.encode()) if passphrase else form.NoEncryption()
    )
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, locked)
    public = key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    paths = folder / PRIVATE, folder / PUBLIC
    if taken := [p for p in paths if p.exists() or p.is_symlink()]:
        raise PolicyError([problem("key-exists", None, word=str(p)) for p in taken])
    made: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content, mode in zip(paths, (private, public), (0o600, 0o644), strict=True):
            made.append(path)  # before it is there: somebody may stop the program as soon as it is
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
                file.write(content)
    except BaseException as error:  # half a key, or a private one alone, would be in the way of the next
        # what another program made meanwhile is not ours
        for path in made[:-1] if isinstance(error, FileExistsError) else made:
            path.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        raise PolicyError([problem("cannot-write", None, word=str(folder), what=error.strerror)]) from None
    return paths


def signer(path: Path, ask: Callable[[], str]) -> Signer:
    """Read a private key; ``ask`` gives the passphrase, if it has one. Raises PolicyError for any other file
    or a wrong passphrase.
    """
    need()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    content, where = _read(path), Location(str(path))
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise PolicyError([problem("key-open", where)])
    try:
        try:
            key: object = load_pem_private_key(content, None)
        except TypeError:  # it has a passphrase
            key = _unlocked(content, where, ask())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise PolicyError([problem("key-private", where)])
    return Signer(key.public_key().public_bytes_raw().hex(), key.sign)


def _unlocked(content: bytes, where: Location, passphrase: str) -> object:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return load_pem_private_key(content, passphrase.encode())
    except (ValueError, TypeError):
        raise PolicyError([problem("key-passphrase", where)]) from None


def public_key(path: Path) -> str:
    """Read a public key from a PEM file, as 64 hexadecimal digits. Raises PolicyError for any other file."""
    need()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(_read(path))
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise PolicyError([problem("key-public", Location(str(path)))])
    return key.public_bytes_raw().hex()


def holds(public: str, signature: bytes, message: bytes) -> bool:
    """Tell whether a signature over ``message`` is by the key with these 64 hexadecimal digits."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _read(path: Path) -> bytes:
    try:
        content = read_at_most(path, _LARGEST)
    except FileNotFoundError:
        raise PolicyError([problem("no-such-path", None, word=str(path))]) from None
    except OSError as error:
        raise PolicyError(
            [problem("unreadable", Location(str(path)), word=str(path), what=error.strerror)]
        ) from None
    if len(content) > _LARGEST:
        raise PolicyError([problem("key-public", Location(str(path)))])
    return content
