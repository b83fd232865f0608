"""Random names and shell patterns, and whether Python's fnmatch lets them match: `fnmatch_cases.py SEED COUNT`."""

import fnmatch
import json
import random
import sys
import warnings

CHARS = ["a", "b", "c", "lr", "_", ".", "-", "A", "é", "日", "\n", "]", "^", "\\", "[", "!", "*"]
TOKENS = CHARS + ["*", "*", "*", "?", "?", "[ab]", "[!ab]", "[a-c]", "[!a-c]", "[c-a]", "[]a]", "[!]a]", "[a-]", "[-a]", "[^a]",
                  "[a", "[!", "[\\]", "[b-a!c]", "[a&&b]", "[a||b]", "[a~~b]", "[[a]", "[--a]", "[a-b-c]", "[!!a]", "[]-a]"]


def main():
    warnings.simplefilter("ignore")
    seed, count = map(int, sys.argv[1:])
    chooser = random.Random(seed)
    for _ in range(count):
        name = "".join(chooser.choice(CHARS) for _ in range(chooser.randint(0, 5)))
        pattern = "".join(chooser.choice(TOKENS) for _ in range(chooser.randint(0, 5)))
        if chooser.random() < 0.4:
            # A pattern that has something to do with the name.
            pattern = "".join(chooser.choice([char, char, "?", "*", "[" + char + "x]"]) for char in name)
        print(json.dumps({"name": name, "pattern": pattern, "matches": fnmatch.fnmatch(name, pattern)}))


main()
