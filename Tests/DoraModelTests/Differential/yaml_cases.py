"""Random YAML texts and what OmegaConf's loader reads in them, told by their seeds.

    yaml_cases.py SEED COUNT > values.jsonl
"""
import json
import random
import sys

import yaml
from hydra_cases import mapping
from omegaconf._utils import get_yaml_loader

PIECES = [
    "a", "b", "1", "k: ", "- ", "? ", ": ", ":", "?", "-", "[", "]", "{", "}", ",", ", ", "'", '"', "|",
    ">", "|-", ">+", "|2", "#", " #", " ", "  ", "x y", "é", "&x ", "*x", "\n", "\n  ", "\n    ", "\n\n",
    "!", "<<: ", "~", "...", "---", "\\n", "\\", "\\x41", "@", "`", "%", "=", "null", "''", '""',
    "\n- ", "\nk2: ", "\n  k3: ", "\t",
]
INLINE = 31
ODD = list(" \n:-#'\"[]{},&*|>?!%@`\t~=<") + ["- ", ": ", "\n  ", " #", "---\n", "...\n", "? ", "<<: "]
ALPHABETS = ["_.eE+-:", "_xb", ":", ".e", "abcxtrue", "~!?,[]{} #'\"&*|>@%-:"]


def document(seed):
    """A text of one of five forms, and whether it's one that people write."""
    r = random.Random(seed)
    form = r.random()
    if form < 0.15:
        return "v: [" + pieces(r, INLINE, 8) + "]", False
    if form < 0.3:
        return "v: {" + pieces(r, INLINE, 8) + "}", False
    if form < 0.45:
        return pieces(r, len(PIECES), 14), False
    if form < 0.7:
        letters = "0123456789" + r.choice(ALPHABETS)
        return "v: " + "".join(r.choice(letters) for _ in range(r.randint(1, 8))), False
    text = "\n".join(mapping(r, 0, 0)) + "\n"
    if form < 0.9:
        return text, True
    for _ in range(r.randint(1, 3)):
        place = r.randrange(len(text))
        text = text[:place] + r.choice(ODD) + text[place + r.randint(0, 1):]
    return text, False


def pieces(r, count, most):
    return "".join(r.choice(PIECES[:count]) for _ in range(r.randint(1, most)))


def has_names(value):
    """Whether all keys are strings; JSON can't tell."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and has_names(v) for key, v in value.items())
    return not isinstance(value, list) or all(map(has_names, value))


def main():
    seed, count = sys.argv[1], int(sys.argv[2])
    for number in range(count):
        text, ordinary = document(f"{seed}.{number}")
        case = {"text": text, "ordinary": ordinary}
        try:
            value = yaml.load(text, Loader=get_yaml_loader())
            case.update(value=json.loads(json.dumps(value)), has_names=has_names(value))
        except Exception as error:
            case["error"] = type(error).__name__
        print(json.dumps(case))


if __name__ == "__main__":
    main()
