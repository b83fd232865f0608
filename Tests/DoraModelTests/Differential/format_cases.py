"""Random format specs and values, and what Python's format() makes of them: one JSON object a line.

    format_cases.py SEED COUNT
"""
import json
import random
import struct
import sys


def spec(rng):
    out = ""
    if rng.random() < 0.4:
        out += rng.choice(["", "*", "0", "é", "x", " "]) + rng.choice("<>^=")
    if rng.random() < 0.2:
        out += rng.choice("+- ")
    if rng.random() < 0.05 and sys.version_info >= (3, 11):
        out += "z"
    if rng.random() < 0.1:
        out += "#"
    if rng.random() < 0.2:
        out += "0"
    if rng.random() < 0.5:
        out += str(rng.randrange(0, 25))
    if rng.random() < 0.25:
        out += rng.choice(",_")
    if rng.random() < 0.6:
        out += "." + str(rng.choice([0, 1, 2, 3, 4, 6, 10, 17, 25, 60]))
    if rng.random() < 0.8:
        out += rng.choice("dfffeegggGEF%%%sbxXo")
    if rng.random() < 0.02:
        out += rng.choice(["!", "..", "q", ",,", "é"])
    return out


def value(rng):
    kind = rng.randrange(12)
    if kind == 0:
        return struct.unpack("<d", rng.getrandbits(64).to_bytes(8, "little"))[0]
    if kind < 3:
        return round(rng.uniform(-1000, 1000), rng.randrange(0, 6))
    if kind == 3:
        return rng.choice([0.0, -0.0, float("nan"), float("inf"), -float("inf"), 5e-324, 1e16, 1e22,
                           1.7976931348623157e308, 0.5, 1.5, 2.5, -0.5, 0.125, 2.675, 1e-5, 9.5, 99.95,
                           999999.5, 0.00001, 0.0001, 123456.0, 1e15, 9999999999999998.0, 9.999e-5])
    if kind == 4:
        return rng.randrange(-2000, 2000) / 2 ** rng.randrange(0, 12)
    if kind == 5:
        return rng.uniform(0, 1) * 10 ** rng.randrange(-12, 20)
    if kind < 8:
        return rng.choice([0, 1, -1, 7, rng.randrange(-10 ** 6, 10 ** 6), rng.randrange(10 ** 12)])
    if kind == 8:
        return rng.choice([10 ** 25, -10 ** 400, 2 ** 64, True, False])
    if kind == 9:
        return rng.choice([None, [], [1, "a", None, 2.5], {"a": 1, "b": [True]}, ["it's", 'q"', "\u200b\u00a0é\n\x07"]])
    return "".join(rng.choice("abcdé日 ☃-") for _ in range(rng.randrange(0, 8)))


def main():
    rng = random.Random(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        case = {"spec": spec(rng) if rng.random() > 0.03 else "", "value": value(rng)}
        try:
            case["out"] = format(case["value"], case["spec"])
        except (ValueError, TypeError, OverflowError):
            case["out"] = None
        print(json.dumps(case))


main()
