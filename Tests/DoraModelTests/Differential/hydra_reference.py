"""What the Python tool signs, computed by Hydra itself: the reference of the differential tests.

    hydra_reference.py answer < cases.jsonl > answers.jsonl
    hydra_reference.py generate SEED TREES ARGVS > answered.jsonl

A case is one config tree with argument lists:

    {"files": {"config.yaml": "..."}, "config_name": "config", "version_base": "1.2", "env": {}, "argvs": [[...]]}

Its answer has `"base"`: whether the program starts at all, and `"answers"`: {"delta": [[name, value]]} or
{"error": "..."} for each list.
"""
import json
import os
import sys
import tempfile
import warnings

import hydra
import omegaconf
from hydra import compose, initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from omegaconf import DictConfig, OmegaConf
from omegaconf.basecontainer import BaseContainer

warnings.simplefilter("ignore")
HAS_BASE = not hydra.__version__.startswith("1.1.")
MISSING = object()


class Project:
    """A Hydra program as the Python tool wraps it; every question is answered as in a fresh process."""

    def __init__(self, folder, case):
        self.folder = folder
        self.name = case["config_name"]
        self.keywords = {"job_name": "train"}
        base = case["version_base"]
        if HAS_BASE and base != "unspecified":
            self.keywords["version_base"] = None if base == "current" else base
        with self.inside():
            self.base = compose(self.name, [])
        with self.inside():
            self.groups = list(GlobalHydra.instance().hydra.list_all_config_groups())

    def inside(self):
        return initialize_config_dir(self.folder, **self.keywords)

    def delta(self, argv):
        argv = simplified(argv)
        with self.inside():
            config = compose(self.name, argv)
        kept, chosen = [], []
        for word in argv:
            for group in self.groups:
                if word.startswith(group + "="):
                    kept.append(word)
                    chosen = [pair for pair in chosen if pair[0] != group]
                    chosen.append((group, word.split("=", 1)[1]))
        base = self.base
        if kept:
            with self.inside():
                base = compose(self.name, kept)
        return chosen + list(differences(base, config, ()))


def simplified(argv):
    seen, kept = set(), []
    for word in reversed(argv):
        if "=" not in word:
            raise AssertionError("no = in " + word)
        key = word.split("=", 1)[0].strip()
        if key not in seen:
            seen.add(key)
            kept.append(word)
    return kept[::-1]


def differences(base, other, path):
    for key in sorted(base.keys()):
        old = base[key]
        if key not in other:
            raise AssertionError("missing " + str(key))
        new = other[key]
        if isinstance(old, DictConfig):
            if not isinstance(new, DictConfig):
                raise AssertionError("structure of " + str(key))
            yield from differences(old, new, path + (key,))
        elif new != old:
            yield ".".join(path + (key,)), new
    for key in sorted(set(other.keys()) - set(base.keys())):
        yield ".".join(path + (key,)), other[key]


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if value is None or isinstance(value, (int, float, str, bool)):
        return value
    if isinstance(value, BaseContainer):
        return OmegaConf.to_container(value)
    raise ValueError(repr(value) + " can't be signed")


def answer(case):
    environment = dict(os.environ)
    os.environ.clear()
    os.environ.update(case["env"])
    try:
        with tempfile.TemporaryDirectory() as folder:
            for name, text in case["files"].items():
                path = os.path.join(folder, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8", newline="") as file:
                    file.write(text)
            try:
                project = Project(folder, case)
            except Exception as error:
                return {"base": words(error), "answers": []}
            answers = []
            for argv in case["argvs"]:
                try:
                    pairs = plain(project.delta(argv))
                    answers.append({"delta": json.loads(json.dumps(sorted(pairs)))})
                except Exception as error:
                    answers.append({"error": words(error)})
            return {"base": None, "answers": answers}
    finally:
        os.environ.clear()
        os.environ.update(environment)


def words(error):
    cause = error.__cause__
    lines = (str(error) or str(cause)).strip().splitlines()
    return type(error).__name__ + ": " + (lines[0] if lines else "")


def versions():
    return {"hydra": hydra.__version__, "omegaconf": omegaconf.__version__}


def main():
    what = sys.argv[1]
    if what == "answer":
        for line in sys.stdin:
            case = json.loads(line)
            print(json.dumps({**case, **answer(case), **versions()}))
    elif what == "generate":
        from hydra_cases import tree
        seed, trees, argvs = (int(word) for word in sys.argv[2:5])
        for number in range(trees):
            case = tree(f"{seed}.{number}", argvs)
            print(json.dumps({**case, **answer(case), **versions()}))


if __name__ == "__main__":
    main()
