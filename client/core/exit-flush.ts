interface Flushable {
  flush(options?: { timeoutMs?: number }): Promise<boolean>;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const live = new Map<Flushable, number>();

async function flushAll(): Promise<void> {
  await Promise.all(
    Array.from(live, async ([client, timeoutMs]) => {
      await client.flush({ timeoutMs });
    }),
  );
}

/**
 * After the flush the signal takes its usual effect, unless the application listens too: then how and when
 * the process ends is the application's decision.
 */
function onSignal(signal: NodeJS.Signals): void {
  const alone = process.listenerCount(signal) === 1;
  void flushAll().finally(() => {
    if (!alone) return;
    process.removeListener(signal, onSignal);
    process.kill(process.pid, signal);
  });
}

function onBeforeExit(): void {
  void flushAll();
}

/**
 * Sends what is buffered when the process is told to end (SIGTERM, SIGINT) or has nothing left to do.
 * @returns a function that takes the client off the list
 */
export function flushOnExit(client: Flushable, timeoutMs: number): () => void {
  if (typeof process === 'undefined' || typeof process.on !== 'function') return () => undefined;
  if (live.size === 0) {
    for (const signal of SIGNALS) process.on(signal, onSignal);
    process.on('beforeExit', onBeforeExit);
  }
  live.set(client, timeoutMs);
  return () => {
    if (!live.delete(client) || live.size > 0) return;
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
    process.removeListener('beforeExit', onBeforeExit);
  };
}
