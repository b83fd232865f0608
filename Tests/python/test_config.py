"""The configuration of an XP, as the tool compares it."""
import argparse
from pathlib import Path

from dora._config import readable


def test_a_namespace_is_its_names():
    cfg = argparse.Namespace(lr=0.1, path=Path("a/b"), sizes=(1, 2), made=object)
    assert readable(cfg) == {"lr": 0.1, "path": "a/b", "sizes": [1, 2], "made": str(object)}


def test_a_dictionary_is_itself():
    assert readable({"a": {1: [None, True]}}) == {"a": {"1": [None, True]}}
