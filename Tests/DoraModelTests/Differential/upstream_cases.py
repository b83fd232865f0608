"""Random deltas and patterns, and what the Python tool makes of them: one JSON object a line.

    upstream_cases.py names|filter SEED COUNT

The Python of an environment that has dora-search runs it; torch, which that imports but names don't need, is a stub.
"""
import json
import random
import sys
import types
from collections import OrderedDict


def stub_torch():
    torch = types.ModuleType("torch")
    torch.Tensor = type("Tensor", (), {})
    torch.cuda = types.ModuleType("torch.cuda")
    torch.distributed = types.ModuleType("torch.distributed")
    for module in [torch, torch.cuda, torch.distributed]:
        sys.modules[module.__name__] = module


stub_torch()
from dora.grid import _filter_grid_sheeps  # noqa: E402
from dora.names import NamesMixin  # noqa: E402

KEYS = ["lr", "bs", "seed", "model.encoder.dim", "model.encoder.depth", "a.b.c", "optim.é́ö.x", "flag", "dset.path", "x..y"]
VALUES = [1, 1.0, True, False, None, 0, 0.0, 0.1, 1e-5, 1e22, 9e15, -0.0, "a", "it's", "", "two words", "é", "e\u0301",
          "path/to/x", [1, 2], [1.0, 2], ["a", None], [], {"a": 1}, {"b": [True], "a": "x"}, {"a": "x", "b": [1]},
          2 ** 53, 2.0 ** 53, 2 ** 53 + 1, 10 ** 22, float("inf"), ["\u200b", "\x07", "'", "\"'"], 10 ** 30]


class Names(NamesMixin):
    def get_name_parts(self, xp):
        return OrderedDict(xp)


class Main:
    def get_name(self, xp):
        return xp


def delta(rng, base):
    keys = rng.sample(KEYS, rng.randrange(0, 5))
    found = dict(base)
    found.update({key: rng.choice(VALUES) for key in keys})
    return sorted(found.items(), key=lambda pair: pair[0])


def names(rng):
    base = {key: rng.choice(VALUES) for key in rng.sample(KEYS, rng.randrange(0, 5))}
    deltas = [delta(rng, base) for _ in range(rng.randrange(1, 6))]
    parts, shared = Names().get_names(deltas)
    return {"deltas": deltas, "names": parts, "base": shared, "full": [Names().get_name(one) for one in deltas]}


def filtered(rng):
    all_names = [" ".join(rng.choice(["lr=0.1", "lr=0.01", "bs=4", "a[1]=2", "flag", "mod.enc=x*y"])
                          for _ in range(rng.randrange(0, 4))) for _ in range(rng.randrange(0, 7))]
    words = [rng.choice(["lr", "!lr", "lr=0.1", "lr=0.?1", "l*4", "!b?=4", "[al]*", "!", "", "flag lr", "0", "1", " 2 ",
                         "-1", "+0", "1_0", "_1", "1_", "!1", "0x1", "1.0", "a[[]1", "x[*]y", "[!l]s=4"])
             for _ in range(rng.randrange(0, 3))]
    sheep = [types.SimpleNamespace(xp=name, place=place) for place, name in enumerate(all_names)]
    case = {"names": all_names, "words": words}
    try:
        chosen = [one.place for one in _filter_grid_sheeps(list(words), Main(), sheep)]
        case["places"] = list(dict.fromkeys(chosen))
    except IndexError:
        case["places"] = None
    return case


def main():
    make = {"names": names, "filter": filtered}[sys.argv[1]]
    rng = random.Random(int(sys.argv[2]))
    for _ in range(int(sys.argv[3])):
        print(json.dumps(make(rng)))


main()
