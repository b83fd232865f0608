"""Learning rates, then wider networks at the best of them: `dora grid digits`."""
from dora import Explorer
import treetable as tt


class DigitsExplorer(Explorer):
    """Shows the best epoch of each XP, and the loss it has now."""

    def get_grid_metrics(self):
        return [
            tt.leaf("epoch"),
            tt.leaf("loss", ".3f"),
            tt.group("best", [tt.leaf("epoch"), tt.leaf("accuracy", ".1f")], align=">"),
        ]

    def process_history(self, history):
        metrics = super().process_history(history)
        if history:
            best = max(range(len(history)), key=lambda epoch: history[epoch]["accuracy"])
            metrics["best"] = {"epoch": best + 1, "accuracy": history[best]["accuracy"]}
        return metrics


@DigitsExplorer
def explorer(launcher):
    launcher.slurm_(gpus=0, cpus_per_task=1, mem_per_gpu=1, time=10)
    for lr in (1, 0.3, 0.1, 0.03):
        launcher(lr=lr)
    wide = launcher.bind(lr=0.1)
    with wide.job_array():
        for hidden in (8, 32):
            for seed in (0, 1):
                wide(hidden=hidden, seed=seed)
