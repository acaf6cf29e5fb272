import type { Host } from '../ui/host.ts';

/** How long the extension host's event loop was held, in milliseconds. */
export interface Held {
  readonly max: number;
  /** At most so long in 99 of 100 measurements. */
  readonly p99: number;
}

/** Begins to measure. @returns the extension host's process id */
export function watchEventLoop(host: Host): Promise<number> {
  return host.run(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
    const monitor = monitorEventLoopDelay({ resolution: 1 });
    monitor.enable();
    Object.assign(globalThis, { modeltrailBench: monitor });
    return process.pid;
  });
}

/** Ends what `watchEventLoop` began. */
export function heldSince(host: Host): Promise<Held> {
  return host.run((): Held => {
    const monitor = (globalThis as unknown as { modeltrailBench: { disable(): void; max: number; percentile(p: number): number } }).modeltrailBench;
    monitor.disable();
    return { max: monitor.max / 1e6, p99: monitor.percentile(99) / 1e6 };
  });
}
