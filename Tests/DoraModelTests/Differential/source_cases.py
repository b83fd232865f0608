"""Python modules of this machine, and what Python's own parser finds in them.

    source_cases.py SEED COUNT

Each line has a path, the imports as [module, level, name, alias], and all names in order: null where formatted strings
may hold some, which Python's tokenizer tells of or not, by its version.
"""
import ast
import io
import json
import os
import random
import re
import sys
import sysconfig
import tokenize
import warnings

warnings.simplefilter("ignore")


def imports(tree):
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for place, name in enumerate(node.names):
                alias = name.asname or name.name.split(".")[0]
                found.append((node.lineno, node.col_offset, place, name.name, 0, None, alias))
        elif isinstance(node, ast.ImportFrom):
            for place, name in enumerate(node.names):
                alias = name.asname or name.name
                found.append((node.lineno, node.col_offset, place, node.module or "", node.level, name.name, alias))
    return [list(one[3:]) for one in sorted(found)]


def names(source):
    if re.search(r"\b[fFrRtT]{1,2}[\"']", source):
        return None
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [token.string for token in tokens if token.type == tokenize.NAME]


def main():
    chooser = random.Random(int(sys.argv[1]))
    paths = []
    for folder in {sysconfig.get_paths()["stdlib"], sysconfig.get_paths()["purelib"]}:
        for place, _, files in os.walk(folder):
            paths += [os.path.join(place, file) for file in files if file.endswith(".py")]
    chooser.shuffle(paths)
    count = int(sys.argv[2])
    for path in paths:
        try:
            with open(path, "rb") as file:
                data = file.read()
            source = data.decode("utf-8-sig")
            case = {"path": path, "imports": imports(ast.parse(data)), "names": names(source)}
        except (SyntaxError, UnicodeDecodeError, ValueError, RecursionError):
            continue
        print(json.dumps(case))
        count -= 1
        if not count:
            break


main()
