"""Random override texts and what Hydra's own parser makes of them, told by their seeds.

    override_cases.py SEED COUNT > parsed.jsonl
"""
import json
import random
import sys
import warnings

warnings.simplefilter("ignore")

import hydra  # noqa: E402
import omegaconf  # noqa: E402
import yaml  # noqa: E402
from hydra.core.override_parser.overrides_parser import OverridesParser  # noqa: E402
from hydra_cases import VALUES  # noqa: E402

KEYS = [
    "a", "a.b", "a.b.c", "a/b", "a/b/c", "a@b", "a/b@c.d", "a@", "a.0", "a.0.b", "_a", "a_b", "a-b", "A1", "a$b", "$a",
    "hydra.x", "hydra/x", "a@_global_", "a@b:c", "", "a.", ".a", "a..b", "a b", "0", "1a", "a/0", "a.b/c", "é",
]
PIECES = [
    "a", "b1", "_x", "x-y", "0", "1", "10", "007", "1_0", "1__0", "1_", "3.14", ".5", "5.", "1e3", "1e-3", "1E+3", "-", "+",
    "-1", "+1", "inf", "-inf", "nan", "NaN", "true", "False", "null", "NULL", "nul", " ", "  ", "\t", ",", ", ", ":", ": ", "=",
    "[", "]", "{", "}", "(", ")", "'", '"', "\\", "\\'", '\\"', "\\\\", "\\,", "\\ ", "\\[", "\\:", "$", "${a}", "${a.b}", "${",
    "${}", "${oc.env:A,b}", "@", "?", "???", "|", "/", "%", "*", "~", "#", "!", "&", ";", "<", "é", "x", ".", "..", "_", "e", "E",
    "'a b'", '"c"', "'it\\'s'", "[1,2]", "{a: 1}", "{a:1,b:[x]}", "range(3)", "int(1)", "a(1)", "choice(a,b)", "glob(*)",
]
PREFIXES = ["", "", "", "", "+", "++", "~", "+++", "~+", " "]


def text(seed):
    r = random.Random(seed)
    form = r.random()
    if form < 0.25:
        return r.choice(PREFIXES) + r.choice(KEYS) + "=" + r.choice(VALUES)
    prefix = r.choice(PREFIXES) if r.random() < 0.2 else ""
    key = r.choice(KEYS) if r.random() < 0.2 else "a.b"
    body = "".join(r.choice(PIECES) for _ in range(r.randint(0, 6)))
    if form < 0.4:
        body = "[" + body + "]"
    elif form < 0.5:
        body = "{" + r.choice(["a", "b c", "1", "x-y", "'q'", "null"]) + r.choice([":", ": ", " : "]) + body + "}"
    elif form < 0.6:
        quote = r.choice("'\"")
        body = quote + body.replace(quote, "\\" + quote) + quote
    return prefix + key + r.choice(["=", "=", "=", "=", "= ", ""]) + body


def has_names(value):
    """Whether all keys are strings; JSON can't tell."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and has_names(v) for key, v in value.items())
    return not isinstance(value, list) or all(map(has_names, value))


def main():
    seed, count = sys.argv[1], int(sys.argv[2])
    parser = OverridesParser.create()
    versions = {
        "hydra": hydra.__version__, "omegaconf": omegaconf.__version__, "pyyaml": yaml.__version__,
    }
    for number in range(count):
        case = {"text": text(f"{seed}.{number}"), **versions}
        try:
            override = parser.parse_override(case["text"])
            if override.is_sweep_override():
                raise ValueError("a sweep")
            value = override.value()
            case.update(
                kind=override.type.name, key=override.key_or_group, package=override.package,
                has_names=has_names(value), value=json.loads(json.dumps(value)))
        except Exception as error:
            case["error"] = type(error).__name__
        print(json.dumps(case))


if __name__ == "__main__":
    main()
