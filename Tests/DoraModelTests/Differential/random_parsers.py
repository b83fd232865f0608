"""Random parsers, random arguments, and what argparse makes of them: a JSON line for each parser.

    random_parsers.py CLIENT SEED PARSERS ARGVS [ODD]

CLIENT is the folder that holds the module `dora`. ODD is the share of parsers that nobody would write: with types and
actions of the program's own, subclasses of the parser, and defaults that don't fit. A line has the parser's description, as Swift gets it, and for each
argument list the answer of the parser itself, with the names of what was tried there.
"""

import argparse
import enum
import hashlib
import json
import pathlib
import random
import sys

sys.path.insert(0, sys.argv[1])

from dora import _describe, _sources  # noqa: E402


class Color(enum.Enum):
    RED = "red"
    GREEN = "green"
    ALSO = "red"
    SEVEN = 7


class Mode(str, enum.Enum):
    FAST = "fast"
    SLOW = "slow"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Loose(enum.Enum):
    A = "a"

    @classmethod
    def _missing_(cls, value):
        return cls.A


class Shout(argparse.Action):
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, [values, option_string])


class Talkative(argparse.ArgumentParser):
    def error(self, message):
        self.exit(2, "oh no\n%s: error: %s!\n" % (self.prog, message))


class Meddling(argparse.ArgumentParser):
    def parse_known_args(self, args=None, namespace=None):
        return super().parse_known_args([a for a in args if a != "drop"], namespace)


def truth(text):
    if text.lower() in ("yes", "true", "1"):
        return True
    if text.lower() in ("no", "false", "0"):
        return False
    raise argparse.ArgumentTypeError("%r is neither true nor false" % text)


def numbers(text):
    return [int(part) for part in text.split(",")]


def broken(text):
    raise RuntimeError("broken by %s" % text)


NAN = float("nan")
WORDS = ["", "a", "b", "x", "ab", "abc", "red", "fast", "slow", "é", "日", "é", "foo", "bar baz", "-", "a=b", "drop"]
NUMBERS = """0 1 -1 2 7 12 256 257 007 1_000 1__0 _1 +5 -0 99999999999999999999 1.0 0.1 1e-05 1e5 1E+22 1e999 -1.5 .5
5. . 1_0.0 1_e5 nan NaN -nan inf -inf Infinity infinit 1e 0x10 -.5 -1e5 -1_0 9007199254740993
0.1000000000000000055511151231257827 123456789012345678901234567890.5e-3""".split()
ODD = [" 12 ", "\t1\n", "\u00a03", "\u0663", "-\u0663", "\u0e53.\u0e51", "\x1c5", "1\x1c", "\u2003 7", "\ud800", "it's",
       'say "hi"', "it's \"q\"", "\\", "\x7f", "\u00ad", "\u200b", "--", "-1\n", "==SUPPRESS==", "\U0001f600", "//a/./b//",
       "/a/../b", "///x", "./", "true", "True", "no", "1,2", "@file", "@", "\u0378"]
TAME_DEFAULTS = [None, None, 0, 1, 2, 257, 1.0, 0.5, float("inf"), True, False, "a", "x", "3", "foo", "", pathlib.Path("a/b"),
                 Color.RED, Mode.FAST, (1, 2), ["a"], {"a": 1}]
FITTING = {int: [None, 0, 1, -1, 256, 257, 10**30, "3", "-1"], float: [None, 0.5, 1.0, 1e-5, 3, float("inf"), "2.5", "1e3"],
           pathlib.Path: [None, pathlib.Path("a/b"), "a//b", "x"], Color: [None, Color.RED, "green"],
           Mode: [None, Mode.FAST, "slow"], bool: [None, True, False, "x", ""], truth: [None, True, "no"]}
DEFAULTS = [None, None, None, 0, 1, 2, 256, 257, 1.0, 0.5, NAN, float("inf"), True, False, "a", "x", "3", "2.5", "foo",
            "red", "", "yes", "1,2", [], [1], ["a"], [NAN], (1, 2), (), {"a": 1}, {1: 2, "1": 3}, {"b": [NAN]},
            pathlib.Path("a"), pathlib.Path("/a/b"), Color.RED, Mode.FAST, Level.LOW, 10**30, object(), {1}, 1j,
            argparse.SUPPRESS, "==SUPPRESS==", ["3"], "-1", b"x"]
