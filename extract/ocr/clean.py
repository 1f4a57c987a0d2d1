"""A scan made fit to read: seals out, paper white, lines level.

The order of steps and the figures are those measured in OCR.md. Pictures are numpy arrays, rows first; darkness is
8 bits from 0 (paper) to 255 (ink), a quarter of the time that floats take.
"""

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Darkness = NDArray[np.uint8]
Floats = NDArray[np.float32]

INK = 255  # full darkness
PAPER_WINDOW = 0.3  # inch: larger than any stroke or letter, smaller than a shadow at the binding
INK_SHARE = 2.0  # percent of the inked pixels that count as the darkest: the ink's level
PAPER_NOISE = 40  # grey levels: what differs less from the paper is no ink
LEAST_INK = 60.0  # grey levels: fainter print than that is not brought up to black
COARSE = np.arange(-3.4, 3.41, 0.2)  # degrees; scanners and copiers stay within 3
FINE = np.arange(-0.2, 0.21, 0.04)
SKEW_DPI = 150.0  # enough to see by how much lines are not level
BLOCK = 0.04  # inch: about a letter, whose darkest pixel is its ink
TILE = 1.0  # inch: the toner of a sheet changes over several
PRINT = 0.45  # of full darkness: print of little toner has more, print that shines through less
PRINTED = 0.02  # share of a tile's blocks: with fewer its level would be that of a speck
PRINT_LEVEL = 75  # percent of a tile's print that are no darker than what is brought to full
EVEN = 0.75  # of full darkness: sheets that have it everywhere stay as they are; low toner of cchc and tuphap had 0.6
INKED = 89  # of 255: from here on it is print
DUST = 0.022  # inch: larger is no speck; a full stop of 14 points is 0.02
LETTER_NEAR = 0.035  # inch: marks and stops stand so near to a letter's box
DOTS_APART, LEVEL = 0.06, 0.01  # inch: how far the dots of an ellipsis stand apart and out of line
ELLIPSIS = 3  # its dots
DIRTY = 60  # half-inch squares with specks that stand alone: a sheet copied twice has hundreds, a clean scan under ten
SQUARE = 0.5  # inch; a seal's specks (p16's page 4) stand in a dozen squares, dust in all
CLUMP = 0.035  # inch: the boxes of specks that touch each other (cchc, tuphap); the hyphen of 10 points is 0.045 long
PAIR = 0.048  # inch: two specks that touch at a corner; an x of 8 points is 0.05 high
FILLED, UPRIGHT = 0.68, 0.8  # of its box: pairs of specks have 0.4 to 0.6, bullets 0.75; a bullet is as wide as high
AS_MANY = 2.0  # times the specks that chance puts beside letters: more blobs of a size are marks of print
SAMPLE = 4  # one pixel of so many, along and down, tells a stamp's colour
VIVID = 60  # of 255 between the brightest channel and the faintest: seals have 160, JPEG's stray colours under 40
STAMPED = 0.001  # share of such pixels: a seal of 36 mm has 0.003 of a page
FULL_COLOUR, NEARLY = 80, 0.85  # percent of those are no more vivid than the stamp's ink; so much of it is ink too
PAPER = 90  # percent of a page's pixels are no brighter than its paper
STAMP_LIGHT = 80  # grey levels darker than the paper: more is print in colour, that stays
MOSTLY_EMPTY = 0.5  # share of rows left: with more it is faster to look at all of them
SLICE = 24  # pixels: within a slice a line of 3 degrees climbs by little more than a pixel
SLACK = 0.12  # of the height: room for slices that are moved, on sheets up to four times as wide as high


def grey(picture: NDArray[np.uint8]) -> Grey:
    """The maximum of R, G and B, less what stamps leave in it: a red seal turns light, black stays black."""
    if picture.ndim == 2:
        return picture
    _, stray = _bright_and_vivid(picture[::SAMPLE, ::SAMPLE])
    if np.count_nonzero(stray > VIVID) < STAMPED * stray.size:  # most pages: no need to look at each pixel's colour
        return _brightest(picture)
    most, vivid = _bright_and_vivid(picture)
    out = most
    for channel in (0, 2):
        out = _unstamped(out, np.where(picture[:, :, channel] == most, vivid, np.uint8(0)))
    return out


def _bright_and_vivid(picture: NDArray[np.uint8]) -> tuple[Grey, Grey]:
    """The brightest channel of each pixel, and by how much it is brighter than the faintest."""
    red, green, blue = cv2.split(picture)
    most = cv2.max(cv2.max(red, green), blue)
    return np.asarray(most, np.uint8), np.asarray(cv2.subtract(most, cv2.min(cv2.min(red, green), blue)), np.uint8)


