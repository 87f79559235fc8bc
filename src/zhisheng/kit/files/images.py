"""Draw a picture anew: what was hidden in it, and where it was taken, is gone."""

import io
from typing import TYPE_CHECKING, BinaryIO

from zhisheng.kit.files.errors import ImageRefusedError, ImageTooSmallError

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 40_000_000
JPEG_QUALITY = 88


def reencode(
    file: BinaryIO, content_type: str, *, least_sides: tuple[int, int] = (1, 1)
) -> bytes:
    """Return the same picture without metadata; one too small to be read is refused."""
    # Loaded on use: only who sends a picture waits for it.
    from PIL import Image, ImageOps, UnidentifiedImageError

    kind = content_type.removeprefix("image/").upper()
    try:
        with Image.open(file, formats=[kind]) as image:
            # The header alone tells the size: a bomb is refused before it is unpacked.
            if image.width * image.height > MAX_PIXELS:
                raise _refuse()
            _require_sides(image, least_sides)
            return _save(ImageOps.exif_transpose(image), kind)
    except (
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        raise _refuse() from error


def is_blank(content: bytes) -> bool:
    """Tell whether a PNG shows nothing: one colour throughout, or nothing but glass."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise _refuse()
            drawn = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise _refuse() from error
    paper = Image.new("RGBA", drawn.size, "white")
    darkest, lightest = Image.alpha_composite(paper, drawn).convert("L").getextrema()
    return darkest == lightest


def _require_sides(image: "Image.Image", least_sides: tuple[int, int]) -> None:
    short, long = sorted(image.size)
    if short < least_sides[0] or long < least_sides[1]:
        raise ImageTooSmallError(
            least=f"{least_sides[1]}×{least_sides[0]}",
            size=f"{image.width}×{image.height}",
        )


def _save(image: "Image.Image", kind: str) -> bytes:
    has_alpha = kind != "JPEG" and "A" in image.getbands()
    clean = image.convert("RGBA" if has_alpha else "RGB")
    clean.info = {}
    out = io.BytesIO()
    clean.save(out, kind, **({"quality": JPEG_QUALITY} if kind != "PNG" else {}))
    return out.getvalue()


def _refuse() -> ImageRefusedError:
    return ImageRefusedError(max_megapixels=MAX_PIXELS // 1_000_000)
