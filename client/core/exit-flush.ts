interface Flushable {
  flush(options?: { timeoutMs?: number }): Promise<boolean>;
  close(options?: { timeoutMs?: number }): Promise<void>;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const live = new Map<Flushable, number>();

/** With `end` nothing runs after it: what could not be sent goes to the dead-letter callbacks instead of vanishing. */
async function flushAll(end: boolean): Promise<void> {
  const all = Array.from(live, async ([client, timeoutMs]) => {
    if (!(await client.flush({ timeoutMs })) && end) await client.close({ timeoutMs: 0 });
  });
  await Promise.all(all);
}

/**
 * After the flush the signal takes its usual effect, unless the application listens too: then how and when
 * the process ends is the application's decision.
 */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) {
    void flushAll(false);
    return;
  }
  void flushAll(true).finally(() => {
    process.off(signal, onSignal);
    process.kill(process.pid, signal);
  });
}

/** Node asks again whenever something was done; with nothing pending the flush does nothing. */
function onBeforeExit(): void {
  void flushAll(true);
}

/**
 * Sends what is buffered when the process is told to end (SIGTERM, SIGINT) or has nothing left to do.
 * @returns a function that takes the client off the list
 */
export function flushOnExit(client: Flushable, timeoutMs: number): () => void {
  if (typeof globalThis.process?.on !== 'function') return () => undefined;
  if (live.size === 0) {
    for (const signal of SIGNALS) process.on(signal, onSignal);
    process.on('beforeExit', onBeforeExit);
  }
  live.set(client, timeoutMs);
  return () => {
    if (!live.delete(client) || live.size > 0) return;
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off('beforeExit', onBeforeExit);
  };
}
