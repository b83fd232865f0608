"""Trains one network: `dora run -- model=linear`, or `python -m digits_hydra.train model=linear`."""
import json
import logging
from pathlib import Path
import random
import typing as tp

from dora import get_xp, hydra_main, to_absolute_path
from dora.utils import write_and_rename

from .network import Network

log = logging.getLogger(__name__)


def load(path: Path, test_every: int) -> tp.Tuple[tp.List[tp.Any], tp.List[tp.Any]]:
    """Training and test images, as (64 pixels from 0 to 1, digit)."""
    images = []
    for line in path.read_text().splitlines():
        digit, pixels = line.split()
        images.append(([int(pixel, 17) / 16 for pixel in pixels], int(digit)))
    train = [image for place, image in enumerate(images) if place % test_every]
    return train, images[::test_every]


@hydra_main(config_path="conf", config_name="config", version_base="1.3")
def main(cfg):
    xp = get_xp()
    train, test = load(to_absolute_path(Path(cfg.data.path)), cfg.data.test_every)
    hidden = [cfg.model.hidden] if isinstance(cfg.model.hidden, int) else list(cfg.model.hidden)
    network = Network([64] + hidden + [10], random.Random(cfg.seed))

    checkpoint = xp.folder / "checkpoint.json"
    done = 0
    if checkpoint.exists() and not cfg.restart:
        state = json.loads(checkpoint.read_text())
        network.layers, network.speeds, done = state["layers"], state["speeds"], state["epoch"]
        log.info("resuming after epoch %d", done)
    xp.link.load()
    # The history may be one epoch ahead of the checkpoint that it was interrupted at.
    xp.link.update_history(xp.link.history[:done])

    for epoch in range(done + 1, cfg.epochs + 1):
        # An order of its own for each epoch, so that a resumed run is the same as an uninterrupted one.
        order = random.Random(f"{cfg.seed} {epoch}").sample(train, len(train))
        lr = cfg.optim.lr * cfg.optim.decay ** (epoch - 1)
        loss = sum(network.step(*image, lr, cfg.optim.momentum) for image in order) / len(order)
        right = sum(network.guess(image) == digit for image, digit in test)
        metrics = {"loss": loss, "accuracy": 100 * right / len(test)}
        log.info("epoch %d/%d: loss %.4f, accuracy %.1f %%", epoch, cfg.epochs, loss, metrics["accuracy"])
        with write_and_rename(checkpoint, "w") as file:
            json.dump({"epoch": epoch, "layers": network.layers, "speeds": network.speeds}, file)
        xp.link.push_metrics(metrics)


if __name__ == "__main__":
    main()
