"""Pictures of papers from strangers → small JPEGs of our own. Pure; the only home of Pillow.

A picture in a mail is one that we drew anew: whatever its file held besides (a place, a camera, a
profile, a second frame, a program for a broken decoder), only its pixels go on.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from PIL import Image, ImageCms, ImageOps, ImageStat, UnidentifiedImageError

from digest.errors import DigestError

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")  # by what the bytes are, whatever name or header came with them
MOST_PIXELS = 30_000_000  # a decoded pixel takes three bytes, for a moment twelve
WIDE = (1040, 120_000)  # the lead story's: pixels across, shown at half of that; bytes
SMALL = (240, 12_000)  # a card's
LEAST_WIDE = 200  # pixels across that a lead story's picture has at least
LEAST = 32  # … and any picture, each way: less is an icon or a line
WIDEST = 8  # times as wide as high: more is a line
MOST_SCANS = 100  # of a progressive JPEG, each of which is a walk over all pixels; encoders write about ten
MOST_PROFILE = 2**20  # bytes of a colour profile that is looked at
BLANK = 3.0  # a deviation of shades (0 to 127) below this shows nothing

_JPEG: Final = b"\xff\xd8"
_SCAN: Final = b"\xff\xda"  # where a scan begins: the data of scans cannot hold it (ITU-T T.81 B.1.1.5)
_QUALITIES: Final = (86, 80, 74, 68, 60, 52, 44, 36, 30)
_SHRINK: Final = 0.8

# We look at a picture's size ourselves, before a pixel is decoded; Pillow's own check would warn first.
Image.MAX_IMAGE_PIXELS = None


class PictureError(DigestError):
    """Bytes that are no picture we can use; says what was found and wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reencoded:
    """A picture as it goes into a mail."""

    data: bytes  # a baseline JPEG (ITU-T T.81) in sRGB, without metadata
    width: int  # pixels
    height: int

    @property
    def hash(self) -> str:
        """Return what it is known by: the SHA-256 of its bytes, hexadecimal."""
        return sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Renditions:
    """A paper's picture in the sizes that mails show."""

    wide: Reencoded | None  # None: it has too few pixels for a lead story
    small: Reencoded


def renditions(data: bytes) -> Renditions:
    """Return a picture's renditions; raises PictureError as `reencode` does."""
    pixels = _decoded(data)
    wide = None if pixels.width < LEAST_WIDE else _encoded(pixels, width=WIDE[0], most=WIDE[1])
    return Renditions(wide=wide, small=_encoded(pixels, width=SMALL[0], most=SMALL[1]))


def reencode(data: bytes, *, width: int, most: int) -> Reencoded:
    """Return a picture as a JPEG of at most `width` pixels across and `most` bytes; never enlarged.

    The same bytes give the same bytes. Of a moving picture it is the first frame; what is transparent is
    white; what is higher than wide is cut to 4:3 from its top. Raises PictureError for what is no
    JPEG, PNG, GIF or WebP, is broken off, has too many pixels or too few, is a line, or shows nothing.
    """
    return _encoded(_decoded(data), width=width, most=most)


def _decoded(data: bytes) -> Image.Image:
    """Return the pixels in RGB, upright and of a sane shape, with nothing else of the file."""
    wanted = "wanted a JPEG, PNG, GIF or WebP picture"
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_size(image)
            _check_scans(data)
            pixels = _upright(image)
    except PictureError:
        raise
    except Exception as error:  # decoders raise whatever a stranger's bytes make them trip over
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        if isinstance(error, UnidentifiedImageError):
            reason = "none" if data else "nothing"
            raise PictureError(f"found {reason} in {len(data):,} bytes, {wanted}") from error
        raise PictureError(f"found one that cannot be decoded ({reason}), {wanted}") from error
    shaped = _shaped(pixels)
    if max(ImageStat.Stat(shaped.resize((256, 256), Image.Resampling.BOX)).stddev) < BLANK:
        raise PictureError(f"found {pixels.width}×{pixels.height} pixels of one colour, wanted a picture")
    return shaped


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise PictureError(f"found {width:,}×{height:,} pixels, wanted at most {MOST_PIXELS:,} in all")
    if min(width, height) < LEAST:
        raise PictureError(f"found {width:,}×{height:,} pixels, wanted at least {LEAST} each way")
    if width > WIDEST * height:
        raise PictureError(
            f"found {width:,}×{height:,} pixels, wanted at most {WIDEST} times as wide as high"
        )


def _check_scans(data: bytes) -> None:
    scans = data.count(_SCAN) if data.startswith(_JPEG) else 0
    if scans > MOST_SCANS:
        raise PictureError(f"found a JPEG of {scans:,} scans, wanted at most {MOST_SCANS}")


def _upright(image: Image.Image) -> Image.Image:
    """Return the first frame in sRGB as its camera was held, on white."""
    profile = image.info.get("icc_profile")
    image.load()
    turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith("I"):  # 16 bits of grey
        turned = turned.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if turned.mode in {"P", "PA", "LA", "La", "RGBA", "RGBa"} or "transparency" in turned.info:
        seen = turned.convert("RGBA")
        turned = Image.new("RGB", seen.size, "white")
        turned.paste(seen, mask=seen.getchannel("A"))
    elif turned.mode not in {"RGB", "CMYK"}:
        turned = turned.convert("RGB")
    plain = Image.new("RGB", turned.size)
    plain.paste(_in_srgb(turned, profile))
    return plain


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """Return a picture in RGB, read by its own colour profile if that can be used."""
    if isinstance(profile, bytes) and 0 < len(profile) <= MOST_PROFILE:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            found = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            found = None  # of other colours than it says, or none at all: the numbers are taken as they are
        if found is not None:
            return found
    return image.convert("RGB")


def _shaped(image: Image.Image) -> Image.Image:
    """Cut what is higher than wide to 4:3 from its top: a page's head says more than its middle."""
    if image.height <= image.width:
        return image
    return image.crop((0, 0, image.width, max(1, image.width * 3 // 4)))


def _encoded(image: Image.Image, *, width: int, most: int) -> Reencoded:
    across = min(width, image.width)
    for data, size in _tries(image, across):
        if len(data) <= most:
            return Reencoded(data=data, width=size[0], height=size[1])
    raise PictureError(f"found a picture of more than {most:,} bytes however small, wanted less")


def _tries(image: Image.Image, across: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Yield the picture in falling quality, then smaller."""
    while across >= LEAST:
        size = (across, max(1, round(image.height * across / image.width)))
        scaled = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        for quality in _QUALITIES:
            out = io.BytesIO()
            scaled.save(out, "JPEG", quality=quality, optimize=True, progressive=False, subsampling="4:2:0")
            yield out.getvalue(), size
        across = int(across * _SHRINK)
