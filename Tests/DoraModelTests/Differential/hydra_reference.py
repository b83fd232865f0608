"""What the Python tool signs, computed by its own HydraMain: the reference of the differential tests.

    hydra_reference.py generate KIND SEED TREES ARGVS > answered.jsonl
    hydra_reference.py checklist TOPIC > answered.jsonl
    hydra_reference.py answer [--fresh] < cases.jsonl > answered.jsonl

A case is one config tree with argument lists:

    {"files": {"config.yaml": "..."}, "config_name": "config", "version_base": "1.2", "env": {}, "argvs": [[...]]}

Its answer adds `"base"`: why the program doesn't start at all, or null; and `"answers"`: {"delta", "sig", "argv"} or
{"error"} for each list. Each list is answered as a fresh process of the Python tool does; with --fresh it's one.
"""
import contextlib
import copy
import gc
import importlib
import json
import multiprocessing
import os
import sys
import tempfile
import types
import warnings

torch = types.ModuleType("torch")
torch.Tensor = type("Tensor", (), {})
torch.cuda = types.SimpleNamespace(device_count=lambda: 0)
torch.distributed = types.ModuleType("torch.distributed")
torch.distributed.is_initialized = lambda: False
sys.modules["torch"] = torch
sys.modules["torch.distributed"] = torch.distributed
warnings.simplefilter("ignore")

import dora.hydra  # noqa: E402
import hydra  # noqa: E402
import omegaconf  # noqa: E402
import yaml  # noqa: E402
from hydra.core.global_hydra import GlobalHydra  # noqa: E402

MAIN = """
from dora.hydra import hydra_main
@hydra_main(config_path="conf", config_name={name!r}{base})
def main(cfg):
    pass
"""
HAS_BASE = not hydra.__version__.startswith("1.1.")
VERSIONS = {
    "hydra": hydra.__version__, "omegaconf": omegaconf.__version__, "pyyaml": yaml.__version__,
}
numbers = iter(range(1 << 30))


def remember_texts():
    """Parsing the same texts again and again would take most of the time."""
    known = {}
    load = yaml.load

    def remembered(stream, Loader):
        text = stream if isinstance(stream, str) else stream.read()
        if text not in known:
            known[text] = load(text, Loader=Loader)
        return copy.deepcopy(known[text])

    yaml.load = remembered


def remember_compositions():
    """One project's compositions: the base of an argument list is often one that was made before."""
    known = {}

    def remembered(name, overrides):
        key = (name, tuple(overrides))
        if key not in known:
            known[key] = compose(name, overrides)
        return known[key]

    dora.hydra.compose = remembered


compose = dora.hydra.compose


def program(folder, case):
    """Imports a program with this configuration."""
    package = f"program_{os.getpid()}_{next(numbers)}"
    for name, text in case["files"].items():
        path = os.path.join(folder, package, "conf", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    base = case["version_base"]
    words = ""
    if HAS_BASE and base != "unspecified":
        words = f", version_base={None if base == 'current' else base!r}"
    with open(os.path.join(folder, package, "__init__.py"), "w"):
        pass
    with open(os.path.join(folder, package, "train.py"), "w") as file:
        file.write(MAIN.format(name=case["config_name"], base=words))
    sys.path.insert(0, folder)
    try:
        return importlib.import_module(package + ".train").main
    finally:
        sys.path.remove(folder)


@contextlib.contextmanager
def environment(variables):
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def fitting(case):
    """The case without what this version of Hydra has no place for: the tool meets only programs that start."""
    if HAS_BASE:
        return case
    files = {}
    for name, text in case["files"].items():
        for value in ("false", "true"):
            text = text.replace(f"  job:\n    chdir: {value}\n", "")
        files[name] = text
    return {**case, "files": files}


def sign(main, argv):
    # A comparison that failed leaves its path behind for all that follow: no fresh process has that.
    path = dora.hydra._compare_config.__defaults__[0]
    path.clear()
    GlobalHydra.instance().clear()
    try:
        xp = main.get_xp(argv)
        delta = json.loads(json.dumps(sorted(xp.delta)))
        return {"delta": delta, "sig": xp.sig, "argv": xp.argv}
    except Exception as error:
        return {"error": words(error)}


def answer(case):
    remember_compositions()
    with tempfile.TemporaryDirectory() as folder, environment(case["env"]):
        try:
            main = program(folder, case)
        except Exception as error:
            return {**case, **VERSIONS, "base": words(error), "answers": []}
        answers = [sign(main, argv) for argv in case["argvs"]]
        return {**case, **VERSIONS, "base": None, "exclude": main.dora.exclude, "answers": answers}


def answer_fresh(case):
    """Answers each list in a process of its own."""
    answers = []
    for argv in case["argvs"]:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            whole = pool.map(answer, [{**case, "argvs": [argv]}])[0]
        answers += whole["answers"]
    return {**whole, "argvs": case["argvs"], "answers": answers}


def words(error):
    cause = error.__cause__
    lines = (str(error) or str(cause)).strip().splitlines()
    return type(error).__name__ + ": " + (lines[0] if lines else "")


def main():
    words = sys.argv[1:]
    if words[0] == "answer":
        solve = answer_fresh if "--fresh" in words else answer
        for line in sys.stdin:
            print(json.dumps(solve(json.loads(line))))
        return
    if words[0] == "checklist":
        import hydra_checklist
        cases = hydra_checklist.cases(words[1])
    else:
        import hydra_cases
        kind, seed, trees, argvs = words[1], words[2], int(words[3]), int(words[4])
        make = getattr(hydra_cases, kind)
        cases = [make(f"{seed}.{number}", argvs) for number in range(trees)]
    cases = [fitting(case) for case in cases]
    remember_texts()
    gc.freeze()
    gc.set_threshold(200_000)
    with multiprocessing.Pool(2) as pool:
        for case in pool.imap(answer, cases, chunksize=4):
            print(json.dumps(case))


if __name__ == "__main__":
    main()
