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


# Below: projects as people write them, with the arguments that people sign.

SECTIONS = {
    "model": ["transformer", "lstm", "conv"], "optim": ["adam", "sgd"], "dset": ["musdb", "libri", "audio/dev"],
    "solver": ["default", "fast", "slow"], "model/head": ["linear", "mlp"], "schedule": ["cosine", "none"],
}
NAMES = [
    "lr", "batch_size", "epochs", "dim", "hidden", "dropout", "num_layers", "weight_decay", "betas", "device",
    "num_workers", "sample_rate", "segment", "channels", "kernel_size", "stride", "path", "name", "use_ema", "warmup",
    "grad_clip", "depth", "bias", "norm", "pretrained", "checkpoint", "log_every",
]
PLAIN = [
    "0.1", "3e-4", "1e-3", "1.0", "0", "32", "64", "1_000", "true", "false", "null", "adam", "cuda", "mean", "'none'",
    '"a b"', "/data/sets/one", "group_norm", "[0.9, 0.999]", "[1, 2, 4]", "[]", "16000", "-1", "1e-08", "gelu", "~",
    "yes", "3", "0.0", "2.5", "[a, b]", "{a: 1, b: two}", "some/file.th", "x:y", "44100", "5.", "inf", ".inf",
]
ARGUMENTS = [
    "0.1", "1e-4", "3e-4", "0", "1", "64", "128", "true", "false", "null", "adam", "cpu", "mean", "a-b", "[1,2]",
    "[0.9,0.99]", "'a b'", '"two words"', "/data/x.wav", "{a: 1}", "1.0", "32.0", "0.5", "-1", "1e5", "x_y", "[]", "''",
]


def section(r, pad, level=0):
    lines = []
    for name in r.sample(NAMES, r.randint(2, 6)):
        form = r.random()
        if level < 2 and form < 0.12:
            lines.append(f"{pad}{name}:")
            lines += section(r, pad + "  ", level + 1)
        elif form < 0.17:
            lines.append(f"{pad}{name}: ${{{r.choice(['seed', 'data.root', 'exp.name'])}}}")
        elif form < 0.2:
            lines.append(f"{pad}{name}: ${{data.root}}/{r.choice(['train', 'valid'])}")
        elif form < 0.21:
            lines.append(f"{pad}{name}: ${{oc.env:V1,none}}")
        elif form < 0.23:
            lines += [f"{pad}{name}:", f"{pad}  - {r.choice(PLAIN)}", f"{pad}  - {r.choice(PLAIN)}"]
        else:
            comment = r.choice(["", "", "", "  # what it is"])
            lines.append(f"{pad}{name}: {r.choice(PLAIN)}{comment}")
        if r.random() < 0.05:
            lines.append("")
    return lines


