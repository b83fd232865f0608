"""The data: 1,797 images of 8 × 8 pixels, each with the digit that it shows."""
import typing as tp
from pathlib import Path

Image = tp.Tuple[tp.List[float], int]


def load(path: Path = Path(__file__).parent / "data.txt") -> tp.Tuple[tp.List[Image], tp.List[Image]]:
    """Training and test images, as (64 pixels from 0 to 1, digit).

    A line of the file is the digit, a space, and 64 pixels from `0` to `g` (16). Every fifth image is a test image.
    """
    images = []
    for line in path.read_text().splitlines():
        digit, pixels = line.split()
        images.append(([int(pixel, 17) / 16 for pixel in pixels], int(digit)))
    train = [image for i, image in enumerate(images) if i % 5]
    return train, images[::5]
