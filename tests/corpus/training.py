"""What fitting the networks of extract/ocr has in common: worn sheets, convolutions as they compute them, and Adam.

Fitting needs jax (`pip install jax`; no part of phuluc's own setting up).
"""

import io
from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.ocr import clean, rules
from tests.corpus.scans import Picture, Wear, worn

BATCH, RATE, SMOOTHED, KEPT = 256, 2e-3, 0.01, 0.8

Weights = dict[str, NDArray[np.float32]]


def spread(random: np.random.Generator, *shape: int) -> NDArray[np.float32]:
    """First weights after He et al., 2015."""
    return np.asarray(random.normal(0, np.sqrt(2 / np.prod(shape[:-1])), shape), np.float32)


def first_weights(
    random: np.random.Generator, convolutions: Sequence[tuple[int, ...]], dense: Sequence[int]
) -> Weights:
    """Weights of convolutions (rows, columns, channels in, out), then of a dense layer (numbers in, out)."""
    out = {}
    for n, shape in enumerate((*convolutions, tuple(dense)), 1):
        out[f"k{n}" if n <= len(convolutions) else f"w{n}"] = spread(random, *shape)
        out[f"b{n}"] = np.zeros(shape[-1], np.float32)
    return out


def hidden(weights: Any, pictures: Any, key: Any = None) -> Any:
    """The layer before the last; with a key a share of it is left out."""
    import jax

    layer = pictures[..., None]
    for n in "123":
        kind = ("NHWC", "HWIO", "NHWC")
        layer = jax.lax.conv_general_dilated(layer, weights[f"k{n}"], (2, 2), "SAME", dimension_numbers=kind)
        layer = jax.nn.relu(layer + weights[f"b{n}"])
    out = jax.nn.relu(layer.reshape(layer.shape[0], -1) @ weights["w4"] + weights["b4"])
    return out if key is None else out * jax.random.bernoulli(key, KEPT, out.shape) / KEPT


def smoothed(scores: Any, true: Any, most: float = SMOOTHED) -> Any:
    """The loss of scores, where what is true has all but `most` of the chance."""
    import jax
    import jax.numpy as jnp

    log = jax.nn.log_softmax(scores)
    return -((1 - most) * jnp.take_along_axis(log, true[:, None], 1).mean() + most * log.mean())


def shaken(pictures: NDArray[np.uint8], random: np.random.Generator, far: int) -> NDArray[np.float32]:
    """Pictures moved by up to `far` pixels, lighter or darker."""
    moved = np.roll(pictures, tuple(int(n) for n in random.integers(-far, far + 1, 2)), axis=(1, 2))
    light = random.uniform(0.8, 1.15, (len(pictures), 1, 1))
    return np.asarray(np.minimum(1, moved * (light / 255)), np.float32)


def cleaned(sheet: Picture, wear: Wear, random: np.random.Generator) -> clean.Darkness:
    """A sheet that is worn, stored, and cleaned as a scan is."""
    from PIL import Image

    page = worn(sheet, None, wear, random)
    if wear.coding == "jpeg":
        out = io.BytesIO()
        Image.fromarray(page).save(out, "JPEG", quality=wear.quality)
        page = np.asarray(Image.open(out))
    else:
        grey = page if page.ndim == 2 else np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), np.uint8)
        page = np.where(grey > 160, 255, 0).astype(np.uint8)
    dark = clean.turn(clean.darkness(clean.grey(page), wear.dpi), -wear.skew + float(random.normal(0, 0.04)))
    across, down = rules.find(dark, wear.dpi)
    return clean.dusted(rules.erase(dark, across, down, wear.dpi), wear.dpi)


def adam(
    weights: Weights,
    loss: Callable[..., Any],
    count: int,
    epochs: int,
    batch_of: Callable[[NDArray[np.intp], np.random.Generator], tuple[Any, ...]],
    right: Callable[[Any], Sequence[float]],
) -> Weights:
    """The weights after so many epochs of Adam with a falling rate, over `count` examples.

    `loss(weights, *batch, key)`; `batch_of` gives the batch of some examples; `right` what is printed of an epoch.
    """
    import jax
    import jax.numpy as jnp

    def step(weights: Any, mean: Any, square: Any, n: Any, rate: Any, batch: Any, key: Any) -> Any:
        slope = jax.grad(loss)(weights, *batch, key)
        mean = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, slope)
        square = jax.tree.map(lambda s, g: 0.999 * s + 0.001 * g * g, square, slope)

        def moved(w: Any, m: Any, s: Any) -> Any:
            return w - rate * (m / (1 - 0.9**n) / (jnp.sqrt(s / (1 - 0.999**n)) + 1e-8) + 1e-4 * w)

        return jax.tree.map(moved, weights, mean, square), mean, square

    quick, random, key = jax.jit(step), np.random.default_rng(0), jax.random.PRNGKey(0)
    mean, square = jax.tree.map(np.zeros_like, weights), jax.tree.map(np.zeros_like, weights)
    batches = max(1, count // BATCH)
    for n in range(epochs * batches):
        if n % batches == 0:
            order = random.permutation(count)
        batch = batch_of(order[n % batches * BATCH :][:BATCH], random)
        key, own = jax.random.split(key)
        rate = 1e-5 + RATE / 2 * (1 + np.cos(np.pi * (n + 1) / (epochs * batches)))
        weights, mean, square = quick(weights, mean, square, n + 1, rate, batch, own)
        if (n + 1) % batches == 0:
            print((n + 1) // batches, *(f"{share:.4f}" for share in right(weights)), flush=True)
    return {name: np.asarray(value, np.float32) for name, value in weights.items()}
