"""Both models under both optimizers."""
from itertools import product

from dora import Explorer, Launcher


@Explorer
def explorer(launcher: Launcher):
    launcher.bind_(epochs=3)
    for model, optim in product(["linear", "mlp"], ["sgd", "momentum"]):
        launcher(model=model, optim=optim)
    with launcher.job_array():
        for hidden in [8, 32]:
            launcher({"model.hidden": hidden}, model="mlp")