def _brightest(picture: NDArray[np.uint8]) -> Grey:
    red, green, blue = cv2.split(picture)
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)


def _unstamped(most: Grey, vivid: Grey) -> Grey:
    """The brightest channel with what a stamp's ink takes from it too given back, by how vivid its colour is there.

    Stamps are not quite bright in any channel, and what is left of one adds up with print that shines through. Inks
    that lie over each other multiply (Ruifrok and Johnston, 2001, Quantification by color deconvolution).
    """
    few = np.s_[::SAMPLE, ::SAMPLE]
    there = vivid[few] > VIVID
    if np.count_nonzero(there) < STAMPED * there.size:
        return most
    colour = float(np.percentile(vivid[few][there], FULL_COLOUR))
    stamp = float(np.median(most[few][vivid[few] > colour * NEARLY]))
    paper = float(np.percentile(most[few], PAPER))
    if not 0 < paper - stamp < STAMP_LIGHT:
        return most
    taken = cv2.convertScaleAbs(vivid, alpha=INK * (1 - stamp / paper) / colour)
    # A JPEG's colour is blurred over two pixels: the stamp's edges have less of it than they are dark.
    left = cv2.bitwise_not(cv2.dilate(taken, np.ones((3, 3), np.uint8)))
    # Ink is only taken away: where another colour is more vivid than the stamp's nothing would be left.
    return np.asarray(cv2.max(most, cv2.divide(most, left, scale=INK)), np.uint8)


