import type { CodeFileComparison, CodeLine, Comparison, Curve, TextPart } from '../../src/domain/comparison.ts';
import { fact, falling, head, line, metric, param, table } from './fixtures.ts';

const strong = (text: string): TextPart => ({ text, tone: 'strong' });
const testCsv: TextPart = { text: 'test.csv', link: { kind: 'section', section: 'data' } };

function code(): CodeFileComparison {
  const start = ['import joblib', 'import torch', 'from churn.model import Mlp', 'from churn.data import load', '', 'X, y, enc = load("data/train.csv")', 'torch.manual_seed(7)', 'device = "cpu"', 'epochs = 20', 'batch_size = 64', ''];
  const loop = ['for epoch in range(epochs):', '    for xb, yb in batches(X, y, batch_size):', '        loss = bce(model(xb), yb)', '        loss.backward()', '        clip(model)'];
  const end = ['    log(epoch, loss)', '', 'torch.save(model.state_dict(), "models/churn/model.pt")', 'report(model, "data/test.csv")'];
  const lines: CodeLine[] = [
    ...start.map((text, at) => line('same', at + 1, at + 1, text)),
    line('same', 12, 12, 'model = Mlp(X.shape[1], hidden=256, dropout=0.1)'),
    line('same', 13, 13, 'bce = torch.nn.BCEWithLogitsLoss()'),
    line('same', 14, 14, ''),
    line('added', null, 15, '# 1e-3 diverged on the October customers'),
    line('same', 15, 16, 'opt = torch.optim.AdamW('),
    line('removed', 16, null, '    model.parameters(), lr=1e-3, weight_decay=0.01)', { marks: [[27, 31]], params: ['lr', 'weight_decay'] }),
    line('added', null, 17, '    model.parameters(), lr=3e-4, weight_decay=0.01)', { marks: [[27, 31]], params: ['lr', 'weight_decay'] }),
    line('added', null, 18, 'sched = warmup(opt, warmup_steps=200)', { params: ['warmup_steps'] }),
    ...['', '', ''].map((_, at) => line('same', 17 + at, 19 + at, at === 0 ? '' : (loop[at - 1] ?? ''))),
    ...loop.slice(2).map((text, at) => line('same', 20 + at, 22 + at, text)),
    line('same', 23, 25, '        opt.step()'),
    line('added', null, 26, '        sched.step()'),
    line('same', 24, 27, '        opt.zero_grad()'),
    ...Array.from({ length: 10 }, (_, at) => line('same', 25 + at, 28 + at, at < end.length ? (end[at] ?? '') : `# part ${String(at)}`)),
    line('removed', 35, null, 'joblib.dump(enc, "models/churn/encoder.joblib")'),
    line('added', null, 38, 'joblib.dump(enc, "models/churn/encoder.joblib", compress=3)', { marks: [[48, 58]] }),
  ];
  return { path: 'train.py', pathBefore: 'train.py', pathAfter: 'train.py', change: 'changed', added: 5, removed: 2, lines, patch: '--- train.py\n+++ train.py\n' };
}

const same: readonly (readonly [string, string])[] = [['batch_size', '64'], ['dropout', '0.1'], ['epochs', '20'], ['hidden', '256'], ['optimizer', 'AdamW'], ['seed', '7'], ['weight_decay', '0.01'], ['activation', 'relu'], ['amp', 'False'], ['clip', '1.0'], ['device', 'cpu'], ['workers', '4']];

/** Two versions of a model that predicts who leaves. */
export const churnPair: Comparison = {
  title: 'churn',
  versions: [head('1.2', 9, { aliases: ['production'], note: 'Wider' }), head('1.3', 2, { aliases: ['staging'], best: true, note: 'Lower rate, with a warm-up' })],
  baseline: 0,
  focus: 1,
  summary: [
    { kind: 'headline', parts: [strong('lr'), { text: ' 1e-3 → 3e-4, ' }, strong('warmup_steps'), { text: ' added (200) and ' }, strong('2,000 more rows'), { text: ': accuracy 0.932 → ' }, strong('0.943'), { text: ' (' }, { text: '+0.011, better', tone: 'better' }, { text: '), size −3 %.' }] },
    { kind: 'warning', parts: [{ text: 'Worse: ' }, { text: 'ece +0.003', tone: 'worse' }, { text: ' (0.031 → 0.034) and ' }, { text: 'latency_p50 +0.1 ms', tone: 'worse' }, { text: ' (3.1 → 3.2 ms).' }] },
    { kind: 'pass', parts: [{ text: 'Measured on the same data: ' }, testCsv, { text: ', 2,500 rows, digest 9a41c07.' }] },
    { kind: 'info', parts: [{ text: 'Parameters and training data changed together, so the gain can’t be put down to one of them.' }] },
  ],
  params: { rows: [param('lr', ['1e-3', '3e-4'], 0, '÷ 3.3', 17), param('warmup_steps', [null, '200'], 0, 'added', 18), ...same.map(([name, text]) => param(name, [text, text], 0, '', 12))], changed: 2, omitted: 0 },
  metrics: {
    rows: [
      metric('accuracy', 'up', ['0.932', '0.943'], 0, [0.871, 0.914]),
      metric('f1', 'up', ['0.881', '0.897'], 0, [0.762, 0.846]),
      metric('auroc', 'up', ['0.971', '0.976'], 0, [0.921, 0.958]),
      metric('val_loss', 'down', ['0.214', '0.187'], 0, [0.342, 0.251]),
      metric('ece', 'down', ['0.031', '0.034'], 0, [0.058, 0.04, 0.022]),
      metric('latency_p50', 'down', ['3.1', '3.2'], 0, [2.9, 8.4]),
    ],
    better: 4,
    worse: 2,
  },
  curves: { names: ['val_loss', 'train_loss'], axes: ['epoch', 'step', 'time'] },
  code: { files: [code()], same: 3, added: 5, removed: 2, remarks: [] },
  data: table([fact('train.csv', 'rows', ['10,000', '12,000'], 0, { changeText: '+2,000 (+20 %)', details: [{ change: 'added', text: 'column plan_tier added' }] }), fact('test.csv', 'rows', ['2,500', '2,500'], 0)], 'schema same, 18 columns'),
  environment: table([fact('torch', '', ['2.5.0', '2.5.1'], 0, { changeText: 'patch' }), ...Array.from({ length: 41 }, (_, at) => fact(`package-${String(at)}`, '', ['1.0.0', '1.0.0'], 0))], '1 of 42 packages changed', 'Python 3.11.9, CPU'),
  artifacts: table([fact('model.safetensors', 'same shapes', ['4.12 MB', '4.12 MB'], 0, { changeText: 'same' }), fact('encoder.joblib', '', ['0.41 MB', '0.28 MB'], 0, { changeText: '−0.13 MB', warning: 'pickle' })], '4.53 → 4.40 MB (−3 %)'),
};

