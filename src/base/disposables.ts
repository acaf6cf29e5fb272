/** Something that holds a resource until it is let go. */
export interface Disposable {
  dispose(): void;
}

export function disposeAll(disposables: Iterable<Disposable>): void {
  for (const disposable of disposables) disposable.dispose();
}
