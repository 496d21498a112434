"""Photos, drawn anew: only the picture is kept, no place, time or device, and nothing hidden in the file."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import IO

from PIL import Image, ImageOps

from ....model.refused import Refused

LARGEST_BYTES = 15 * 2**20
# What comes with the photo in one request: the note itself and the form's own parts.
LARGEST_BODY = LARGEST_BYTES + 2**20

_LARGEST_PIXELS = 60_000_000
_SIDE = 2048
_QUALITY = 85
_FORMATS = ("JPEG", "PNG", "WEBP")


class NotAPhoto(Refused):
    """A file is no picture that can be read, or is too large."""


@dataclass(frozen=True)
class Redrawn:
    """A JPEG, at most 2048 pixels a side, upright."""

    data: bytes
    width: int
    height: int


def redraw(file: IO[bytes], size: int) -> Redrawn:
    """The picture in a file of ``size`` bytes, as a new JPEG. Raises NotAPhoto, which says what to do."""
    if size > LARGEST_BYTES:
        raise NotAPhoto("This photo is larger than 15 MB. Send a smaller one, or a screenshot of it.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=_FORMATS) as opened:
                if opened.width * opened.height > _LARGEST_PIXELS:
                    raise NotAPhoto("This photo has too many points. Send a smaller one, or a screenshot of it.")
                opened.draft("RGB", (_SIDE, _SIDE))
                return _draw(opened)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAPhoto("This file is not a photo that we can read. Send a JPEG, PNG or WebP picture.") from error


def _draw(opened: Image.Image) -> Redrawn:
    upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((_SIDE, _SIDE))
    drawn = Image.new("RGB", upright.size, "white")
    seen = upright.convert("RGBA")
    drawn.paste(seen, mask=seen.getchannel("A"))
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Redrawn(out.getvalue(), *drawn.size)
