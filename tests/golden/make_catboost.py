"""What CatBoost writes into its catboost_info: one run for learning, one for the test set.

Run it where catboost 1.2 is installed: `python tests/golden/make_catboost.py`.
"""

import tempfile
from pathlib import Path

import catboost
import numpy as np
from answers import emptied, finish

logdir = emptied("catboost")
random = np.random.default_rng(0)
x = random.normal(size=(60, 3))
y = x @ [1.0, -2.0, 0.5]
with tempfile.TemporaryDirectory() as directory:
    model = catboost.CatBoostRegressor(
        iterations=8, depth=2, custom_metric=["MAE"], train_dir=directory, verbose=False, random_seed=0
    )
    model.fit(x[:40], y[:40], eval_set=(x[40:], y[40:]))
    for path in Path(directory).rglob("*tfevents*"):
        run = logdir / path.parent.relative_to(directory)
        run.mkdir(parents=True, exist_ok=True)
        (run / path.name).write_bytes(path.read_bytes())

finish(logdir, {"catboost": catboost.__version__})
