"""Unpacking a reply as it comes, no further than it may be large: a few bytes can unpack to gigabytes."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

CODINGS = frozenset(["identity", "gzip", "x-gzip", "deflate"])
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32


class TooLargeError(Exception):
    """There is more than was wanted."""


class BrokenError(Exception):
    """What came is not what its coding says, or ends too soon."""


async def unpacked(chunks: AsyncIterator[bytes], *, coding: str, most: int) -> bytes:
    """Return a body of at most `most` bytes, unpacked; raises TooLargeError or BrokenError.

    A gzip file may have several members (RFC 1952 section 2.2); what follows the last one and is none
    is padding when it is all zeros.
    """
    body = bytearray()
    unpacker = None if coding == "identity" else zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        async for chunk in chunks:
            if unpacker is None:
                body += chunk
            else:
                unpacker = _unpack(chunk, unpacker, into=body, most=most)
            if len(body) > most:
                raise TooLargeError
    except zlib.error as error:
        raise BrokenError(f"what came cannot be unpacked: {error}") from error
    if unpacker is not None and not unpacker.eof:
        raise BrokenError("the compressed reply ends too soon")
    return bytes(body)


def _unpack(chunk: bytes, unpacker: zlib._Decompress, *, into: bytearray, most: int) -> zlib._Decompress:
    """Unpack one piece, member after member, and return the unpacker of the last."""
    while chunk and len(into) <= most:
        if unpacker.eof:
            if not chunk.strip(b"\0"):
                break
            unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
        into += unpacker.decompress(chunk, most + 1 - len(into))
        chunk = unpacker.unused_data
    return unpacker
