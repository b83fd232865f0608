"""What dora needs of an argparse parser: its description as JSON, and the delta of an argument list.

`describe_parser` says enough for Swift to parse as this parser would, and itself names what it can't say. `sign` asks
the parser itself. Both must give the same answer wherever Swift gives one.
"""

import argparse
import contextlib
import fnmatch
import io
import pathlib
import sys

from . import _sources
from ._values import Values, signable

# No choice of any program is this; it's what a list of choices is asked for to see how it prints itself.
_PROBE = "\x01dora\x01"


class _Refused(SystemExit):
    """The parser's error, in the moment it would be printed."""


class _Exits(SystemExit):
    """Help or version would be printed, and the program would end."""


def sign(parser, argv, exclude):
    """The delta of an argument list; or why there is none, in the words that argparse would print."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said), _intercepted(parser):
            args = parser.parse_args(list(argv))
            return {"delta": _delta(parser, args, exclude)}
    except _Refused as refused:
        return {"refused": str(refused)}
    except _Exits:
        return {"exits": True}
    except SystemExit as end:
        if end.code is None or end.code == 0:
            return {"exits": True}
        return {"refused": _last_words(said.getvalue(), end.code)}
    except argparse.ArgumentError as error:
        return {"refused": str(error)}
    except Exception as error:
        return {"refused": "%s: %s" % (type(error).__name__, error)}


def _delta(parser, args, exclude):
    delta = []
    for name, value in vars(args).items():
        if not parser.get_default(name) != value or _is_excluded(name, exclude):
            continue
        try:
            delta.append([name, signable(value)])
        except (TypeError, ValueError):
            raise _Refused("argument '%s': a value of type %s can't be signed" % (name, type(value).__name__))
    return delta


def _is_excluded(name, exclude):
    return any(fnmatch.fnmatch(name, pattern) for pattern in exclude)


def _last_words(said, code):
    """The sentence in what a parser printed that prints errors in its own way."""
    _, mark, sentence = said.rpartition("error: ")
    lines = sentence.strip().splitlines()
    if lines:
        return sentence.strip() if mark else lines[-1].strip()
    return str(code) if isinstance(code, str) else "it ends with exit status %s" % code


@contextlib.contextmanager
def _intercepted(parser):
    """Catches what parsers say before they print it, except where a subclass says it in its own way."""

    def error(message):
        raise _Refused(message)

    def print_help(file=None):
        raise _Exits()

    def end(status=0, message=None):
        raise _Refused((message or "").strip() or "it ends with exit status %s" % status) if status else _Exits()

    changed = []
    try:
        for node in _nodes(parser):
            for name, method in (("error", error), ("print_help", print_help), ("exit", end)):
                if _is_own(node, name):
                    vars(node)[name] = method
                    changed.append((node, name))
        yield
    finally:
        for node, name in changed:
            vars(node).pop(name, None)


def _nodes(parser):
    """A parser and all parsers below it, each once."""
    nodes = [parser]
    for node in nodes:
        for action in node._actions:
            if isinstance(action, argparse._SubParsersAction):
                below = action._name_parser_map.values()
                nodes += [n for n in dict.fromkeys(below) if not any(n is old for old in nodes)]
    return nodes


def _is_own(parser, name):
    """Whether a method of a parser is the one that argparse gave it."""
    own = getattr(argparse.ArgumentParser, name, None)
    return getattr(type(parser), name, None) is own and name not in vars(parser)


def describe_parser(parser, exclude, use_underscore=True):
    """All that decides what arguments mean to a parser. Never raises: `native` is False when it can't be said."""
    description = {
        "version": 1,
        "python": list(sys.version_info),
        "implementation": sys.implementation.name,
        "use_underscore": bool(use_underscore),
        "argparse": None,
        "native": False,
    }
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            description.update(_Description(parser, exclude).all())
    except (Exception, SystemExit) as error:
        description["reason"] = "%s: %s" % (type(error).__name__, error)
    return description


class _Undescribed(Exception):
    """Something that only the parser itself can know."""


