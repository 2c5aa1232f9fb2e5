"""What the TensorBoard callback of Keras logs: epochs, batches, weights as histograms and images, the graph of the model.

Run it where keras 3.15 and tensorflow 2.21 are installed: `python tests/golden/make_keras.py`.
"""

import keras
import numpy as np
from answers import emptied, finish

keras.utils.set_random_seed(0)
logdir = emptied("keras")
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "relu"), keras.layers.Dense(1)])
model.compile("sgd", "mse", metrics=["mae"])
callback = keras.callbacks.TensorBoard(str(logdir), histogram_freq=1, write_images=True, update_freq=2, profile_batch=0)
x = np.random.default_rng(0).normal(size=(32, 4)).astype(np.float32)
y = x.sum(axis=1)
model.fit(x, y, batch_size=8, epochs=3, validation_data=(x[:8], y[:8]), callbacks=[callback], verbose=0)

finish(logdir, {"keras": keras.__version__})
