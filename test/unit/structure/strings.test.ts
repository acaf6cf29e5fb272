import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import ts from 'typescript';
import { bundleFile, bundleText, editorSources, isTranslation } from '../../../scripts/strings.ts';

/** Properties of VS Code's items, inputs and dialogs, and of the editor's own rows, that a person reads. */
const readProperties = new Set(['label', 'description', 'detail', 'title', 'placeHolder', 'placeholder', 'prompt', 'tooltip', 'message', 'openLabel', 'saveLabel', 'hint', 'text']);
const readArguments = /(?:show(?:Information|Warning|Error)Message|setStatusBarMessage|TrailError)$/u;
/** The same in every language: names, icons, the spaces of hovers. */
const notWords = /\b(?:ModelTrail|Python|SHA-256)\b|\$\([\w-]+\)|&\w+;/gu;

describe('the strings of the editor', () => {
  it('are all in the bundle that translators start from (made by npm run strings)', () => {
    assert.equal(readFileSync(bundleFile, 'utf8'), bundleText());
  });

  it('have a place for every value that they are given, and no other', () => {
    const calls = editorSources().flatMap((source) => all(source, isTranslation));
    assert.ok(calls.length > 200, 'the calls were not found');
    const wrong = calls.filter(({ arguments: [message, ...values] }) => {
      const places = new Set([...(message as ts.StringLiteral).text.matchAll(/\{(\d+)\}/gu)].map(([, at]) => Number(at)));
      return !values.some(ts.isSpreadElement) && (places.size !== values.length || values.some((_, at) => !places.has(at)));
    });
    assert.deepEqual(wrong.map(where), []);
  });

  it('pass through vscode.l10n.t wherever a person reads them', () => {
    const places = editorSources().flatMap((source) => all(source, isRead));
    assert.ok(places.length > 100, 'the places were not found');
    assert.deepEqual(places.flatMap(wordsOf).map(where), []);
  });
});

/** A value that is put where a person reads it. */
function isRead(node: ts.Node): node is ts.Expression {
  const { parent } = node;
  if (parent === undefined || !ts.isExpression(node)) return false;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node && readProperties.has(parent.name.getText());
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    return parent.right === node && ts.isPropertyAccessExpression(parent.left) && readProperties.has(parent.left.name.text);
  }
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return false;
  const given: readonly ts.Expression[] = parent.arguments ?? [];
  const [code] = given;
  // What was cancelled is never told.
  const isTold = !(code !== undefined && ts.isStringLiteral(code) && code.text === 'cancelled');
  return readArguments.test(parent.expression.getText()) && given.includes(node) && isTold && !(ts.isNewExpression(parent) && node === code);
}

/** The words written out in a value; not what it is compared with, nor what other functions are given. */
function wordsOf(node: ts.Node): ts.Node[] {
  if (isTranslation(node) || ts.isObjectLiteralExpression(node)) return [];
  if (ts.isStringLiteralLike(node)) return isWords(node.text) ? [node] : [];
  if (ts.isTemplateExpression(node)) {
    const written = [node.head, ...node.templateSpans.map(({ literal }) => literal)];
    const values = node.templateSpans.filter((_, at) => written[at]?.text.endsWith('$(') === false);
    return [...(written.some(({ text }) => isWords(text)) ? [node] : []), ...values.flatMap(({ expression }) => wordsOf(expression))];
  }
  if (ts.isConditionalExpression(node)) return [...wordsOf(node.whenTrue), ...wordsOf(node.whenFalse)];
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken ? [] : [...wordsOf(node.left), ...wordsOf(node.right)];
  if (ts.isCallExpression(node)) return ts.isPropertyAccessExpression(node.expression) ? wordsOf(node.expression.expression) : [];
  return childrenOf(node).flatMap(wordsOf);
}

function isWords(text: string): boolean {
  return /\p{L}{2}/u.test(text.replaceAll(notWords, ''));
}

function all<T extends ts.Node>(node: ts.Node, is: (node: ts.Node) => node is T): T[] {
  return [...(is(node) ? [node] : []), ...childrenOf(node).flatMap((child) => all(child, is))];
}

function childrenOf(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  return children;
}

function where(node: ts.Node): string {
  const source = node.getSourceFile();
  return `${source.fileName}:${String(source.getLineAndCharacterOfPosition(node.getStart()).line + 1)} ${node.getText()}`;
}