def ordinary(seed, argvs):
    """A project as people write it: a primary config, some groups, experiments that override choices."""
    r = random.Random(seed)
    groups = r.sample(["model", "optim", "dset", "solver", "schedule"], r.randint(2, 4))
    if "model" in groups and r.random() < 0.6:
        groups.append("model/head")
    out = {}
    options = {group: list(SECTIONS[group]) for group in groups}
    for group in groups:
        for option in SECTIONS[group]:
            lines = []
            root = group in ("solver", "dset") and r.random() < 0.7
            if root:
                lines.append(r.choice(["# @package _global_", "# @package __global__"]))
            if group == "model" and "model/head" in groups:
                lines += ["defaults:", "  - head: linear"] + (["  - _self_"] if r.random() < 0.7 else [])
            elif root and group == "solver" and option != "default":
                above = "default"
                lines += ["defaults:", "  - " + above]
                if "dset" in groups and r.random() < 0.5:
                    lines.append(f"  - override /dset: {r.choice(SECTIONS['dset'])}")
                lines.append("  - _self_")
            if root:
                lines += [f"{group}_opts:"] + section(r, "  ", 1)
            lines += section(r, "")
            if group == "schedule" and option == "none":
                lines = []
            out[f"{group}/{option}.yaml"] = "\n".join(lines) + "\n"
    if "solver" in groups and out["solver/default.yaml"].startswith("# @package"):
        header = out["solver/default.yaml"].splitlines()[0]
        out["solver/base/common.yaml"] = f"{header}\ndefaults:\n  - ../default\n  - _self_\ngrad_clip: 2.0\n"
        out["solver/nested.yaml"] = f"{header}\ndefaults:\n  - base/common\n  - _self_\nlr: 0.5\n"
        options["solver"] += ["nested"]
    top = [group for group in groups if "/" not in group]
    chosen = {group: r.choice(options[group]) for group in top}
    items = [f"  - {group}: {option}" for group, option in chosen.items()]
    items.insert(r.choice([0, len(items)]), "  - _self_")
    if r.random() < 0.4:
        items.append(f"  - override hydra/job_logging: {r.choice(['disabled', 'default'])}")
    lines = ["defaults:"] + items + ["", "seed: 42", "data:", "  root: /data", "exp:", "  name: base"]
    lines += section(r, "")
    lines += [line for line in ("dora:", "  dir: ./outputs", f"  exclude: [seed, {r.choice(NAMES)}, 'exp.*']")]
    if r.random() < 0.7:
        lines += ["slurm:", "  gpus: 1", "  mem_per_gpu: 20"]
    if r.random() < 0.5:
        lines += ["hydra:", "  run:", "    dir: ./out", "  job:", "    chdir: false"]
    out["config.yaml"] = "\n".join(unique(lines)) + "\n"
    return {
        "files": out, "config_name": "config",
        "version_base": r.choice(["1.1", "1.2", "1.3", "current", "unspecified"]), "env": {"V1": "here"},
        "argvs": [words(r, chosen, options, out) for _ in range(argvs)],
    }


def unique(lines):
    """The lines without a second section of one name."""
    seen, kept, skipping = set(), [], False
    for line in lines:
        if line and not line.startswith((" ", "-", "#")):
            name = line.split(":")[0]
            skipping = name in seen
            seen.add(name)
        if not skipping:
            kept.append(line)
    return kept


def words(r, chosen, options, files):
    argv = []
    chosen = dict(chosen)
    paths = leaves(files["config.yaml"])
    for _ in range(r.choice([0, 1, 2, 2, 3, 3, 4])):
        form = r.random()
        group = r.choice(list(chosen))
        if form < 0.25:
            chosen[group] = r.choice(options[group])
            argv.append(f"{group}={chosen[group]}")
        elif form < 0.6:
            argv.append(f"{r.choice(paths)}={r.choice(ARGUMENTS)}")
        elif form < 0.85:
            text = files[f"{group}/{chosen[group]}.yaml"]
            inner = leaves(text)
            if inner:
                prefix = "" if text.startswith("# @package") else group.replace("/", ".") + "."
                argv.append(f"{prefix}{r.choice(inner)}={r.choice(ARGUMENTS)}")
        elif form < 0.96:
            argv.append(f"+{r.choice(['new', 'extra', 'exp.tag', 'data.more'])}={r.choice(ARGUMENTS)}")
        elif form < 0.98:
            argv.append(f"{group}={r.choice(['missing', 'adm', 'null'])}")
        else:
            argv.append(f"{r.choice(['unknown', 'exp.nme', 'lrr'])}={r.choice(ARGUMENTS)}")
    if argv and r.random() < 0.06:
        # One that is written again: the last one counts, however the first one looks.
        argv.insert(0, argv[-1].replace("=", r.choice(["=", " = ", "=[1", "= "]), 1))
    return argv


def leaves(text):
    """The dotted names of a YAML text that has no surprises."""
    found, above = [], []
    for line in text.splitlines():
        name = line.split(":")[0]
        if ":" not in line or name.strip().startswith(("#", "-")):
            continue
        depth = (len(name) - len(name.lstrip())) // 2
        above = above[:depth] + [name.strip()]
        if not line.rstrip().endswith(":") and above[0] not in ("defaults", "hydra", "dora", "slurm"):
            found.append(".".join(above))
    return found
