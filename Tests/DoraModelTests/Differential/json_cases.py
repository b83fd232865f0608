"""Random deltas: a line of names and values with ASCII escapes or without, what json.dumps prints of it, and its digest."""
import hashlib
import json
import math
import random
import struct
import sys


def number(rng):
    kind = rng.randrange(8)
    if kind == 0:
        return struct.unpack("<d", rng.getrandbits(64).to_bytes(8, "little"))[0]
    if kind == 1:
        return rng.choice([0.0, -0.0, math.inf, -math.inf, math.nan, 5e-324, 2.0 ** 53, 1e16, 1e-5, 9007199254740993.0])
    if kind == 2:
        return rng.randrange(-10 ** 40, 10 ** 40)
    if kind == 3:
        return rng.uniform(2 ** 53, 1e17)
    if kind == 4:
        return round(rng.random(), rng.randrange(1, 17))
    if kind == 5:
        return float(10 ** rng.randrange(-30, 30))
    return rng.randrange(-1000, 1000)


def text(rng):
    pools = ["abcdefghijk_-./=", "\x00\x1f\x7f\"\\\n\t\b\f\r/", "éßñ\u0301\u200d\uffff", "\U0001f600\U00010000\U0010ffff",
             # No high surrogates: a low one after it would be one character to who reads the JSON.
             "\udfff\udc80"]
    return "".join(rng.choice(rng.choice(pools)) for _ in range(rng.randrange(8)))


def value(rng, depth=0):
    kind = rng.randrange(9 if depth < 3 else 6)
    if kind < 2:
        return number(rng)
    if kind < 4:
        return text(rng)
    if kind == 4:
        return rng.choice([True, False, None])
    if kind == 5:
        return rng.choice([[], {}, ""])
    if kind < 8:
        return [value(rng, depth + 1) for _ in range(rng.randrange(5))]
    return {text(rng): value(rng, depth + 1) for _ in range(rng.randrange(5))}


seed = int(sys.argv[1])
for index in range(int(sys.argv[2])):
    rng = random.Random(seed * 1_000_003 + index)
    names = sorted({text(rng) for _ in range(rng.randrange(6))})
    delta = [[name, value(rng)] for name in names]
    dumped = json.dumps(delta)
    shuffled = rng.sample(delta, len(delta))
    print(json.dumps({"delta": dumped, "digest": hashlib.sha1(dumped.encode()).hexdigest(),
                      "shuffled": json.dumps(shuffled, indent=rng.choice([None, 1]))}))
