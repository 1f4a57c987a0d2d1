"""A scan made fit to read: seals out, paper white, lines level.

The order of steps and the figures are those measured in OCR.md. Pictures are numpy arrays, rows first; darkness is
float32 from 0 (paper) to 1 (ink).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Darkness = NDArray[np.float32]

PAPER_WINDOW = 0.3  # inch: larger than any stroke or letter, smaller than a shadow at the binding
INK_SHARE = 2.0  # percent of the inked pixels that count as the darkest: the ink's level
COARSE = np.arange(-3.4, 3.41, 0.2)  # degrees; scanners and copiers stay within 3
FINE = np.arange(-0.2, 0.21, 0.04)


def grey(picture: NDArray[np.uint8]) -> Grey:
    """The maximum of R, G and B: a red seal and a blue signature turn light, black stays black."""
    if picture.ndim == 2:
        return picture
    return np.ascontiguousarray(picture[:, :, :3].max(axis=2))


def darkness(image: Grey, dpi: float) -> Darkness:
    """Darkness against the local paper; uneven light and print shining through fall away.

    The paper is a closing at quarter size, blurred; the ink's level is the dark end of the histogram.
    """
    small = cv2.resize(image, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    window = max(3, int(dpi / 4 * PAPER_WINDOW)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (window, window))
    paper = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel), (0, 0), window)
    paper = cv2.resize(paper, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    depth = np.maximum(paper - image, 0.0)
    inked = depth[depth > 40]
    full = float(np.percentile(inked, 100 - INK_SHARE)) if inked.size > 100 else 255.0
    out: Darkness = np.clip(depth / max(full, 60.0), 0.0, 1.0).astype(np.float32)
    return out


def _shrunk(dark: Darkness, dpi: float, to: float) -> Darkness:
    """The picture at a lower resolution, or as it is where it has no more than that."""
    scale = min(1.0, to / dpi)
    out: Darkness = cv2.resize(dark, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float32)
    return out


def _sharpness(picture: Darkness, degrees: float) -> float:
    """How sharply rows of ink and of paper change when the picture is turned by so many degrees."""
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    rows = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_LINEAR).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())


def skew(dark: Darkness, dpi: float) -> float:
    """Degrees (counter-clockwise) by which to turn the picture so that its lines lie level: a projection profile."""
    coarse = _shrunk(dark, dpi, 75)
    first = max(COARSE, key=lambda angle: _sharpness(coarse, float(angle)))
    fine = _shrunk(dark, dpi, 150)
    return float(max(first + FINE, key=lambda angle: _sharpness(fine, float(angle))))


def turn(image: NDArray[np.float32], degrees: float) -> NDArray[np.float32]:
    """The picture turned about its middle, same size, with paper (0) where nothing was."""
    if abs(degrees) < 0.02:
        return image
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=0.0)
    return np.clip(turned, 0.0, 1.0)


def lies_on_its_side(dark: Darkness, dpi: float) -> bool:
    """Whether the text runs up or down the sheet: its lines then show in the columns' profile, not in the rows'."""
    small = _shrunk(dark, dpi, 75)
    # Long rules speak of the table and not of the text: only short runs of ink are left to vote.
    rules = np.maximum(
        cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones((1, 35), np.uint8)),
        cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones((35, 1), np.uint8)),
    )
    text = np.clip(small - rules * 1.2, 0, 1)

    def roughness(profile: NDArray[np.float32], length: int) -> float:
        return float(np.square(np.diff(profile)).sum()) / length

    across = roughness(text.sum(axis=1), text.shape[1] ** 2)
    along = roughness(text.sum(axis=0), text.shape[0] ** 2)
    return along > 1.6 * across
