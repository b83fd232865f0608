"""Random config trees and argument lists for the differential tests, told by their seeds."""
import random

KEYS = ["lr", "name", "depth", "opt", "data", "model", "n", "x", "y", "z", "path", "flag"]
GROUPS = ["db", "net", "sched", "exp", "net/head", "data_set"]
SCALARS = [
    "1", "0", "-3", "+4", "1_000", "0x1F", "0o17", "017", "08", "0b101", "1:30", "190:20:30", "1.5",
    "1e-3", "1E5", "1e5", "1.", ".5", "-.5", "1.e3", ".5e3", ".5e+3", "6.02e+23", ".inf", "-.inf",
    ".nan", ".NaN", "+.inf", "true", "True", "TRUE", "yes", "No", "on", "OFF", "y", "n", "Y", "tRue",
    "null", "~", "Null", "", "NULL", "none", "None", "hello", "a b", "a/b.c", "x:y", "'1'", '"1"',
    "'it''s'", '"tab\\tx"', '"\\u00e9"', "é", "2020-01-02", "1e", "1__0", "0_7", "-0", "0.0", "-0.0",
    "1e400", "123456789012345678901234567890", "9007199254740993", "9007199254740993.0", "???",
    "[]", "{}", "[1, 2]", "[a, [b, 1.0], {c: d}]", "{p: 1, q: [x]}", "{p: {r: 2}}", "'???'",
    "|\n    line\n    two", ">\n    folded\n    text", "a\n    plain\n    text", "1.0", "10", "100",
    "mean", "/data/x", "3e-4", "1e-08", "[1., 2., true, null]",
]
INTERPOLATIONS = [
    "${%s}", "${.%s}", "a_${%s}", "${%s}_${%s}", "${oc.env:V1}", "${oc.env:NOPE}", "${oc.env:NOPE,dflt}",
    "${oc.env:NOPE,3}", "${oc.env:NOPE,null}", "${oc.select:%s}", "${oc.select:%s,7}", "${..%s}",
    "${oc.decode:${oc.env:V2}}", "${oc.dict.keys:%s}", "${%s.%s}", "${oc.select:%s.%s,none}",
    "${oc.env:V1,${%s}}", "pre/${oc.env:V1}/post", "${ %s }", "${.%s.%s}",
]
VALUES = [
    "1", "2.5", "1e-4", "-1", "true", "False", "null", "abc", "a/b.c:d", "'quoted, text'", '"dq"',
    "[1,2,3]", "[]", "[a, b]", "{a: 1}", "{a: {b: 2}, c: [1]}", "{}", "", "a b", "x-y", "0", "01", "1_000",
    "inf", "nan", "-inf", "1.", ".5", "a\\,b", "\\[x\\]", "'it\\'s'", "${lr}", "${db.x}", "'${n}'", "???",
    "2020-01-02", "a@b", "50%", "*.wav", "10:20", "1e5", "+3", "a|b", "tRuE", "[null, true, 1.0]", "'1'",
    "1,2", "[1,2", "a=b", "{a:1", "'open", "é", "'é'", "a(b)", "range(1,3)", "[[1],[2]]", "{a: }", "[,]",
    "~", "a b ", "${oc.env:V1}", "http://x.y/z", "1.0", "100", "mean", "[1., 2., true, null]", "a: b",
    "\\\\", "\\a", "$x", "{a: b:c}", "[a:b]", "  5", "5  ", "?", "1e-3x", "0x1F", "x\\ y", "'a' b", "{1: 2}",
]


def scalar(r, level=0):
    if r.random() < 0.12:
        form = r.choice(INTERPOLATIONS)
        return form % tuple(r.choice(KEYS) for _ in range(form.count("%s")))
    return r.choice(SCALARS)


def mapping(r, indent, level):
    lines = []
    for key in r.sample(KEYS, r.randint(1, 4 if level else 6)):
        pad = "  " * indent
        if level < 2 and r.random() < 0.3:
            lines.append(f"{pad}{key}:")
            lines += mapping(r, indent + 1, level + 1)
        elif r.random() < 0.05:
            lines.append(f"{pad}{key}:")
            lines += [f"{pad}- {r.choice(['1', 'a', 'x: 1', '[2]', '${lr}'])}" for _ in range(3)]
        else:
            value = scalar(r).replace("\n    ", "\n" + pad + "    ")
            lines.append(f"{pad}{key}: {value}")
    return lines


