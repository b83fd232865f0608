"""What a program that uses Hydra refuses, and in which words."""
import sys

import pytest

from test_hydra import VERSION_BASE, ask, run
import hydra_project

# Hydra's newest release for 3.7 can't configure its own logging there.
pytestmark = pytest.mark.skipif(sys.version_info < (3, 8), reason="Hydra doesn't run on this Python")


@pytest.fixture
def toy(project):
    """The project of `conftest`, with a Hydra program beside the other."""
    hydra_project.write(project.root, VERSION_BASE)
    return project


@pytest.mark.parametrize("word, reason", [
    ("optim.lrr=3", "Could not override 'optim.lrr'. To append to your config use +optim.lrr=3; did you mean 'optim.lr'?"),
    ("db=nope", "In 'config': Could not find 'db/nope'. Available options in 'db': mysql, pg"),
    ("x", "'x' is no override: it has no '='"),
    ("name=${nowhere}", "Interpolation key 'nowhere' not found, full_key: name"),
])
def test_who_starts_it_with_wrong_arguments_is_told_in_a_sentence(toy, word, reason):
    done = run(toy, word)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.splitlines() == [
        "fatal: toy.train refuses the arguments: " + reason, "hint: with HYDRA_FULL_ERROR=1 there is a traceback"]
    assert not (toy.root / "out").exists()
    done = run(toy, word, HYDRA_FULL_ERROR="1")
    assert done.returncode == 1 and done.stderr.startswith("Traceback")


def test_refusals_are_hydras_in_one_sentence(toy):
    reasons = {
        "db=nope": "In 'config': Could not find 'db/nope'. Available options in 'db': mysql, pg",
        "dbb=pg": "Could not override 'dbb'. To append to your config use +dbb=pg; did you mean 'db'?",
        "optim.lr=1,2": "Ambiguous value for argument 'optim.lr=1,2'",
        "name=a'b": "Error parsing override 'name=a'b': LexerNoViableAltException: name=a'b, at character 7",
        "x": "'x' is no override: it has no '='",
        "~flag=true": "'flag' is missing, but the defaults have it",
        "model/lm=open": "Missing mandatory value: model.lm.dim",
        "name=${nowhere}": "Interpolation key 'nowhere' not found, full_key: name",
    }
    answers = ask(toy, *({"do": "sign", "argv": [word]} for word in reasons))
    assert [answer["refused"] for answer in answers] == list(reasons.values())


def test_what_hydra_wraps_without_a_word_is_said(toy):
    (toy.root / "toy/conf/db/odd.yaml").write_text("null: 3\n")
    [answer] = ask(toy, {"do": "sign", "argv": ["db=odd"]})
    assert answer["refused"].startswith("Incompatible key type '")


def test_a_value_of_another_type_is_refused_with_the_reason(toy):
    train = toy.root / "toy/train.py"
    train.write_text(train.read_text().replace("@hydra_main", '''
from dataclasses import dataclass
import enum
from hydra.core.config_store import ConfigStore

class Mode(enum.Enum):
    fast = 1
    slow = 2

@dataclass
class Typed:
    number: int = 1
    mode: Mode = Mode.fast

ConfigStore.instance().store(group="typed", name="t", node=Typed)

@hydra_main''', 1))
    config = toy.root / "toy/conf/config.yaml"
    config.write_text(config.read_text().replace("defaults:", "defaults:\n  - typed: t"))
    word, unknown, unsigned = [
        answer["refused"] for answer in ask(toy, *({"do": "sign", "argv": [word]} for word in (
            "typed.number=abc", "typed.mode=medium", "typed.mode=slow")))]
    assert word.startswith("Error merging override typed.number=abc: Value 'abc' ")
    assert unknown.startswith("Error merging override typed.mode=medium: Invalid value 'medium', expected one of ")
    assert unsigned.startswith("'typed.mode' can't be signed, it can only be excluded: <Mode.slow: 2> ")
