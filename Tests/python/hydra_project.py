"""A Hydra project with everything that overrides can hit: groups, nested ones, interpolations, packages, a `???`."""

TRAIN = '''
import logging
import os
from pathlib import Path
import sys

from dora import get_xp, hydra_main, is_xp, to_absolute_path

log = logging.getLogger(__name__)


@hydra_main(config_path="conf", config_name="config"VERSION_BASE)
def main(cfg):
    """Trains."""
    if not is_xp():
        print("no xp", cfg.optim.lr)
        return
    xp = get_xp()
    log.info("the lr is %s", cfg.optim.lr)
    print("sig", xp.sig, flush=True)
    print("folder", xp.folder)
    print("cwd", os.getcwd())
    print("absolute", to_absolute_path("x"), to_absolute_path(Path("y")))
    print("argv", sys.argv[1:])
    print("same", type(xp.cfg).__name__, xp.cfg == cfg)
    if cfg.seed < 0:
        sys.exit(-cfg.seed)
    if cfg.seed == 0:
        seen = "the value of a local"
        raise RuntimeError("seed is 0")
    xp.link.push_metrics({"loss": cfg.optim.lr})


if __name__ == "__main__":
    main()
'''

FILES = {
    "toy/__init__.py": "",
    "toy/conf/config.yaml": """
defaults:
  - db: mysql
  - model/lm: small
  - optional extra: none_of_these
  - _self_

seed: 1
optim:
  lr: 0.1
  betas: [0.9, 0.99]
  steps: {a: 1, b: {c: 2.0, d: "x"}}
lr_copy: ${optim.lr}
url: "${db.driver}://${oc.env:TOY_HOST,localhost}:${db.port}"
name: plain
nothing: null
flag: true
num: 1.0
useless: {a: 1, b: 2}
text: "é and 'quotes'"
dora:
  dir: ./out
  exclude: [seed, "useless.*"]
slurm:
  gpus: 2
  mem_per_gpu: 20.5
""",
    "toy/conf/db/mysql.yaml": "driver: mysql\nport: 3306\n",
    "toy/conf/db/pg.yaml": "defaults: [mysql]\n\ndriver: pg\nextra: {deep: [1, {x: 2}]}\n",
    "toy/conf/model/lm/small.yaml": "dim: 8\n",
    "toy/conf/model/lm/big.yaml": "dim: 512\nlayers: {n: 3}\n",
    "toy/conf/model/lm/open.yaml": "dim: ???\n",
    "toy/conf/solver/adam.yaml": "# @package optim\nlr: 0.001\nname: adam\n",
    "toy/conf/solver/flat.yaml": "# @package _global_\nnum: 5\nadded: {z: [1]}\n",
}

# Ordinary and nasty; what they come to is the Python tool's to say.
ARGVS = [
    [], ["optim.lr=0.2"], ["optim.lr=1e-5"], ["optim.lr=1"], ["optim.lr=0.1"], ["optim.lr=1_000"], ["seed=7"],
    ["useless.a=3", "useless.b=4"], ["optim.betas=[0.9,0.99]"], ["optim.betas=[0.9]"], ["optim.betas=[]"],
    ["optim.betas.0=0.5"], ["optim.betas=null"], ["optim=null"], ["optim={lr: 3}"], ["optim.steps={a: 5}"],
    ["optim.steps={b: {c: 3}}"], ["optim.steps.b={e: 1}"], ["+optim.steps.b={e: 1}"], ["++optim.steps.b.e=1"],
    ["optim.steps={a: 5}", "optim.steps={b: {c: 1}}"], ["optim.lr=5", "optim.lr=6"], ["optim.lr=5", "optim.lr=0.1"],
    ["optim.lr=5", " optim.lr =6"], ["+k=1", "k=2"], ["+k=1", "+k=2"], ["+k={a: {b: [1, 2]}}"], ["+k=[1, {a: null}]"],
    ["+k=\"a b\""], ["+k='it\\'s'"], ["+k=a b"], ["+k="], ["+k=''"], ["+k=true"], ["+k=on"], ["+k=0x10"], ["+k=1.0"],
    ["+k=1e3"], ["+k=inf"], ["+k=nan"], ["+k=-1"], ["+k=12345678901234567890123"], ["+k=null"], ["+k=\u00e9"],
    ["+k=\\u00e9"], ["+k=\"\\u00e9\""], ["+k=\U0001f600"], ["name=null"], ["name=3"], ["name=x.y/z:1"], ["flag=false"],
    ["flag=1"], ["flag=1.0"], ["num=1"], ["num=true"], ["num=2"], ["nothing=0"], ["nothing={a: 1}"], ["text='x'"],
    ["db=pg"], ["db=mysql"], ["db=pg", "db=mysql"], ["db=pg", "db.port=1"], ["db=pg", "db.extra.deep=[]"],
    ["db.port=1", "db=pg"], ["db='pg'"], ["db=\"pg\""], ["db= pg"], ["db =pg"], ["db@other=pg"], ["+db@other=pg"],
    ["db=null"], ["db=[pg]"], ["+db=pg"], ["~db=mysql"], ["db=nope"], ["db=pg,mysql"], ["db.driver=pg"],
    ["model/lm=big"], ["model/lm=open"], ["model/lm=open", "model.lm.dim=3"], ["model/lm=big", "model.lm.layers.n=4"],
    ["model=big"], ["model.lm.dim=9"], ["+solver=adam"], ["+solver=flat"], ["+solver=flat", "added.z=[2]"],
    ["solver=adam"], ["url=x"], ["url=${name}"], ["lr_copy=3"], ["optim.lr=${num}"], ["optim.lr=${nowhere}"],
    ["name=${oc.env:TOY_HOST}"], ["name=${oc.env:TOY_HOST,7}"], ["name=${oc.env:TOY_SET}"],
    ["name=${oc.decode:'[1, 2]'}"], ["name=${oc.select:optim.lr}"], ["+k=${.num}"], ["+k=${optim}"],
    ["+k=${optim.betas}"], ["+k=\\${x}"], ["nowhere=1"], ["optim.lrr=1"], ["optim.lr.x=1"], ["~flag"], ["~flag=true"],
    ["~nothing=null"], ["--help"], ["x"], ["=1"], ["+=1"], ["a=b=c"], ["name=a=b"], ["+k=[1,2"], ["+k={a}"],
    ["name=1,2"], ["name=choice(1,2)"], ["seed=range(1,4)"], ["+k=glob(*)"], ["+k=int('3')"], ["+k=str(3)"],
    ["+k=json_str('{}')"], ["seed=???"], ["name=???"], ["optim=???"], ["optim=3"], ["name={a: 1}"], ["+name=x"],
    ["dora.dir=elsewhere"], ["slurm.gpus=8"], ["+slurm.x=1"], ["hydra.run.dir=x"], ["hydra/job_logging=disabled"],
    ["+k={1: 2}"], ["+k={true: 2}"], ["+1=2"], ["+a.b.c=1", "+a.b.d=2"], ["+a.b=1", "+a.c=1", "optim.lr=4"],
    ["++name=y"], ["++new.key=1"], ["+extra=1"], ["optim.steps.b.d=x"], ["optim.steps.b.c=2"], ["useless=1"],
]


def write(root, version_base):
    """The project, with `version_base` as the decorator has it; None for no such argument."""
    given = "" if version_base is None else ", version_base={!r}".format(version_base)
    files = dict(FILES, **{"toy/train.py": TRAIN.replace("VERSION_BASE", given)})
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
