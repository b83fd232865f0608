"""`hydra_main` for who may not have Hydra: it's imported when the decorator is used, not when its name is."""
import typing as tp

if tp.TYPE_CHECKING:
    from .hydra import HydraMain
    from .main import MainFun


def hydra_main(config_name: str, config_path: tp.Optional[str], **kwargs) -> "tp.Callable[[MainFun], HydraMain]":
    """Decorates the main function of a program that uses Hydra; see `dora.hydra.hydra_main`."""
    try:
        from .hydra import hydra_main
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] not in ("hydra", "omegaconf"):
            raise
        raise ModuleNotFoundError(
            "hydra_main needs Hydra, which isn't installed here: pip install hydra-core", name=error.name) from None
    return hydra_main(config_name, config_path, **kwargs)
