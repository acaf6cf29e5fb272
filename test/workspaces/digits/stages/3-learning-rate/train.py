"""Train the digit classifier as params.yaml says and measure it on data/test.csv."""

import json
import time
from pathlib import Path

import joblib
import numpy as np
import torch
import yaml
from safetensors.torch import save_file
from sklearn.metrics import accuracy_score, f1_score, log_loss, recall_score
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from digits.data import build_encoder, load_rows
from digits.model import DigitClassifier

MODELS = Path("models") / "digits"
Rows = tuple[Tensor, Tensor]


def fit(model: nn.Module, train: Rows, test: Rows, params: dict) -> list[dict]:
    """Train as the parameters say. Returns one record for each epoch: nothing is chosen by it."""
    features, labels = train
    settings, training = params["optimizer"], params["training"]
    optimizer = getattr(torch.optim, settings["name"])(
        model.parameters(),
        lr=settings["lr"],
        momentum=settings["momentum"],
        weight_decay=settings["weight_decay"],
    )
    warmup = torch.optim.lr_scheduler.LinearLR(
        optimizer, start_factor=0.1, total_iters=training["warmup_epochs"]
    )
    loss_function = nn.CrossEntropyLoss(label_smoothing=training["label_smoothing"])
    batches = DataLoader(
        TensorDataset(features, labels), batch_size=training["batch_size"], shuffle=True
    )

    log = []
    for epoch in range(training["epochs"]):
        model.train()
        total = 0.0
        for batch, target in batches:
            optimizer.zero_grad()
            loss = loss_function(model(batch), target)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(target)
        warmup.step()
        log.append({"epoch": epoch + 1, "train_loss": total / len(labels), **measure(model, test)})
        print("  ".join(f"{name} {value:.4g}" for name, value in log[-1].items()))
    return log


@torch.no_grad()
def measure(model: nn.Module, rows: Rows) -> dict:
    model.eval()
    outputs = model(rows[0]).double()
    return {
        "test_loss": nn.functional.cross_entropy(outputs, rows[1]).item(),
        "test_accuracy": (outputs.argmax(dim=1) == rows[1]).double().mean().item(),
    }


@torch.no_grad()
def evaluate(model: nn.Module, features: Tensor, labels: np.ndarray, ece_bins: int) -> dict:
    model.eval()
    probabilities = model(features).double().softmax(dim=1).numpy()
    predicted = probabilities.argmax(axis=1)
    return {
        "accuracy": accuracy_score(labels, predicted),
        "f1_macro": f1_score(labels, predicted, average="macro"),
        "worst_class_recall": recall_score(labels, predicted, average=None).min(),
        "log_loss": log_loss(labels, probabilities),
        "ece": calibration_error(probabilities.max(axis=1), predicted == labels, ece_bins),
    }


def calibration_error(confidence: np.ndarray, correct: np.ndarray, bins: int) -> float:
    """Expected calibration error: how far confidence is from accuracy, bin by bin."""
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    gap = np.bincount(bin_of, weights=confidence - correct, minlength=bins)
    return np.abs(gap).sum() / len(confidence)


def main() -> None:
    params = yaml.safe_load(Path("params.yaml").read_text())
    torch.manual_seed(params["seed"])
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)

    train_pixels, train_labels = load_rows("data/train.csv")
    test_pixels, test_labels = load_rows("data/test.csv")

    encoder = build_encoder(params["features"]["pca_components"])
    train_features = torch.tensor(encoder.fit_transform(train_pixels), dtype=torch.float32)
    test_features = torch.tensor(encoder.transform(test_pixels), dtype=torch.float32)

    model = DigitClassifier(
        inputs=train_features.shape[1],
        hidden=params["model"]["hidden"],
        dropout=params["model"]["dropout"],
    )
    started = time.process_time()
    log = fit(
        model,
        (train_features, torch.tensor(train_labels.to_numpy())),
        (test_features, torch.tensor(test_labels.to_numpy())),
        params,
    )
    seconds = time.process_time() - started

    metrics = evaluate(
        model, test_features, test_labels.to_numpy(), params["evaluation"]["ece_bins"]
    )
    metrics = {name: round(float(value), 4) for name, value in metrics.items()}
    metrics["train_cpu_seconds"] = round(seconds, 2)

    MODELS.mkdir(parents=True, exist_ok=True)
    joblib.dump(encoder, MODELS / "encoder.joblib")
    save_file(model.state_dict(), MODELS / "model.safetensors")
    with open("metrics.jsonl", "w") as file:
        for record in log:
            file.write(json.dumps(record) + "\n")
    Path("metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    print(json.dumps(metrics, indent=2))


if __name__ == "__main__":
    main()