TAME_TYPES = [None] * 8 + [int, float] * 7 + [pathlib.Path, Color, str, bool, Mode] * 2 + [truth]
TYPES = [None] * 6 + [int, float, pathlib.Path, Color] * 4 + [str, bool, Mode, Mode, Level]
TYPES += [Loose, truth, numbers, broken, complex, pathlib.PurePath, "hex"]
TAME_CHOICES = {None: [["a", "b"], ("a", "x"), {"fast": 1, "slow": 2}], int: [[1, 2, 3], range(3)], float: [(0.5, 1.0)],
                Color: [Color, [Color.RED, Color.SEVEN]], Mode: [Mode], str: [["fast", "slow"], {"a"}]}
CHOICES = [["a", "b"], [1, 2, 3], (0.5, 1.0), range(3), {"a": 1, "x": 2}, {"a"}, "abx", [Color.RED, Color.SEVEN], Color,
           Mode, ["fast", "slow"], [None, "a"], [True, False], [[], ["a"]], ["é", "it's"], [pathlib.Path("a")], [NAN, 1.0]]
NAMES = ["f", "foo", "foobar", "foo-bar", "b", "bar", "baz", "x", "xy", "y", "v", "verbose", "1", "0.5", "n", "no-foo", "é",
         "f=o", "lr", "lr-min", "e"]
NARGS = [None, None, None, None, None, "?", "*", "+", 1, 2, 3, argparse.REMAINDER]
TAME_KINDS = ["store"] * 16 + ["store_const"] + ["store_true"] * 3 + ["store_false", "append", "append_const", "extend",
                                                                       "append", "count", "version", "boolean", "help"]
KINDS = ["store"] * 16 + ["store_const", "store_true", "store_true", "store_false", "append", "append_const", "extend",
                          "append", "count", "count", "version", "boolean", "boolean", "help", "shout"]