const sameOfFive = same.filter(([name]) => !['dropout', 'hidden', 'weight_decay'].includes(name)).slice(0, 7);

/** Five versions of the same model. */
export const churnFive: Comparison = {
  title: 'churn',
  versions: [head('1.0', 30), head('1.1', 21), head('1.2', 9, { aliases: ['production'] }), head('1.3', 2, { best: true }), head('2.0', 1)],
  baseline: 2,
  focus: 3,
  summary: [
    { kind: 'headline', parts: [strong('1.3'), { text: ' is best on accuracy, f1, auroc and val_loss. ' }, strong('2.0'), { text: ' is best calibrated (ece 0.022) but needs ' }, { text: '8.4 ms, 2.7 × the baseline', tone: 'worse' }, { text: '.' }] },
    { kind: 'warning', parts: [{ text: '1.0 was measured on other data (' }, testCsv, { text: ', 2,000 rows, digest 77b0e12): its metrics are not strictly comparable.' }] },
  ],
  params: {
    rows: [
      param('lr', ['1e-2', '1e-2', '1e-3', '3e-4', '3e-4'], 2, '', 17),
      param('arch', ['mlp', 'mlp', 'mlp', 'mlp', 'ft_transformer'], 2, '', 9),
      param('hidden', ['128', '128', '256', '256', '192'], 2, '', 12),
      param('n_layers', ['3', '3', '3', '3', '6'], 2, '', 12),
      param('dropout', ['0.2', '0.2', '0.1', '0.1', '0.15'], 2, '', 12),
      param('warmup_steps', [null, null, null, '200', '200'], 2, '', 18),
      param('weight_decay', ['0', '0', '0.01', '0.01', '0.05'], 2, '', 17),
      ...sameOfFive.map(([name, text]) => param(name, Array.from({ length: 5 }, () => text), 2)),
    ],
    changed: 7,
    omitted: 0,
  },
  metrics: {
    rows: [
      metric('accuracy', 'up', ['0.871', '0.914', '0.932', '0.943', '0.938'], 2),
      metric('f1', 'up', ['0.762', '0.846', '0.881', '0.897', '0.890'], 2),
      metric('auroc', 'up', ['0.921', '0.958', '0.971', '0.976', '0.975'], 2),
      metric('val_loss', 'down', ['0.342', '0.251', '0.214', '0.187', '0.196'], 2),
      metric('ece', 'down', ['0.058', '0.040', '0.031', '0.034', '0.022'], 2),
      metric('latency_p50', 'down', ['2.9', '2.9', '3.1', '3.2', '8.4'], 2),
    ],
    better: 4,
    worse: 2,
  },
  curves: { names: ['val_loss', 'train_loss'], axes: ['epoch', 'step', 'time'] },
  code: { files: [code()], same: 3, added: 5, removed: 2, remarks: [] },
  data: table([fact('train.csv', 'rows', ['8,000', '10,000', '10,000', '12,000', '12,000'], 2), fact('test.csv', 'rows', ['2,000', '2,500', '2,500', '2,500', '2,500'], 2, { warning: 'other rows' })]),
  environment: table([fact('torch', '', ['2.4.0', '2.4.0', '2.5.0', '2.5.1', '2.5.1'], 2), ...Array.from({ length: 41 }, (_, at) => fact(`package-${String(at)}`, '', Array.from({ length: 5 }, () => '1.0.0'), 2))], '1 of 42 packages differs', 'Python 3.11.9, CPU'),
  artifacts: table([fact('Size', 'MB', ['1.92', '1.92', '4.53', '4.40', '9.81'], 2)]),
};

/** The points that a host would read for either. */
export function churnCurve(name: string, versions: number): Curve {
  const five = [[0.66, 0.342, 7], [0.62, 0.251, 4.4], [0.64, 0.214, 3.6], [0.63, 0.187, 2.9], [0.65, 0.196, 3.4]] as const;
  const chosen = versions === 2 ? [five[2], five[3]] : five;
  const curve = falling(name, 'down', chosen);
  return name === 'val_loss' ? curve : { ...curve, series: curve.series.map((series) => ({ ...series, y: series.y.map((value) => (value === null ? null : value * 0.8)) })) };
}