class _Description:
    def __init__(self, parser, exclude):
        self.nodes = _nodes(parser)
        self.exclude = exclude
        self.values = Values()
        self.dests = {}

    def all(self):
        parsers = []
        for node in self.nodes:
            try:
                parsers.append(self._parser(node))
            except _Undescribed as error:
                parsers.append({"native": False, "reason": str(error)})
        excluded = [dest for dest in self.dests if _is_excluded(dest, self.exclude)]
        return {
            "argparse": _sources.digest(),
            "untranslated": _sources.is_untranslated(),
            "native": parsers[0]["native"],
            "reason": parsers[0].get("reason"),
            "parsers": parsers,
            "excluded": excluded,
            "members": self.values.members,
            "enums": self.values.enums,
            "opaques": self.values.opaques,
        }

    def _parser(self, parser):
        changed = [name for name in _sources.PARSING if not _is_own(parser, name)]
        if changed:
            raise _Undescribed("%s overrides %s" % (type(parser).__name__, ", ".join(changed)))
        actions = parser._actions
        places = {id(action): place for place, action in enumerate(actions)}
        fromfile = parser.fromfile_prefix_chars
        options = [[option, places.get(id(action))] for option, action in parser._option_string_actions.items()]
        if any(place is None for _, place in options):
            raise _Undescribed("an option without an action")
        if any(len(option) < 2 for option, _ in options):
            raise _Undescribed("an option of one character")
        if not all(ord(char) < 128 for char in parser.prefix_chars + (fromfile or "")):
            raise _Undescribed("a prefix that isn't ASCII")
        return {
            "native": True,
            "talks": self._talks(parser),
            "prefix": parser.prefix_chars,
            "fromfile": fromfile,
            "abbreviates": bool(parser.allow_abbrev),
            "suggests": bool(getattr(parser, "suggest_on_error", False)),
            "negative": parser._negative_number_matcher.pattern,
            "has_negative": bool(parser._has_negative_number_optionals),
            "options": options,
            "actions": [self._action(parser, action) for action in actions],
            "groups": [self._group(group, places) for group in parser._mutually_exclusive_groups],
            "defaults": [
                [self._dest(dest), self.values.encode(value), self.values.identity(value)]
                for dest, value in parser._defaults.items()
            ],
        }

    def _group(self, group, places):
        """An exclusive group. An action that lost its options to a later one is named, but can't be given."""
        names = [self._name(action) for action in group._group_actions if action.help is not argparse.SUPPRESS]
        return {
            "required": bool(group.required),
            "actions": [places[id(action)] for action in group._group_actions if id(action) in places],
            "names": names if all(isinstance(name, str) for name in names) else None,
        }

    def _dest(self, dest):
        """A name in the namespace; None for what puts nothing there."""
        if dest is argparse.SUPPRESS:
            return None
        if not isinstance(dest, str) or dest == argparse.SUPPRESS or dest == "_unrecognized_args":
            raise _Undescribed("the name %r" % (dest,))
        if hasattr(argparse.Namespace(), dest):
            raise _Undescribed("the name %r, which every namespace has" % dest)
        self.dests[dest] = True
        return dest

    def _action(self, parser, action):
        kinds = {getattr(argparse, name, None): kind for name, kind in _sources.ACTIONS.items()}
        kind = kinds.get(type(action), "custom")
        if kind == "version" and not self._prints(parser, action.version):
            kind = "custom"
        is_deprecated = getattr(action, "deprecated", False) or getattr(action, "_deprecated", False)
        if is_deprecated and not self._talks(parser):
            kind = "custom"
        nargs = action.nargs
        if nargs is argparse.SUPPRESS or not (nargs is None or type(nargs) in (int, str)):
            raise _Undescribed("nargs %r" % (nargs,))
        if type(nargs) is int and not 0 <= nargs <= 99:
            raise _Undescribed("nargs %r" % (nargs,))
        function, known = self._type(parser, action)
        entry = {
            "kind": kind,
            "options": list(action.option_strings),
            "dest": self._dest(action.dest),
            "nargs": nargs,
            "type": known,
            "type_name": str(getattr(action.type, "__name__", repr(action.type))),
            "required": bool(action.required),
            "name": self._name(action),
            "choices": self._choices(parser, action, known),
            "help": action.help if type(action.help) is str else None,
        }
        for what in ("default", "const"):
            value = getattr(action, what)
            entry[what] = self.values.encode(value)
            entry[what + "_id"] = self.values.identity(value)
            if isinstance(value, str):
                may_ask = what == "default" and not isinstance(function, argparse.FileType) and function is not open
                entry[what + "_converted"] = self._converted(parser, action, value, known, may_ask)
        if kind == "parsers":
            below = action._name_parser_map
            entry["parsers"] = [[name, self._place(node)] for name, node in below.items()]
        return entry

    @staticmethod
    def _talks(parser):
        return all(_is_own(parser, name) for name in _sources.TALKING)

    def _place(self, node):
        return next(place for place, other in enumerate(self.nodes) if other is node)

    @staticmethod
    def _prints(parser, version):
        try:
            formatter = parser._get_formatter()
            formatter.add_text(version)
            formatter.format_help()
            return isinstance(version, str)
        except Exception:
            return False

    @staticmethod
    def _name(action):
        """How error messages name the action; False when they would fail over it."""
        try:
            name = argparse._get_action_name(action)
            return name if name is None or isinstance(name, str) else False
        except Exception:
            return False

    def _type(self, parser, action):
        """The function that converts arguments, and what is known of it."""
        function = parser._registry_get("type", action.type, action.type)
        if not callable(function):
            raise _Undescribed("a type that can't be called")
        named = (getattr(function, "__module__", None), getattr(function, "__qualname__", None))
        if function is str or (
            action.type is None
            and named in (("argparse", "ArgumentParser.__init__.<locals>.identity"), ("argparse", "_identity"))
        ):
            return function, "str"
        for kind in (int, float, bool):
            if function is kind:
                return function, kind.__name__
        if function is pathlib.Path or function is pathlib.PosixPath:
            return function, "path"
        place = self.values.enum(function) if isinstance(function, type) else None
        return function, "unknown" if place is None else {"enum": place}

    def _converted(self, parser, action, text, known, may_ask):
        """What the type makes of a string that isn't an argument; one of the program's own is asked twice."""
        if known == "unknown" and not may_ask:
            return {"unsure": True}
        answers = []
        for _ in range(2 if known == "unknown" else 1):
            try:
                value = parser._get_value(action, text)
                answers.append({"value": self.values.encode(value), "id": self.values.identity(value)})
            except argparse.ArgumentError as error:
                answers.append({"error": str(error)})
            except (Exception, SystemExit):
                return {"unsure": True}
        first = answers[0]
        same = all({**answer, "id": 0} == {**first, "id": 0} for answer in answers)
        return first if same else {"unsure": True}

    def _choices(self, parser, action, known):
        choices = action.choices
        if choices is None:
            return None
        hashed = isinstance(choices, (set, frozenset, dict, type({}.keys())))
        entry = {"values": None, "hashed": hashed, "class": isinstance(choices, type), "text": self._listed(parser, action)}
        if type(choices) is str:
            return dict(entry, string=choices, values=list(choices))
        is_plain = type(choices) in (list, tuple, set, frozenset, dict, type({}.keys()), range)
        # A class of members holds each member that it makes of an argument.
        is_class = isinstance(known, dict) and choices is parser._registry_get("type", action.type, action.type)
        if (is_plain or is_class) and len(choices) <= 4096:
            entry["values"] = [self.values.encode(choice) for choice in choices]
        return entry

    @staticmethod
    def _listed(parser, action):
        """The choices as the error message lists them, or None when it's built in an unknown way."""
        try:
            parser._check_value(action, _PROBE)
        except argparse.ArgumentError as error:
            _, mark, text = str(error).partition("invalid choice: %r (choose from " % _PROBE)
            # A set lists them in another order in every process, and some objects say their address.
            is_stable = type(action.choices) not in (set, frozenset) and " at 0x" not in text
            if mark and text.endswith(")") and is_stable and len(text) < 100000:
                return text[:-1]
        except Exception:
            pass
        return None
