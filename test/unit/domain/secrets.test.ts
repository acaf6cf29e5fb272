import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findSecret, findSecretIn, findSecretInBytes } from '../../../src/domain/secrets.ts';
import { assertCost } from '../../harness/cost.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const letters = 'Zr8Kq2LmN4pTx6Vw9Yb1Cd3Ef5Gh7Jk0Ab2QsRt4Uv6W';
const secrets: readonly (readonly [string, string])[] = [
  ['a private key', ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' ')],
  ['a private key', ['-----BEGIN OPENSSH', 'PRIVATE KEY-----'].join(' ')],
  ['an AWS access key', `id = ${['AKI', 'A'].join('')}IOSFODNN7EXAMPLA`],
  ['a Google key', `${['AI', 'za'].join('')}${letters.slice(0, 35)}`],
  ['an Azure key', `DefaultEndpointsProtocol=https;AccountKey=${letters}${letters}==`],
  ['an Azure key', `https://x.blob.core.windows.net/c?sv=2024&sig=${letters}%3D`],
  ['a GitHub token', `${['gh', 'p_'].join('')}${letters.slice(0, 36)}`],
  ['a GitLab token', `${['gl', 'pat-'].join('')}${letters.slice(0, 20)}`],
  ['a Slack token', `${['xo', 'xb-'].join('')}123456789012-${letters.slice(0, 24)}`],
  ['a model service’s key', `${['s', 'k-proj-'].join('')}${letters}`],
  ['a model service’s key', `login("${['h', 'f_'].join('')}${letters.slice(0, 34)}")`],
  ['a package registry’s token', `${['np', 'm_'].join('')}${letters.slice(0, 36)}`],
  ['a password in an address', 'mlflow.set_tracking_uri("https://ann:pa55word@mlflow.example.org")'],
  ['a password in an address', 'postgres://user:hunter2@db:5432/x'],
  ['a password or key', 'password = "q9V!x2Lr7Tz"'],
  ['a password or key', "api_key: 'f3c1a9e7b2d84c60'"],
  ['a password or key', 'WANDB_API_KEY=0123456789abcdef0123456789abcdef01234567'],
  ['a password or key', 'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzzKEY'],
  ['a password or key', '  "source": ["api_key = \\"f3c1a9e7b2d84c60\\"\\n"]'],
];

const harmless = [
  'tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")',
  'max_tokens = 4096',
  'pad_token="<pad>", eos_token="<|endoftext|>"',
  'password = os.environ["DB_PASSWORD"]',
  'api_key=config.openai.api_key',
  'api_key: "${OPENAI_API_KEY}"',
  'api_key: "OPENAI_API_KEY"',
  'password: your-password-here',
  'token = tokens2ids(text)',
  'private_key: ~/.ssh/id_ed25519',
  'num_tokens: 12345678',
  'https://example.org:8080/path@v2',
  'see https://huggingface.co/org/model@main',
  'git+https://github.com/org/repo.git@v1.0',
  `sha256: ${'0123456789abcdef'.repeat(4)}`,
  'secret santa: a toy problem',
  'task-sk-learn-with-a-very-long-name-indeed',
];

describe('secrets', () => {
  for (const [what, text] of secrets) {
    it(`are seen: ${what} (${text.slice(0, 12)}…)`, () => {
      assert.equal(findSecret(text), what);
      assert.equal(findSecretInBytes(Buffer.from(`x = 1\n${text}\n`)), what);
      assert.equal(findSecretInBytes(Buffer.from(`x = 1\n${text}\n`, 'utf16le')), what);
    });
  }

  for (const text of harmless) {
    it(`are not seen in ${text}`, () => {
      assert.equal(findSecret(text), null);
    });
  }

  it('are seen under a name that tells, in documents', () => {
    const recorded = { lr: { value: 0.1, source: { kind: 'file' } }, 'db.password': { value: 'q9V!x2Lr7Tz', source: { kind: 'typed' } } };
    assert.deepEqual(findSecretIn(recorded), { what: 'a password or key', name: 'db.password' });
    assert.equal(findSecretInBytes(Buffer.from(JSON.stringify(recorded))), 'a password or key');
    assert.equal(findSecretIn({ lr: { value: 0.1, source: { kind: 'file', path: 'params.yaml' } }, optimizer: { value: 'AdamW-8bit', source: { kind: 'file' } } }), null);
    assert.equal(findSecretIn({ source: { tokenizer: 'bert-base-uncased', token_type: 'wordpiece' } }), null);
  });

  it('are looked for in time that grows with the text alone', async () => {
    for (const piece of ['a:', 'password=', 'https://', 'eyJaaaaaaaaaa.', 'password "', 'key: ']) {
      await assertCost(60, () => findSecretInBytes(Buffer.from(piece.repeat(Math.ceil((256 * 1024) / piece.length)))), piece);
    }
  });
});