class Maker:
    def __init__(self, seed, odd):
        self.random = random.Random(seed)
        self.is_odd = self.maybe(odd)
        self.features = set()

    def maybe(self, chance):
        return self.random.random() < chance

    def pick(self, values):
        return self.random.choice(values)

    def parser(self, depth=0, parents=True, cls=None):
        settings = {"prog": "prog", "add_help": self.maybe(0.7)}
        if self.maybe(0.1):
            settings["prefix_chars"] = self.pick(["+", "-+", "-/", "/"])
            self.features.add("prefix_chars")
        if self.maybe(0.15):
            settings["allow_abbrev"] = False
            self.features.add("allow_abbrev")
        if self.maybe(0.07):
            settings["argument_default"] = self.pick([argparse.SUPPRESS, 3, "x", None] if self.is_odd else [argparse.SUPPRESS, None])
            self.features.add("argument_default")
        if self.maybe(0.2):
            settings["conflict_handler"] = "resolve"
        if self.maybe(0.05):
            settings["fromfile_prefix_chars"] = "@"
        if self.maybe(0.1) and sys.version_info >= (3, 9):
            settings["exit_on_error"] = False
            self.features.add("exit_on_error")
        if self.maybe(0.1) and sys.version_info >= (3, 14):
            settings["suggest_on_error"] = True
        if parents and self.maybe(0.1):
            settings["parents"] = [self.parser(depth=2, parents=False) for _ in range(self.pick([1, 1, 2]))]
            settings["conflict_handler"] = "resolve"
            self.features.add("parents")
        if cls is None:
            cls = argparse.ArgumentParser
            if self.is_odd:
                cls = Talkative if self.maybe(0.03) else Meddling if self.maybe(0.03) else cls
        try:
            parser = cls(**settings)
        except Exception:
            parser = cls(prog="prog")
        parser.register("type", "hex", truth)
        self.fill(parser, depth)
        return parser

    def fill(self, parser, depth):
        containers = [parser]
        if self.maybe(0.2):
            containers.append(parser.add_argument_group("group"))
        for _ in range(self.pick([0, 0, 0, 1, 2])):
            required = self.maybe(0.25)
            outer = self.pick(containers[:2])
            try:
                containers.append(outer.add_mutually_exclusive_group(required=required))
            except ValueError:
                containers.append(parser.add_mutually_exclusive_group(required=required))
            self.argument(containers[-1], is_positional=False)
            self.features.add("exclusive")
        for _ in range(self.pick([0, 1, 2, 3, 4, 5, 6, 8])):
            self.argument(self.pick(containers), is_positional=self.maybe(0.18))
        if self.maybe(0.15):
            names = [self.pick(NAMES).replace("-", "_") for _ in range(2)]
            parser.set_defaults(**{name: self.pick(DEFAULTS if self.is_odd else TAME_DEFAULTS) for name in names})
            self.features.add("set_defaults")
        if depth < 2 and self.maybe(0.18):
            self.commands(parser, depth)
        if self.maybe(0.1):
            self.argument(parser, is_positional=self.maybe(0.5))

    def commands(self, parser, depth):
        settings = {}
        if self.maybe(0.6):
            settings["dest"] = self.pick(["command", "foo", "x"])
        if self.maybe(0.5):
            settings["required"] = self.maybe(0.5)
        if self.maybe(0.2):
            settings["metavar"] = "CMD"
        try:
            below = parser.add_subparsers(**settings)
            for name in self.random.sample(["fit", "fits", "eval", "a", "é"], self.pick([1, 2, 3])):
                more = {"aliases": [name + "!", "al"]} if self.maybe(0.2) else {}
                if sys.version_info >= (3, 13) and self.maybe(0.1):
                    more["deprecated"] = True
                made = below.add_parser(name, allow_abbrev=self.maybe(0.9), add_help=self.maybe(0.5), **more)
                self.fill(made, depth + 1)
            self.features.add("sub-commands")
        except Exception:
            pass

    def argument(self, container, is_positional):
        chars = getattr(container, "prefix_chars", "-")
        settings = {}
        if is_positional:
            names = [self.pick(["p", "q", "foo", "pos", "x", "v"])]
        else:
            names = []
            for name in self.random.sample(NAMES, self.pick([1, 1, 1, 2, 2, 3])):
                char = self.pick(chars)
                names.append(char * (1 if len(name) == 1 or self.maybe(0.12) else 2) + name)
            if self.maybe(0.15):
                settings["dest"] = self.pick(["foo", "x", "v", "a.b", "bar"])
            if self.maybe(0.04):
                settings["required"] = True
        kind = self.pick(KINDS if self.is_odd else TAME_KINDS)
        defaults = DEFAULTS if self.is_odd else TAME_DEFAULTS
        action = {"boolean": getattr(argparse, "BooleanOptionalAction", "store_true"), "shout": Shout}.get(kind, kind)
        if kind == "extend" and sys.version_info < (3, 8):
            action = "append"
        if kind != "store" or self.maybe(0.2):
            settings["action"] = action
        if kind in ("store", "append", "extend", "shout"):
            settings["nargs"] = self.pick(NARGS)
            settings["type"] = self.pick(TYPES if self.is_odd else TAME_TYPES)
            if kind == "extend" and not self.is_odd:
                settings["nargs"] = self.pick("+*")
            choices = CHOICES if self.is_odd else TAME_CHOICES.get(settings["type"])
            if choices and self.maybe(0.15):
                settings["choices"] = self.pick(choices)
            if settings["nargs"] == "?" and self.maybe(0.6):
                settings["const"] = self.pick(defaults if self.is_odd else FITTING.get(settings["type"], defaults))
            if self.maybe(0.1):
                settings["metavar"] = self.pick(["M", ("A", "B"), ""])
        if kind in ("store_const", "append_const"):
            settings["const"] = self.pick(defaults)
        if kind == "version":
            settings["version"] = self.pick(["1.0", "%(prog)s 2", "%(wrong)s", None] if self.is_odd else ["1.0"])
        elif kind != "help" and self.maybe(0.6):
            is_fitting = not self.is_odd and kind == "store"
            settings["default"] = self.pick(FITTING.get(settings.get("type"), defaults) if is_fitting else defaults)
            if kind in ("append", "append_const", "extend", "count") and (not self.is_odd or self.maybe(0.9)):
                settings["default"] = self.pick([None, 0, 3, True] if kind == "count" else [None, [], ["a"], [1, 2]])
        if self.maybe(0.1):
            settings["help"] = self.pick([argparse.SUPPRESS, "100%"])
        if sys.version_info >= (3, 13) and self.maybe(0.05):
            settings["deprecated"] = True
        try:
            container.add_argument(*names, **settings)
        except Exception:
            return
        self.features.add("positionals" if is_positional else "options")
        self.features.add("action " + kind)
        for name in ("nargs", "type", "choices", "const", "required", "dest"):
            if name in settings and settings[name] is not None:
                value = settings[name]
                shown = getattr(value, "__name__", value) if name in ("nargs", "type") else ""
                self.features.add("{} {}".format(name, shown).strip())

    def argv(self, parser):
        """Arguments that may be anything; those that a user could have meant, more often than not."""
        self.is_tame = self.maybe(0.7)
        return self.words(parser)

    def words(self, parser):
        words = []
        actions = [action for action in parser._actions if not self.is_tame or self.is_meant(action)]
        for action in self.random.sample(actions, min(len(actions), self.pick([0, 1, 1, 2, 2, 3, 4]))):
            if action.option_strings:
                words.append(self.option(action))
        if self.is_tame:
            words += [self.option(action) for action in parser._actions if action.required and action.option_strings]
        else:
            words += [self.noise(parser) for _ in range(self.pick([0, 0, 1, 1, 2, 3]))]
        for action in parser._get_positional_actions():
            if isinstance(action, argparse._SubParsersAction) or not (action.required or self.maybe(0.5)):
                continue
            words += [[word] for word in self.values(action)]
        if self.maybe(0.3):
            self.random.shuffle(words)
        words = [word for part in words for word in part]
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction) and self.maybe(0.9):
                name = self.pick(list(action._name_parser_map) + ([] if self.is_tame else ["fi"]))
                words.append(name)
                if name in action._name_parser_map:
                    words += self.words(action._name_parser_map[name])
        return words

    @staticmethod
    def is_meant(action):
        return not isinstance(action, (argparse._HelpAction, argparse._VersionAction, Shout))

    def noise(self, parser):
        chars = parser.prefix_chars
        chance = self.random.random()
        if chance < 0.3:
            return [self.pick(chars) * self.pick([1, 2]) + self.pick(NAMES) + self.pick(["", "=", "=3"])]
        if chance < 0.5:
            short = [option for option in parser._option_string_actions if len(option) == 2] or ["-q"]
            return [self.pick(short) + "".join(self.pick(short)[1] for _ in range(2)) + self.pick(["", "=1", "3"])]
        return ["--"] if chance < 0.7 else [self.anything()]

    def option(self, action):
        option = self.pick(action.option_strings)
        if self.maybe(0.15) and len(option) > 2:
            option = option[: self.random.randint(2, len(option))]
        values = self.values(action)
        chance = self.random.random()
        if len(values) == 1 and chance < 0.4:
            return [option + "=" + values[0]]
        if len(values) == 1 and chance < 0.5:
            return [option + values[0]]
        return [option] + values

    def values(self, action):
        nargs = action.nargs
        count = {None: 1, "?": self.pick([0, 1]), "+": self.pick([1, 2, 3])}.get(nargs, self.pick([0, 1, 2]))
        if isinstance(nargs, int):
            count = nargs
        if not self.is_tame and self.maybe(0.15):
            count = self.pick([0, 1, 2, 3])
        return [self.value(action) for _ in range(count)]

    def value(self, action):
        if self.maybe(0.05 if self.is_tame else 0.3):
            return self.anything()
        if action.choices is not None:
            choice = self.pick(list(action.choices) or [""])
            return str(getattr(choice, "value", choice))
        kinds = {int: "0 1 -1 2 3 7 12 256 257 -5 1_000 +5 10000000000000000000000", Color: "red green", Mode: "fast slow",
                 Level: "1 2", truth: "yes no true 0", numbers: "1 1,2 3,4", bool: "x True False", float: "0 1 -1 0.5 1e-05 1e5 1E+22 1e999 -1.5 .5 5. 1_0.0 nan inf -inf 0.1 0.3 1e16 123456789.125"}
        known = kinds.get(action.type)
        if known:
            return self.pick(known.split())
        return self.pick(WORDS + ["1", "2", "0.5", "3", "a/b", "/x//y"])

    def anything(self):
        chance = self.random.random()
        return self.pick(NUMBERS if chance < 0.45 else WORDS if chance < 0.9 else ODD)


def main():
    seed, parsers, argvs = map(int, sys.argv[2:5])
    odd = float(sys.argv[5]) if len(sys.argv) > 5 else 0.15
    digest, is_untranslated = _sources.digest(), _sources.is_untranslated()
    _sources.digest, _sources.is_untranslated = lambda: digest, lambda: is_untranslated
    import warnings

    warnings.simplefilter("ignore")
    for number in range(parsers):
        maker = Maker(seed * 1000003 + number, odd)
        parser = maker.parser()
        exclude = maker.pick([[], [], [], ["foo*"], ["?"], ["[a-x]*", "p"]])
        description = _describe.describe_parser(parser, exclude)
        cases = []
        for _ in range(argvs):
            # Words of a real command line are no constants of this file, which argparse could tell.
            argv = json.loads(json.dumps(maker.argv(parser)))
            answer = _describe.sign(parser, argv, exclude)
            if "delta" in answer:
                answer["delta"].sort(key=lambda pair: pair[0])
                answer["digest"] = hashlib.sha1(json.dumps(answer["delta"]).encode()).hexdigest()
            cases.append({"argv": argv, "answer": answer})
        line = {"parser": description, "cases": cases, "features": sorted(maker.features)}
        print(json.dumps(line))


main()
