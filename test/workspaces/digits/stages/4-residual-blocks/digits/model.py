"""The network: encoded features in, one logit per digit out."""

from torch import Tensor, nn

CLASSES = 10


class ResidualBlock(nn.Module):
    def __init__(self, width: int, dropout: float):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.up = nn.Linear(width, 2 * width)
        self.down = nn.Linear(2 * width, width)
        self.activation = nn.GELU()
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden: Tensor) -> Tensor:
        update = self.down(self.activation(self.up(self.norm(hidden))))
        return hidden + self.dropout(update)


class DigitClassifier(nn.Module):
    def __init__(self, inputs: int, width: int, blocks: int, dropout: float):
        super().__init__()
        self.stem = nn.Linear(inputs, width)
        self.blocks = nn.Sequential(*(ResidualBlock(width, dropout) for _ in range(blocks)))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, CLASSES)

    def forward(self, features: Tensor) -> Tensor:
        return self.head(self.norm(self.blocks(self.stem(features))))
