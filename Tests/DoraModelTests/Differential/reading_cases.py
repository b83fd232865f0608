"""Random strings, and what Python reads in them.

    reading_cases.py SEED COUNT

Each line has a text, the digits of `int(text)`, the repr of `float(text)` (null: ValueError), the path that it makes and
its repr.
"""

import json
import pathlib
import random
import sys

PARTS = """0 1 7 12 007 _ __ + - . e E e5 e-3 e+ 1e400 .5 5. inf nan infinity NAN Inf x ' " \\ / // . .. ~ a é 日 ß ½ ² ٣ ๓
३ 𝟗 Ⅷ""".split() + [" ", "\t", "\n", "\r", "\x1c", "\x00", "\x7f", "\u0085", "\u00a0", "\u2003", "\u3000", "\u200b", "\ufeff",
                     "\u00ad", "\u0301", "\u0378", "\ud800", "\ue000", "\U0001f600", "\U000e0001", "\U0010ffff"]


def attempt(read, text):
    try:
        return repr(read(text))
    except ValueError:
        return None


def text_of(chooser):
    chance = chooser.random()
    if chance < 0.2:
        return repr(chooser.choice([chooser.random(), chooser.uniform(-1e9, 1e9), chooser.random() * 10.0**chooser.randint(-320, 308)]))
    if chance < 0.3:
        return str(chooser.randint(-(10**chooser.randint(1, 40)), 10**chooser.randint(1, 40)))
    if chance < 0.45:
        digits = "".join(chooser.choice("0123456789") for _ in range(chooser.randint(1, 40)))
        place = chooser.randint(0, len(digits))
        return digits[:place] + "." + digits[place:] + chooser.choice(["", "e%d" % chooser.randint(-400, 400)])
    return "".join(chooser.choice(PARTS) for _ in range(chooser.randint(0, 5)))


def main():
    seed, count = map(int, sys.argv[1:])
    chooser = random.Random(seed)
    for _ in range(count):
        text = text_of(chooser)
        print(json.dumps({"text": text, "int": attempt(int, text), "float": attempt(float, text),
                          "path": str(pathlib.PurePosixPath(text)), "repr": repr(text)}))


main()
