"""The network: encoded features in, one logit per digit out."""

from torch import Tensor, nn

CLASSES = 10


class DigitClassifier(nn.Module):
    def __init__(self, inputs: int, hidden: list[int], dropout: float):
        super().__init__()
        layers: list[nn.Module] = []
        for width in hidden:
            layers += [nn.Linear(inputs, width), nn.ReLU(), nn.Dropout(dropout)]
            inputs = width
        self.body = nn.Sequential(*layers)
        self.head = nn.Linear(inputs, CLASSES)

    def forward(self, features: Tensor) -> Tensor:
        return self.head(self.body(features))
