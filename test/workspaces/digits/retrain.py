"""Train the stages of the sample for real and put what they wrote beside their sources.

A stage's folder holds only the files that differ from the stage before. For each stage this puts
all overlays up to it over one another in a temporary folder, runs the project's own `train.py`
there, and keeps the outputs.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import distributions
from pathlib import Path

from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

HERE = Path(__file__).resolve().parent
STAGES = HERE / "stages"
MODELS = [Path("models/digits/encoder.joblib"), Path("models/digits/model.safetensors")]
METRICS = Path("metrics.json")
CURVES = Path("metrics.jsonl")
OUTPUTS = [*MODELS, METRICS, CURVES]
CLOCKED = {"train_cpu_seconds"}

TEST_ROWS = 360
FIRST_ROWS = 600

ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
ENVIRONMENT = os.environ | ONE_THREAD | {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}


def main() -> None:
    stages = [stage["folder"] for stage in json.loads((HERE / "stages.json").read_text())]
    export_rows(first=STAGES / stages[0] / "data", second=STAGES / stages[1] / "data")
    with tempfile.TemporaryDirectory() as temporary:
        project = Path(temporary) / "digits"
        for folder in stages:
            train_stage(folder, project)


def export_rows(first: Path, second: Path) -> None:
    """Test rows that no stage trains on, a first batch of training rows, and later all of them."""
    rows = load_digits(as_frame=True).frame.rename(columns={"target": "label"}).astype(int)
    train, test = train_test_split(
        rows, test_size=TEST_ROWS, stratify=rows["label"], random_state=0
    )
    for path, part in [
        (first / "train.csv", train[:FIRST_ROWS]),
        (first / "test.csv", test),
        (second / "train.csv", train),
    ]:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.to_csv(path, index=False, lineterminator="\n")


def train_stage(folder: str, project: Path) -> None:
    """Train one stage in `project`, which holds the stage before it as that was left."""
    before = {path: read(project / path) for path in OUTPUTS}
    shutil.copytree(STAGES / folder, project, dirs_exist_ok=True)
    recorded = {path: read(project / path) for path in OUTPUTS}
    for path in recorded:
        (project / path).unlink(missing_ok=True)

    subprocess.run(
        [sys.executable, "train.py"],
        cwd=project,
        env=ENVIRONMENT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    if same_but_for_the_clock(project / METRICS, recorded[METRICS]):
        (project / METRICS).write_bytes(recorded[METRICS])

    for path in recorded:
        trained = (project / path).read_bytes()
        overlay = STAGES / folder / path
        if trained == before[path]:
            overlay.unlink(missing_ok=True)
        else:
            overlay.parent.mkdir(parents=True, exist_ok=True)
            overlay.write_bytes(trained)
        state = "same bytes" if trained == recorded[path] else "changed"
        print(f"{folder}/{path}: {state}")
    write_json(STAGES / f"{folder}.environment.json", environment())
    print((project / METRICS).read_text())


def same_but_for_the_clock(path: Path, recorded: bytes | None) -> bool:
    """A rerun takes a little more or less time: no reason to replace the recorded metrics."""
    if recorded is None:
        return False
    new, old = json.loads(path.read_bytes()), json.loads(recorded)
    return list(new) == list(old) and all(
        new[name] == old[name] for name in new if name not in CLOCKED
    )


def environment() -> dict:
    """The interpreter and the packages that trained; of the machine, only its kind."""
    kernel = ".".join(platform.release().split(".")[:2])
    packages = {package.name: package.version for package in distributions()}
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "os": f"{platform.system()} {kernel}",
        "arch": platform.machine(),
        "packages": dict(sorted(packages.items(), key=lambda item: item[0].lower())),
    }


def read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def write_json(path: Path, value: dict) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n")


if __name__ == "__main__":
    main()
