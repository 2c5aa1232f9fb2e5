"""What TensorBoardLogger of Lightning logs in a run of Trainer: metrics, epochs, hyperparameters.

Run it where lightning 2.6 is installed: `python tests/golden/make_lightning.py`.
"""

import lightning
import torch
from answers import emptied, finish
from lightning.pytorch.loggers import TensorBoardLogger
from torch.utils.data import DataLoader, TensorDataset


class Line(lightning.LightningModule):
    def __init__(self, lr: float = 0.1, name: str = "line", layers: int = 1, bias: bool = True) -> None:
        super().__init__()
        self.save_hyperparameters()
        self.line = torch.nn.Linear(2, 1, bias=bias)

    def training_step(self, batch, number):
        loss = (self.line(batch[0]) - batch[1]).pow(2).mean()
        self.log("train/loss", loss, on_step=True, on_epoch=True)
        return loss

    def validation_step(self, batch, number):
        self.log("val/error", (self.line(batch[0]) - batch[1]).abs().mean())

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), self.hparams.lr)


lightning.seed_everything(0)
logdir = emptied("lightning")
x = torch.randn(16, 2)
loader = DataLoader(TensorDataset(x, x.sum(1, keepdim=True)), batch_size=4)
trainer = lightning.Trainer(
    max_epochs=3,
    accelerator="cpu",
    logger=TensorBoardLogger(str(logdir), name="line"),
    log_every_n_steps=2,
    enable_checkpointing=False,
    enable_progress_bar=False,
    enable_model_summary=False,
)
trainer.fit(Line(), loader, loader)

finish(logdir, {"lightning": lightning.__version__, "torch": torch.__version__.split("+")[0]})