def darkness(image: Grey, dpi: float) -> Darkness:
    """Darkness against the local paper; uneven light and print shining through fall away.

    The paper is a closing at quarter size, blurred; the ink's level is the dark end of the histogram.
    """
    small = cv2.resize(image, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    window = max(3, int(dpi / 4 * PAPER_WINDOW)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (window, window))
    # cv2.GaussianBlur's exact sums take nine times as long for so wide a bell; one pixel in a thousand differs.
    bell = cv2.getGaussianKernel(6 * window + 1, window)
    paper = cv2.sepFilter2D(cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel), cv2.CV_8U, bell, bell)
    paper = cv2.resize(paper, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
    depth = cv2.subtract(paper, image)
    full = max(_ink_level(np.asarray(depth, np.uint8)), LEAST_INK)
    dark = np.asarray(cv2.convertScaleAbs(depth, alpha=INK / full), np.uint8)
    return _even(dark, dpi)


def _even(dark: Darkness, dpi: float) -> Darkness:
    """Darkness with the ink of each part of the sheet brought up to full: low toner is uneven.

    What a part has of ink is told by its darkest print; a part without print, where the back may shine through, takes
    its neighbours' level.
    """
    block = max(1, int(dpi * BLOCK))
    height, width = (size // block * block for size in dark.shape)
    darkest = dark[:height, :width].reshape(-1, block, width).max(axis=1).reshape(-1, width // block, block).max(axis=2)
    side = max(1, int(TILE / BLOCK))
    rows, columns = (max(1, -(-size // side)) for size in darkest.shape)
    levels = np.zeros((rows, columns), np.float32)
    for row in range(rows):
        for column in range(columns):
            part = darkest[row * side : (row + 1) * side, column * side : (column + 1) * side]
            print_there = part[part >= PRINT * INK]
            if len(print_there) >= PRINTED * part.size:
                levels[row, column] = np.percentile(print_there, PRINT_LEVEL) / INK
    if not levels.any() or levels[levels > 0].min() >= EVEN:
        return dark
    while not levels.all():
        levels = np.where(levels > 0, levels, cv2.dilate(levels, np.ones((3, 3), np.uint8)))
    gain = cv2.resize(1 / levels, (dark.shape[1], dark.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(dark * np.maximum(gain, 1.0), 0, INK), np.uint8)


def _ink_level(depth: Grey) -> float:
    """The depth that only INK_SHARE percent of the inked pixels exceed."""
    counts = cv2.calcHist([depth], [0], None, [256], [0, 256]).ravel().astype(np.int64)
    counts[: PAPER_NOISE + 1] = 0
    total = int(counts.sum())
    if total <= 100:
        return float(INK)
    return float(np.searchsorted(np.cumsum(counts), total * (1 - INK_SHARE / 100)))


def shrunk(dark: Darkness, dpi: float, to: float) -> Darkness:
    """The picture at a lower resolution, or as it is where it has no more than that."""
    if to >= dpi:
        return dark
    scale = to / dpi
    return np.asarray(cv2.resize(dark, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def skew(dark: Darkness, dpi: float) -> float:
    """Degrees (counter-clockwise) by which to turn the picture so that its lines lie level.

    A projection profile (Postl, 1986): the angle at which rows of ink and of paper change most sharply. The picture is
    not turned: its upright slices, narrow enough to be level, are moved up and down.
    """
    large = shrunk(dark, dpi, SKEW_DPI)
    coarse = _slices(shrunk(large, min(dpi, SKEW_DPI), 75))
    first = max(COARSE, key=lambda angle: _sharpness(*coarse, float(angle)))
    fine = _slices(large)
    return float(max(first + FINE, key=lambda angle: _sharpness(*fine, float(angle))))


def _slices(picture: Darkness) -> tuple[Floats, Floats]:
    """The ink of each upright slice, row by row, and how far right of the picture's middle each slice lies."""
    height, width = picture.shape
    count = max(2, width // SLICE)
    ink = cv2.resize(picture, (count, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    return np.ascontiguousarray(ink.T), ((np.arange(count, dtype=np.float32) + 0.5) / count - 0.5) * width


def _sharpness(ink: Floats, x: Floats, degrees: float) -> float:
    """How sharply rows of ink and of paper change when the picture is turned by so many degrees."""
    height = ink.shape[1]
    down = SLACK * height - x * np.tan(np.radians(degrees))
    whole = np.floor(down).astype(np.int64)
    part = (down - whole).astype(np.float32)[:, None]
    rows = np.zeros(height + int(2 * SLACK * height) + 2, np.float32)
    starts = np.clip(whole, 0, len(rows) - height - 1).tolist()
    for at, upper, lower in zip(starts, ink * (1 - part), ink * part, strict=True):
        rows[at : at + height] += upper
        rows[at + 1 : at + 1 + height] += lower
    return float(np.square(np.diff(rows)).sum())


def turn(image: Darkness, degrees: float) -> Darkness:
    """The picture turned about its middle, same size, with paper (0) where nothing was."""
    if abs(degrees) < 0.02:
        return image
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=0.0), np.uint8)


def lies_on_its_side(dark: Darkness, dpi: float) -> bool:
    """Whether the text runs up or down the sheet: its lines then show in the columns' profile, not in the rows'."""
    small = shrunk(dark, dpi, 75)
    # Long rules speak of the table and not of the text: only short runs of ink are left to vote.
    rules = np.maximum(
        cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones((1, 35), np.uint8)),
        cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones((35, 1), np.uint8)),
    )
    text = np.clip(small - rules * 1.2, 0, INK)

    def roughness(axis: int) -> float:
        return float(np.square(np.diff(text.sum(axis=axis))).sum() / text.shape[axis] ** 2)

    across, along = roughness(1), roughness(0)
    return bool(along > 1.6 * across)


def _specks(stats: NDArray[np.intp], middles: NDArray[np.intp], shape: tuple[int, ...], dpi: float) -> NDArray[np.intp]:
    """The specks of a dirty sheet: small blobs with no letter near, and those beside letters that are as small.

    Two that touch make a larger one, which is told by its ragged shape where it stands all alone.
    """
    small = np.maximum(stats[:, 2], stats[:, 3]) <= dpi * CLUMP
    small[0] = False
    near = np.zeros(shape, np.uint16)
    reach = int(dpi * LETTER_NEAR)
    for x, y, w, h in stats[1:][~small[1:], :4].tolist():
        near[max(0, y - reach) : y + h + reach, max(0, x - reach) : x + w + reach] += 1
    around = near[middles[:, 1], middles[:, 0]]
    found = np.flatnonzero(small)
    beside = around[found] > 0
    areas = stats[found, cv2.CC_STAT_AREA]
    single = found[~beside | (areas <= _speck_area(areas[~beside], areas[beside]))]
    pairs = ~small & _ragged(stats, dpi * PAIR) & (around == 1)  # nothing is near but the blob itself
    return np.asarray(np.union1d(single, np.flatnonzero(pairs)), np.intp)


def _ragged(stats: NDArray[np.intp], most: float) -> NDArray[np.bool_]:
    """Which blobs of at most so many pixels are neither a dash nor a round bullet: full of gaps, or upright."""
    width, height, area = (stats[:, column] for column in (2, 3, cv2.CC_STAT_AREA))
    full = area >= FILLED * width * height
    return np.asarray((np.maximum(width, height) <= most) & ~(full & (width >= UPRIGHT * height)), np.bool_)


def _speck_area(alone: NDArray[np.intp], beside: NDArray[np.intp]) -> float:
    """The area up to which a small blob beside a letter is a speck and no mark, so that fewest are mistaken.

    Specks fall where they will: for each that stands alone, as many of its area stand beside letters as of the
    smallest, which no mark is. Of areas side by side all are counted: of the largest there are few.
    """
    bins = int(max(alone.max(), beside.max(initial=0))) + 2
    specks, seen = np.bincount(alone, minlength=bins), np.bincount(beside, minlength=bins)
    smallest = int(np.median(alone)) + 1
    share = seen[:smallest].sum() / specks[:smallest].sum()
    mistaken = np.cumsum(np.convolve(seen - AS_MANY * share * specks, np.ones(max(1, smallest // 2)), "same"))
    return float(np.flatnonzero(mistaken <= mistaken.min() + 1e-9).mean())


def components(mask: MatLike) -> tuple[int, NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Blobs of what is not 0: their number with the ground, each pixel's label, each one's box and area, its middle.

    By the labelling of Grana and others (2010): on one core OpenCV's own choice measures boxes three times as slowly.
    """
    count, labels, stats, middles = cv2.connectedComponentsWithStatsWithAlgorithm(mask, 8, cv2.CV_32S, cv2.CCL_GRANA)
    return count, np.asarray(labels, np.int32), np.asarray(stats, np.int32), np.asarray(middles, np.float64)


def components_in_rows(mask: MatLike) -> tuple[int, NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """As `components`, in a fraction of its time where most rows are empty, as they are in pictures of rules.

    Empty rows are passed over, two by two as that labelling goes, but for two below each that is inked.
    """
    pairs = np.zeros(mask.shape[0] // 2 + 2, np.bool_)
    inked = np.flatnonzero(mask.max(axis=1)) // 2
    pairs[inked] = pairs[inked + 1] = True
    rows = np.flatnonzero(np.repeat(pairs, 2)[: mask.shape[0]])
    if not 0 < len(rows) < MOSTLY_EMPTY * mask.shape[0]:
        return components(mask)
    count, those, stats, middles = components(mask[rows])
    labels = np.zeros(mask.shape, np.int32)
    labels[rows] = those
    moved = rows[stats[1:, 1]] - stats[1:, 1]
    stats[1:, 1] += moved.astype(np.int32)
    middles[1:, 1] += moved
    return count, labels, stats, middles


def runs(marks: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where each run of what is true begins, and the place after its end."""
    turns = np.flatnonzero(np.diff(np.concatenate([[False], marks, [False]]).astype(np.int8)))
    return turns[::2], turns[1::2]


def blobs(dark: Darkness) -> NDArray[np.int32]:
    """Left, top, width, height of each blob of ink, in pixels; shape (n, 4)."""
    _, _, stats, _ = components(cv2.threshold(dark, INKED, 1, cv2.THRESH_BINARY)[1])
    return np.asarray(stats[1:, :4], np.int32)


def dusted(text: Darkness, dpi: float) -> Darkness:
    """The text without the specks that copying leaves: small blobs with no letter near, nor beside another such.

    A full stop, a mark above or below a letter and the dots of an ellipsis stay; on a dirty sheet what is as small as
    the specks that stand alone goes beside letters too.
    """
    count, _, stats, middles = components(cv2.threshold(text, INKED, 1, cv2.THRESH_BINARY)[1])
    small = np.maximum(stats[:, 2], stats[:, 3]) <= dpi * DUST
    small[0] = False
    if not small.any() or count - int(small.sum()) < 2:
        return text
    letters = np.zeros_like(text)
    for x, y, w, h in stats[1:][~small[1:], :4].tolist():
        letters[y : y + h, x : x + w] = 1
    reach = 2 * int(dpi * LETTER_NEAR) + 1
    near = np.asarray(cv2.dilate(letters, np.ones((reach, reach), np.uint8)), np.uint8)
    apart, level = max(1, int(dpi * DOTS_APART)), max(1, int(dpi * LEVEL))
    middles = middles.astype(np.int64)
    specks = np.flatnonzero(small)
    for _ in range(ELLIPSIS):  # one dot stands by its letter, the next by that dot
        by_letter = near[middles[specks, 1], middles[specks, 0]] > 0
        for x, y in middles[specks[by_letter]].tolist():
            near[max(0, y - level) : y + level + 1, max(0, x - apart) : x + apart + 1] = 1
        specks = specks[~by_letter]
    squares = np.unique(middles[specks] // int(dpi * SQUARE), axis=0)
    if len(squares) > DIRTY:
        specks = np.union1d(specks, _specks(stats.astype(np.intp), middles.astype(np.intp), text.shape, dpi))
    out = text.copy()
    for x, y, w, h in stats[specks, :4].tolist():
        out[max(0, y - 1) : y + h + 1, max(0, x - 1) : x + w + 1] = 0
    return out
