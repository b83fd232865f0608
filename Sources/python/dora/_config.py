"""What a program makes of its arguments, as JSON can say it."""
import sys
import typing as tp

from .utils import jsonable


def readable(cfg: tp.Any) -> tp.Any:
    """The configuration of an XP: interpolations resolved as far as they can be, other objects as their text."""
    omegaconf = sys.modules.get("omegaconf")
    if omegaconf is not None and omegaconf.OmegaConf.is_config(cfg):
        return _value(_resolved(omegaconf, cfg))
    if hasattr(cfg, "__dict__") and not isinstance(cfg, (dict, type)):
        return _value(vars(cfg))
    return _value(cfg)


def _resolved(omegaconf: tp.Any, cfg: tp.Any) -> tp.Any:
    try:
        return omegaconf.OmegaConf.to_container(cfg, resolve=True)
    except Exception:
        # A resolver that works inside a run only; what it stands for is then shown as it's written.
        return omegaconf.OmegaConf.to_container(cfg)


def _value(value: tp.Any) -> tp.Any:
    if isinstance(value, dict):
        return {str(key): _value(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_value(item) for item in value]
    try:
        return jsonable(value)
    except ValueError:
        return str(value)
