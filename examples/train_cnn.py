"""Train a small CNN on handwritten digits and log it: the script of a TensorBoard user, but for one import.

The digits are the 1,797 real ones inside scikit-learn, scaled from 8x8 to 32x32 and repeated into three channels.
Run `python examples/train_cnn.py`, and beside it `runchart runs`.
"""

import argparse

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from tqdm import tqdm

from runchart import SummaryWriter


class DigitNetwork(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 64, 3), nn.ReLU(), nn.MaxPool2d(2, 2))  # 3x32x32 -> 64x15x15
        self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(64 * 15 * 15, 128), nn.Linear(128, 10))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.classifier(self.features(images))


def digit_sets() -> tuple[TensorDataset, TensorDataset]:
    """The digits as 3x32x32 images in 0 to 1: 1,437 to train with and 360 to validate with, always the same ones."""
    digits = load_digits()
    images = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
    images = nn.functional.interpolate(images, size=(32, 32), mode="bilinear", align_corners=False).repeat(1, 3, 1, 1)
    labels = torch.tensor(digits.target)
    train, validation = train_test_split(range(len(labels)), test_size=0.2, stratify=digits.target, random_state=0)
    return TensorDataset(images[train], labels[train]), TensorDataset(images[validation], labels[validation])


@torch.no_grad()
def validate(network: nn.Module, loader: DataLoader, loss_function: nn.Module) -> tuple[float, float]:
    network.eval()
    loss = correct = count = 0.0
    for images, labels in loader:
        outputs = network(images)
        loss += loss_function(outputs, labels).item() * len(labels)
        correct += (outputs.argmax(1) == labels).sum().item()
        count += len(labels)
    network.train()
    return loss / count, correct / count


def train(log_dir: str | None, epochs: int) -> None:
    torch.manual_seed(0)
    train_set, validation_set = digit_sets()
    train_loader = DataLoader(train_set, batch_size=32, shuffle=True, generator=torch.Generator().manual_seed(0))
    validation_loader = DataLoader(validation_set, batch_size=128)

    network = DigitNetwork()
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)

    step = 0
    with SummaryWriter(log_dir) as writer:
        for epoch in range(epochs):
            progress = tqdm(train_loader, desc=f"epoch {epoch + 1}/{epochs}")
            for images, labels in progress:
                optimizer.zero_grad()
                outputs = network(images)
                loss = loss_function(outputs, labels)
                loss.backward()
                optimizer.step()

                accuracy = (outputs.argmax(1) == labels).float().mean()
                writer.add_scalar("train_loss", loss.item(), step)
                writer.add_scalar("train_accuracy", accuracy.item(), step)
                writer.add_scalars("train_performance", {"loss": loss.item(), "accuracy": accuracy.item()}, step)
                progress.set_postfix(loss=f"{loss.item():.3f}", accuracy=f"{accuracy.item():.3f}")
                step += 1

            validation_loss, validation_accuracy = validate(network, validation_loader, loss_function)
            writer.add_scalar("validation_loss", validation_loss, step)
            writer.add_scalar("validation_accuracy", validation_accuracy, step)
            writer.add_scalar("learning_rate", scheduler.get_last_lr()[0], step)
            scheduler.step()
            tqdm.write(f"validation loss {validation_loss:.4f}, accuracy {validation_accuracy:.4f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--logdir", help="directory of this run (default: runs/<time>_<host>)")
    parser.add_argument("--epochs", type=int, default=10)
    arguments = parser.parse_args()
    train(arguments.logdir, arguments.epochs)
