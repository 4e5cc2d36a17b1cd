"""A file that an option or a setting names, whatever it is: a pipe may be one, and a device need not end."""

from pathlib import Path


def read_at_most(path: Path, most: int) -> bytes:
    """Give what a file holds; of one that is larger than ``most`` bytes no more than shows that. Raises
    OSError.
    """
    with path.open("rb") as file:
        return file.read(most + 1)
