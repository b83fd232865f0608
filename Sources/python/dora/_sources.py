"""Which argparse this is, and whether anything of it was replaced.

argparse changes within micro releases, and distributions patch it. So its behaviour is told by the source of the
functions that parse, not by Python's version: two releases with the same functions parse alike.
"""

import argparse
import gettext
import glob
import hashlib
import os
import sys

# What a parser does with arguments. One that overrides any of these isn't argparse's any more.
PARSING = """
parse_args parse_known_args _parse_known_args2 _parse_known_args _read_args_from_files convert_arg_line_to_args
_match_argument _match_arguments_partial _parse_optional _get_option_tuples _get_nargs_pattern _get_values _get_value
_check_value _get_optional_actions _get_positional_actions _registry_get get_default
""".split()

# How a parser talks. Overriding these changes what is said of bad arguments, not what good ones mean.
TALKING = """
error exit print_usage print_help format_usage format_help _get_formatter _print_message _warning
""".split()

# The actions that are known, by the name of their class.
ACTIONS = {
    "_StoreAction": "store",
    "_StoreConstAction": "store_const",
    "_StoreTrueAction": "store_const",
    "_StoreFalseAction": "store_const",
    "_AppendAction": "append",
    "_AppendConstAction": "append_const",
    "_ExtendAction": "extend",
    "_CountAction": "count",
    "_HelpAction": "help",
    "_VersionAction": "version",
    "BooleanOptionalAction": "boolean",
    "_SubParsersAction": "parsers",
}


def _functions():
    """The functions that decide how arguments are parsed, by name; None for those that this version lacks."""
    found = {"_copy_items": getattr(argparse, "_copy_items", None)}
    for method in PARSING:
        found[method] = getattr(argparse.ArgumentParser, method, None)
    for name in ACTIONS:
        found[name] = getattr(getattr(argparse, name, None), "__call__", None)
    for method in ("__init__", "__str__"):
        found["ArgumentError." + method] = getattr(argparse.ArgumentError, method)
    found["Namespace"] = argparse.Namespace.__init__
    return sorted(found.items())


def _block(lines, first):
    """The lines of the function that begins there, without blank lines, comments and indentation."""
    head = lines[first - 1]
    margin = len(head) - len(head.lstrip())
    block = [head.strip()]
    for line in lines[first:]:
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if len(line) - len(line.lstrip()) <= margin:
            break
        block.append(line[margin:].rstrip())
    return "\n".join(block)


def digest():
    """What tells the behaviour of the running argparse, or None when its source can't be trusted to be it."""
    try:
        if argparse.Namespace.__module__ != "argparse" or argparse.Namespace.__setattr__ is not object.__setattr__:
            return None
        path = argparse.__file__
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
        sha = hashlib.sha256()
        for name, function in _functions():
            sha.update(name.encode() + b"\0")
            if function is None:
                continue
            code = function.__code__
            # A function that another module put there has another file.
            if os.path.basename(code.co_filename) != "argparse.py" or function.__module__ != "argparse":
                return None
            if os.path.realpath(code.co_filename) != os.path.realpath(path):
                return None
            if not lines[code.co_firstlineno - 1].strip().startswith("def " + code.co_name + "("):
                return None
            sha.update(_block(lines, code.co_firstlineno).encode() + b"\1")
        return sha.hexdigest()
    except Exception:
        return None


def is_untranslated():
    """Whether argparse's sentences are English wherever the program runs."""
    try:
        if argparse._ is not gettext.gettext or argparse.ngettext is not gettext.ngettext:
            return False
        if gettext.textdomain() != "messages" or gettext._localedirs:
            return False
        pattern = os.path.join(sys.base_prefix, "share", "locale", "*", "LC_MESSAGES", "messages.mo")
        return not glob.glob(pattern)
    except Exception:
        return False
