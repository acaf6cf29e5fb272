"""Rows of pixels and labels, and the encoder that turns pixels into features."""

import pandas as pd
from sklearn.decomposition import PCA
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler


def load_rows(path: str) -> tuple[pd.DataFrame, pd.Series]:
    rows = pd.read_csv(path)
    return rows.drop(columns="label"), rows["label"]


def build_encoder(pca_components: int) -> Pipeline:
    return Pipeline(
        [
            ("scale", StandardScaler()),
            ("pca", PCA(n_components=pca_components, svd_solver="full")),
        ]
    )
