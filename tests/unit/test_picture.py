"""Pictures from strangers: what becomes of good ones, odd ones and hostile ones."""

from __future__ import annotations

import struct
import zlib

import pytest
from drawn import a_file, noise, read, shapes
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from digest.picture import LEAST_WIDE, MOST_SCANS, SMALL, WIDE, PictureError, reencode, renditions

RED = (200, 85, 61)


def near(found: tuple[int, ...], wanted: tuple[int, ...], *, by: int = 6) -> bool:
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


def middle(data: bytes) -> tuple[int, ...]:
    image = read(data)
    return image.getpixel((image.width // 2, image.height // 2))


@pytest.mark.parametrize(
    "data",
    [
        a_file(kind="PNG"),
        a_file(kind="JPEG"),
        a_file(kind="GIF"),
        a_file(kind="WEBP", lossless=True),
        a_file(shapes(mode="P")),
        a_file(shapes(mode="RGBA")),
        a_file(shapes(mode="CMYK"), "JPEG"),
    ],
    ids=["png", "jpeg", "gif", "webp", "palette", "alpha", "cmyk"],
)
def test_a_picture_of_any_kind_becomes_a_plain_jpeg_of_the_same_look(data: bytes) -> None:
    """Mail programs show baseline JPEG in RGB everywhere."""
    found = reencode(data, width=400, most=40_000)
    image = read(found.data)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (400, 225))
    assert (found.width, found.height) == (400, 225)
    assert near(middle(found.data), RED)
    assert "progressive" not in image.info
    assert image.getexif() == {}
    assert {"icc_profile", "comment", "exif"}.isdisjoint(image.info)


@pytest.mark.parametrize("mode", ["L", "I;16", "1", "LA"])
def test_greys_keep_their_shade(mode: str) -> None:
    """Sixteen bits of grey are no white-out, and half grey stays half grey."""
    grey = Image.new("L", (400, 300), 255)
    grey.paste(0 if mode == "1" else 128, (100, 50, 300, 250))
    image = grey.convert("I;16").point(lambda v: v * 257) if mode == "I;16" else grey.convert(mode)
    wanted = 0 if mode == "1" else 128
    assert near(middle(reencode(a_file(image), width=400, most=40_000).data), (wanted,) * 3)


def test_what_is_transparent_is_white() -> None:
    """Black would swallow a figure's own black lines."""
    image = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (10, 10, 60, 60))
    assert near(middle(reencode(a_file(image), width=400, most=40_000).data), (255, 255, 255))


def test_of_a_moving_picture_it_is_the_first_frame() -> None:
    """A mail lies still."""
    later = shapes(colour="#0b5d52")
    for kind in ("GIF", "WEBP"):
        data = a_file(shapes(), kind, save_all=True, append_images=[later, later], duration=100)
        found = reencode(data, width=400, most=40_000)
        assert near(middle(found.data), RED, by=12)


def test_a_camera_that_was_held_upright_is_believed() -> None:
    """EXIF orientation turns the pixels, and goes no further."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "A camera"
    found = reencode(a_file(noise(300, 500), "JPEG", exif=exif), width=600, most=400_000)
    assert (found.width, found.height) == (500, 300)
    assert b"A camera" not in found.data


def test_colours_are_read_by_their_own_profile_or_as_they_are() -> None:
    """A profile that is not one costs nothing but itself."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (own, lab, b"no profile at all"):
        found = reencode(a_file(kind="PNG", icc_profile=profile), width=400, most=40_000)
        assert near(middle(found.data), RED)


def test_the_same_bytes_give_the_same_bytes() -> None:
    """A resend is the same mail to the letter."""
    data = a_file(noise(600, 400))
    assert renditions(data) == renditions(data)


def test_no_rendition_is_more_than_its_bytes_or_wider_than_its_place() -> None:
    """Noise is the worst that a picture can be."""
    found = renditions(a_file(noise(2000, 1100)))
    assert found.wide is not None
    assert (found.wide.width, len(found.wide.data) <= WIDE[1]) == (WIDE[0], True)
    assert (found.small.width, len(found.small.data) <= SMALL[1]) == (SMALL[0], True)
    smaller = reencode(a_file(noise(1000, 1000)), width=1000, most=20_000)
    assert len(smaller.data) <= 20_000
    assert smaller.width < 1000


def test_a_picture_is_never_enlarged() -> None:
    """It would only look worse."""
    found = reencode(a_file(shapes(300, 200)), width=1040, most=120_000)
    assert (found.width, found.height) == (300, 200)


@pytest.mark.parametrize(
    ("size", "wanted"), [((600, 2400), (400, 300)), ((600, 600), (400, 400)), ((1600, 300), (400, 75))]
)
def test_what_is_higher_than_wide_is_cut_from_its_top(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    """A poster does not push the papers out of sight; a banner is left as it is."""
    found = reencode(a_file(noise(*size), "JPEG"), width=400, most=200_000)
    assert (found.width, found.height) == wanted


def test_a_picture_of_few_pixels_leads_no_mail() -> None:
    """It is still good enough for a card."""
    found = renditions(a_file(shapes(LEAST_WIDE - 1, 150)))
    assert found.wide is None
    assert found.small.width == LEAST_WIDE - 1


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that claims a great size."""

    def part(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"")) + part(b"IEND", b"")


def of_scans(count: int) -> bytes:
    """Return a progressive JPEG whose last scan comes again and again: each takes a decoder as long."""
    whole = a_file(shapes(120, 90), "JPEG", progressive=True)
    last = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last * (count - whole.count(b"\xff\xda")) + whole[-2:]


def test_a_picture_may_have_as_many_scans_as_any_encoder_writes() -> None:
    """About ten."""
    assert renditions(of_scans(MOST_SCANS)).small.width == 120


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "found nothing in 0 bytes, wanted a JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "found none in 41 bytes"),
        (b"<html></html>", "found none"),
        (b"GIF89a", "found none"),
        (a_file(noise(400, 300))[:4000], "cannot be decoded"),
        (a_file(noise(400, 300), "JPEG")[:4000], "cannot be decoded"),
        (a_file(noise(400, 300), "BMP"), "found none"),
        (bomb(100_000, 100_000), "found 100,000×100,000 pixels, wanted at most 30,000,000"),
        (bomb(1000, 1000), "cannot be decoded"),
        (of_scans(MOST_SCANS + 1), "found a JPEG of 101 scans, wanted at most 100"),
        (a_file(shapes(20, 20)), "found 20×20 pixels, wanted at least 32 each way"),
        (a_file(shapes(2000, 40)), "wanted at most 8 times as wide as high"),
        (a_file(Image.new("RGB", (600, 400), "#f3f1ec")), "pixels of one colour"),
        (a_file(Image.new("RGBA", (600, 400), (0, 0, 0, 0))), "pixels of one colour"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused_in_words(data: bytes, reason: str) -> None:
    """The operator reads what was found and what was wanted."""
    with pytest.raises(PictureError, match=reason):
        renditions(data)


@given(st.binary(max_size=200), st.integers(0, 3_000))
def test_damaged_bytes_are_a_picture_or_an_error_and_nothing_else(junk: bytes, place: int) -> None:
    """No decoder's own exception gets out."""
    whole = a_file(shapes(120, 90), "JPEG")
    try:
        found = renditions(whole[:place] + junk + whole[place + len(junk) :])
    except PictureError:
        return
    assert read(found.small.data).format == "JPEG"
