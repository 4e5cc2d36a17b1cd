"""What a damaged ZIP file raises while it is unpacked: each way of packing fails in words of its own."""

from __future__ import annotations

import struct
import zipfile
import zlib

try:
    from lzma import LZMAError
except ImportError:  # a Python that was built without it refuses such a part by a RuntimeError
    LZMAError = zipfile.BadZipFile  # type: ignore[assignment, misc]

DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    EOFError,
    OSError,
    RuntimeError,  # a way of packing that is not known here is one, too
    ValueError,
    ArithmeticError,
    LookupError,
    struct.error,
)
