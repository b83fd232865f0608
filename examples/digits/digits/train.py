"""Trains one network: `dora run -- --lr=0.1`, or `python -m digits.train --lr=0.1`."""
import argparse
import json
import logging
import random
import sys

from dora import argparse_main, get_xp
from dora.utils import write_and_rename

from .data import load
from .model import Network

log = logging.getLogger(__name__)

parser = argparse.ArgumentParser("digits.train")
parser.add_argument("--lr", type=float, default=0.03, help="learning rate")
parser.add_argument("--decay", type=float, default=0.9, help="factor on the learning rate at each epoch")
parser.add_argument("--hidden", type=int, default=16, help="hidden units")
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--restart", action="store_true", help="ignore the checkpoint")


@argparse_main(parser, dir="./outputs", exclude=["restart"])
def main():
    xp = get_xp()
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")
    train, test = load()
    network = Network(64, xp.cfg.hidden, random.Random(xp.cfg.seed))

    checkpoint = xp.folder / "checkpoint.json"
    done = 0
    if checkpoint.exists() and not xp.cfg.restart:
        state = json.loads(checkpoint.read_text())
        network.first, network.second, done = state["first"], state["second"], state["epoch"]
        log.info("resuming after epoch %d", done)
    xp.link.load()
    # The history may be one epoch ahead of the checkpoint that it was interrupted at.
    xp.link.update_history(xp.link.history[:done])

    for epoch in range(done + 1, xp.cfg.epochs + 1):
        # An order of its own for each epoch, so that a resumed run is the same as an uninterrupted one.
        order = random.Random(f"{xp.cfg.seed} {epoch}").sample(train, len(train))
        lr = xp.cfg.lr * xp.cfg.decay ** (epoch - 1)
        loss = sum(network.step(image, digit, lr) for image, digit in order) / len(order)
        right = sum(network.guess(image) == digit for image, digit in test)
        metrics = {"loss": loss, "accuracy": 100 * right / len(test)}
        log.info("epoch %d/%d: loss %.4f, accuracy %.1f %%", epoch, xp.cfg.epochs, loss, metrics["accuracy"])
        with write_and_rename(checkpoint, "w") as file:
            json.dump({"epoch": epoch, "first": network.first, "second": network.second}, file)
        xp.link.push_metrics(metrics)


if __name__ == "__main__":
    main()
