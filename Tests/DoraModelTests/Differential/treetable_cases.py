"""Random tables, and what the treetable package makes of them: one JSON object a line.

    treetable_cases.py SEED COUNT
"""
import json
import random
import sys

import treetable as tt

PROPERTIES = ["align", "format", "wrap", "missing", "shorten"]


def described(node):
    """The node as a dict, with null for what isn't set: the form that a client sends."""
    out = {"key": node.key, "display": node.display}
    out.update({name: getattr(node, name) for name in PROPERTIES})
    out["groups"] = None if node.groups is None else [described(child) for child in node.groups]
    return out


def word(rng):
    return rng.choice("abcdefgh") + "".join(rng.choice("abclorstue_.") for _ in range(rng.randrange(0, 9)))


def words(rng, count):
    found = []
    while len(found) < count:
        new = word(rng)
        if new not in found:
            found.append(new)
    return found


def properties(rng):
    out = {}
    if rng.random() < 0.4:
        out["align"] = rng.choice("<>=")
    if rng.random() < 0.1:
        out["wrap"] = rng.randrange(1, 9)
    if rng.random() < 0.1:
        out["missing"] = rng.choice(["-", "n/a", ""])
    return out


def leaf(rng, key):
    more = properties(rng)
    if rng.random() < 0.1:
        more["display"] = word(rng)
    return tt.leaf(key, rng.choice(["", "", ".3f", ".1%", ">10", "d", "e", "g", ".3g", ",", "08.2f", "+"]), **more)


def nodes(rng, depth):
    out = []
    for key in words(rng, rng.randrange(1, 5)):
        if depth and rng.random() < 0.4:
            more = properties(rng)
            if rng.random() < 0.2:
                more["shorten"] = rng.random() < 0.5
            out.append(tt.group(key, nodes(rng, depth - 1), **more))
        else:
            out.append(leaf(rng, key))
    return out


def value(rng, node):
    spec = node.format
    kind = rng.random()
    if kind < 0.1:
        return None
    if spec in ("", "<"):
        return rng.choice([rng.randrange(-100, 100000), rng.uniform(-1, 1), word(rng), "two words\nand a line",
                           True, [1, 2], "", "a\n\nb"])
    if spec == ">10" and kind < 0.5:
        return word(rng)
    if spec == "d":
        return rng.randrange(-100, 100000)
    return rng.choice([rng.randrange(0, 1000), rng.uniform(-10, 10), float("nan"), 1e-7, True])


def row(rng, node):
    out = {}
    for child in node.groups:
        if rng.random() < 0.1:
            continue
        out[child.key] = value(rng, child) if child.groups is None else row(rng, child)
    return out


def main():
    rng = random.Random(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        more = {"shorten": True} if rng.random() < 0.5 else {}
        table = tt.table(nodes(rng, rng.randrange(0, 3)), **more)
        rows = [row(rng, table) for _ in range(rng.choice([0, 1, 2, 5, 9]))]
        colors = rng.choice([None, ["0", "38;5;245"], ["1;31"]])
        below = rng.random() < 0.2
        try:
            text = tt.treetable(rows, table, colors=colors, header_down=below)
        except ValueError as error:
            if "unique" not in str(error):
                raise
            continue
        print(json.dumps({"table": described(table), "rows": rows, "colors": colors, "below": below, "text": text}))


main()
