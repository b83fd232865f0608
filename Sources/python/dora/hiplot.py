"""XPs in HiPlot: `hiplot dora.hiplot.load`, where sigs and names of grids are typed; or from a notebook.

HiPlot is imported when something is loaded, and not before: nothing else needs it.
"""
import importlib
import math
import shlex
import typing as tp

from ._project import load_main, module_name
from .xp import XP

if tp.TYPE_CHECKING:
    from .main import DecoratedMain

__all__ = ["HiPlotExplorer", "experiment", "load", "roundf"]

Metrics = tp.Dict[str, tp.Any]

_METRIC = "badge badge-pill badge-primary"
_OURS = "badge badge-pill badge-secondary"
_PARAMETER = "badge badge-pill badge-dark"


def roundf(value: float, precision: int = 4) -> float:
    """The value with so many decimals, still a float; what isn't finite stays as it is."""
    return round(value, precision) if math.isfinite(value) else value


class HiPlotExplorer:
    """Which metrics are shown, and how; a project's own inherit from it, in the module `<grids>._hiplot`."""

    def process_metrics(self, xp: XP, metrics: Metrics) -> Metrics:
        """What is shown of one entry."""
        return metrics

    def process_history(self, xp: XP, history: tp.List[Metrics]) -> tp.List[Metrics]:
        """What is shown of a history: an entry for each point."""
        return [self.process_metrics(xp, metrics) for metrics in history]

    def postprocess_exp(self, exp: tp.Any) -> None:
        """May change the whole `hiplot.Experiment`."""


def load(uri: str) -> tp.Any:
    """The experiment that a line asks for: sigs and names of grids, with blanks between them.

    `explorer=NAME` takes another explorer than `HiPlotExplorer`: a class of the module `_hiplot` among the grids, or of
    the one that `explorer_module=` names.
    """
    main = load_main(module_name(None, None))
    names: tp.List[str] = []
    options: tp.Dict[str, str] = {}
    for word in shlex.split(uri):
        key, equals, value = word.partition("=")
        if not equals:
            names += _sigs(main, word)
        elif key in ("explorer", "explorer_module"):
            options[key] = value
        else:
            raise ValueError("unknown option '{}': there are explorer= and explorer_module=".format(key))
    # In the order given; a grid may have an XP that is named as well.
    xps = [main.get_xp_from_sig(sig) for sig in dict.fromkeys(names)]
    return experiment(main, xps, _explorer(main, options))


def _sigs(main: "DecoratedMain", word: str) -> tp.List[str]:
    folder = main.dora.dir / main.dora._grids / word
    return sorted(link.name for link in folder.iterdir()) if folder.is_dir() else [word]


def _explorer(main: "DecoratedMain", options: tp.Dict[str, str]) -> HiPlotExplorer:
    name = options.get("explorer")
    if name is None and "explorer_module" not in options:
        return HiPlotExplorer()
    module = options.get("explorer_module") or (main.dora.grid_package or main.package + ".grids") + "._hiplot"
    found = getattr(importlib.import_module(module), name or "HiPlotExplorer", None)
    if found is None:
        raise ValueError("'{}' has no class '{}'".format(module, name or "HiPlotExplorer"))
    return tp.cast(HiPlotExplorer, found())


def experiment(main: "DecoratedMain", xps: tp.Sequence[XP],
               explorer: tp.Optional[HiPlotExplorer] = None) -> tp.Any:
    """A `hiplot.Experiment` with a point for each entry of each history, those of one XP in a line.

    Args:
        main: the decorated main function.
        xps: the XPs.
        explorer: says what is shown of their metrics.
    """
    import hiplot

    explorer = HiPlotExplorer() if explorer is None else explorer
    exp = hiplot.Experiment()
    metrics: tp.Dict[str, None] = {}
    values = _parameters(main, xps)
    for xp, own in zip(xps, values):
        history = explorer.process_history(xp, list(main.get_xp_history(xp)))
        above: tp.Optional[str] = None
        for place, entry in enumerate(history):
            flat = _flat(entry)
            metrics.update(dict.fromkeys(flat))
            point = hiplot.Datapoint(
                uid="{}_{}".format(xp.sig, place), from_uid=above,
                values={**own, "sig": xp.sig, "epoch": place, "last": place == len(history) - 1, **flat})
            above = point.uid
            exp.datapoints.append(point)
    for names, style in [(list(values[0]) if values else [], _PARAMETER), (metrics, _METRIC),
                         (["sig", "epoch", "last"], _OURS)]:
        for name in names:
            exp.parameters_definition[name].label_css = style
    order = ["last", "epoch"] + list(metrics)
    exp.display_data(hiplot.Displays.PARALLEL_PLOT).update({"hide": ["uid", "from_uid"], "order": order})
    exp.display_data(hiplot.Displays.TABLE).update({"hide": ["from_uid"], "order": ["sig"] + order})
    explorer.postprocess_exp(exp)
    return exp


def _parameters(main: "DecoratedMain", xps: tp.Sequence[XP]) -> tp.List[Metrics]:
    """What XPs differ in, by short names; one that doesn't say a value has the program's default."""
    every = [main.get_name_parts(xp) for xp in xps]
    keys = list(dict.fromkeys(key for parts in every for key in parts))
    missing = object()
    varied = [key for key in keys if any(
        parts.get(key, missing) != every[0].get(key, missing) for parts in every)]
    found: tp.List[Metrics] = []
    for xp, parts in zip(xps, every):
        own: Metrics = {}
        for key in varied:
            value = parts[key] if key in parts else _default(xp.cfg, key)
            name = main.short_name_part(key, value).split("=", 1)[0]
            own[name] = _shown(value)
        found.append(own)
    return found


def _default(cfg: tp.Any, key: str) -> tp.Any:
    """The value at a dotted key of a configuration; None when there's none."""
    for part in key.split("."):
        try:
            cfg = cfg[part] if isinstance(cfg, dict) else getattr(cfg, part)
        except (AttributeError, KeyError):
            return None
    return cfg


def _shown(value: tp.Any) -> tp.Any:
    """What HiPlot can put on an axis."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    try:
        return ", ".join(str(item) for item in value)
    except TypeError:
        return str(value)


def _flat(entry: tp.Mapping[str, tp.Any], prefix: str = "") -> Metrics:
    flat: Metrics = {}
    for name, value in entry.items():
        if isinstance(value, dict):
            flat.update(_flat(value, prefix + str(name) + "."))
        else:
            flat[prefix + str(name)] = value
    return flat
