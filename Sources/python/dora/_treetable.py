"""The nodes of a table's head, for grid files that import `treetable` where it isn't installed.

Only what grid files say with that package is here: nodes, and a plain way to print them.
"""
import importlib.abc
import importlib.util
import sys
import typing as tp

Row = tp.Dict[tp.Any, tp.Any]


class Node:
    """A column, or several below one title; what it leaves as None is taken from the node above it.

    Args:
        key: where its values are in a row.
        groups: the nodes below it; None for a column.
        display: what the head shows, if it isn't the key.
        align: `<`, `>` or `=`.
        format: a format as `format()` takes it.
        wrap: the width at which cells are broken into lines.
        missing: what shows where a row has no value.
        shorten: whether the nodes below show as little of their names as tells them apart.
    """

    def __init__(self, key: tp.Any, *, groups: tp.Optional[tp.Sequence["Node"]] = None,
                 display: tp.Optional[str] = None, align: tp.Optional[str] = None,
                 format: tp.Optional[str] = None, wrap: tp.Optional[int] = None,
                 missing: tp.Optional[str] = None, shorten: tp.Optional[bool] = None):
        self.key = key
        self.groups = groups
        self.display = key if display is None else display
        self.align = align
        self.format = format
        self.wrap = wrap
        self.missing = missing
        self.shorten = shorten


def leaf(key: tp.Any, format: str = "", **properties: tp.Any) -> Node:
    """A column."""
    return Node(key, format=format, **properties)


def group(key: tp.Any, groups: tp.Sequence[Node], **properties: tp.Any) -> Node:
    """Several nodes below one title."""
    return Node(key, groups=list(groups), **properties)


def table(groups: tp.Sequence[Node], **properties: tp.Any) -> Node:
    """The whole head."""
    return Node(None, groups=list(groups), **properties)


def treetable(lines: tp.Sequence[Row], group: Node, colors: tp.Optional[tp.Sequence[str]] = None,
              **_: tp.Any) -> str:
    """The rows as text, in columns; a title stands above those that belong to it."""
    columns = [_column(lines, path, node) for path, node in _leaves(group, [])]
    texts = ["  ".join(cells).rstrip() for cells in zip(*columns)]
    if not colors:
        return "\n".join(texts)
    return "\n".join(
        "\x1b[{}m{}\x1b[0m".format(colors[place % len(colors)], text)
        for place, text in enumerate(texts))


def _leaves(node: Node, path: tp.List[Node]) -> tp.Iterator[tp.Tuple[tp.List[Node], Node]]:
    for child in node.groups or []:
        if child.groups is None:
            yield path + [child], child
        else:
            yield from _leaves(child, path + [child])


def _column(lines: tp.Sequence[Row], path: tp.List[Node], leaf: Node) -> tp.List[str]:
    cells = [".".join(str(node.display) for node in path)]
    for line in lines:
        value: tp.Any = line
        for node in path:
            value = value.get(node.key) if isinstance(value, dict) else None
        cells.append(leaf.missing or "" if value is None else _shown(value, leaf.format or ""))
    width = max(map(len, cells))
    return [cell.rjust(width) if leaf.align == ">" else cell.ljust(width) for cell in cells]


def _shown(value: tp.Any, spec: str) -> str:
    try:
        return format(value, spec)
    except (TypeError, ValueError):
        return str(value)


class _Finder(importlib.abc.MetaPathFinder):
    """Asked last of all: the real package is taken wherever there is one."""

    def find_spec(self, name, path=None, target=None):
        if name != "treetable":
            return None
        return importlib.util.spec_from_file_location(name, __file__)


def provide() -> None:
    """Lets `import treetable` succeed in this process, with this module if there is no other."""
    if not any(type(finder).__name__ == _Finder.__name__ and type(finder).__module__ == __name__
               for finder in sys.meta_path):
        sys.meta_path.append(_Finder())