def defaults(r, groups, files, here):
    items = []
    own = [g for g in groups if not here or g.startswith(here + "/")]
    for group in r.sample(own, min(len(own), r.randint(0, 3))):
        name = group[len(here) + 1:] if here else group
        option = r.choice(files[group])
        form = r.random()
        if form < 0.55:
            items.append(f"- {name}: {option}")
        elif form < 0.62:
            items.append(f"- {name}@{r.choice(['p.q', '_global_', '_here_', '_group_', 'other', '_global_.r'])}: {option}")
        elif form < 0.68:
            items.append(f"- optional {name}: {r.choice([option, 'absent'])}")
        elif form < 0.74:
            items.append(f"- {name}: [{', '.join(r.sample(files[group], min(2, len(files[group]))))}]")
        elif form < 0.79:
            items.append(f"- {name}: null")
        elif form < 0.83:
            items.append(f"- {name}/{option}")
        elif form < 0.87:
            items.append(f"- /{group}: {option}")
        elif form < 0.9:
            items.append(f"- /{group}@{r.choice(['abs', 'a.b'])}: {option}")
        elif form < 0.92:
            items.append(f"- {name}: ${{{r.choice(groups)}}}")
        elif form < 0.94:
            items.append(f"- {name}: ???")
        elif form < 0.96:
            items.append(f"- {name}: absent")
        else:
            items.append(f"- {name}@two: {option}")
            items.append(f"- {name}@three: {r.choice(files[group])}")
    if r.random() < 0.7:
        items.insert(r.randint(0, len(items)), "- _self_")
    if r.random() < 0.2:
        group = r.choice(groups)
        items.append(f"- override /{group}: {r.choice(files[group])}")
    if r.random() < 0.1:
        items.append("- override /hydra/job_logging: disabled")
    return items


def tree(seed, argvs):
    r = random.Random(seed)
    groups = r.sample(GROUPS, r.randint(1, 4))
    files = {group: r.sample(["a", "b", "c", "base", "v1"], r.randint(1, 3)) for group in groups}
    out = {}
    wild = r.random() < 0.5
    for group in groups:
        for option in files[group]:
            lines = []
            if r.random() < 0.15:
                lines.append("# @package " + r.choice(["_global_", "p.q", "other", "_global_.m"]))
            if wild and r.random() < 0.2:
                items = defaults(r, groups, files, group)
                if items:
                    lines += ["defaults:"] + ["  " + item for item in items]
            if r.random() < 0.95:
                lines += mapping(r, 0, 0)
            if r.random() < 0.05:
                lines += ["hydra:", "  run:", "    dir: out/${name}"]
            out[f"{group}/{option}.yaml"] = "\n".join(lines) + "\n"
    lines = []
    items = defaults(r, groups, files, "")
    if items or r.random() < 0.1:
        lines += ["defaults:"] + (["  " + item for item in items] or ["  []"])
    lines += mapping(r, 0, 0)
    if r.random() < 0.2:
        lines += ["dora:", "  dir: ./out", "  exclude: [flag]"]
    if r.random() < 0.2:
        lines += ["hydra:", "  run:", "    dir: out/${name}", "  verbose: false"]
    if r.random() < 0.1:
        lines += ["anchor: &a {p: 1, q: two}", "used: *a", "merged: {<<: *a, p: 3}"]
    out["config.yaml"] = "\n".join(lines) + "\n"
    paths = sorted({line.split(":")[0].strip() for text in out.values() for line in text.splitlines()
                    if ":" in line and not line.strip().startswith(("-", "#"))} & set(KEYS))
    return {
        "files": out, "config_name": "config",
        "version_base": r.choice(["1.1", "1.2", "1.3", "current", "unspecified"]),
        "env": {"V1": "env one", "V2": r.choice(["3", "1e-3", "true", "text", "null"])},
        "argvs": [argv(r, groups, files, paths) for _ in range(argvs)],
    }


def argv(r, groups, files, paths):
    words = []
    for _ in range(r.choice([0, 1, 1, 2, 2, 3, 4])):
        form = r.random()
        group = r.choice(groups)
        option = r.choice(files[group])
        path = ".".join(r.sample(paths or KEYS, r.choice([1, 1, 1, 2])))
        if r.random() < 0.3:
            path = r.choice(groups).replace("/", ".") + "." + path
        value = r.choice(VALUES)
        if form < 0.3:
            words.append(f"{group}={option}")
        elif form < 0.65:
            words.append(f"{path}={value}")
        elif form < 0.75:
            words.append(f"+{path}={value}")
        elif form < 0.83:
            words.append(f"++{path}={value}")
        elif form < 0.85:
            words.append(f"~{path}={value}")
        elif form < 0.87:
            words.append(f"~{group}={option}")
        elif form < 0.9:
            words.append(f"+{group}={option}")
        elif form < 0.93:
            words.append(f"{group}@{r.choice(['p.q', 'other', '_global_', 'two'])}={option}")
        elif form < 0.95:
            words.append(f"{group}={r.choice(['absent', 'null', '[a,b]', '1', '{lr: 1}', '???'])}")
        elif form < 0.97:
            words.append(f"{path}.{r.choice(['0', '1', 'new', 'p.q'])}={value}")
        elif form < 0.98:
            words.append(r.choice(["noequals", "=x", "a b=1", "-x=1", "a..b=1", "a/b.c=1", "1=2", "a-b=1"]))
        else:
            words.append(f"+new_{r.choice(KEYS)}.{r.choice(KEYS)}={value}")
    return words
