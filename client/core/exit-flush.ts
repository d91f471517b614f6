interface Flushable {
  flush(options?: { timeoutMs?: number }): Promise<boolean>;
  close(options?: { timeoutMs?: number }): Promise<void>;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const live = new Map<Flushable, number>();

function flushAll(): Promise<boolean[]> {
  return Promise.all(Array.from(live, ([client, timeoutMs]) => client.flush({ timeoutMs })));
}

/** Nothing runs after this: what could not be sent goes to the dead-letter callbacks instead of vanishing. */
async function flushOrGiveUp(): Promise<void> {
  const all = Array.from(live);
  await Promise.all(
    all.map(async ([client, timeoutMs]) => {
      if (!(await client.flush({ timeoutMs }))) await client.close({ timeoutMs: 0 });
    }),
  );
}

/**
 * After the flush the signal takes its usual effect, unless the application listens too: then how and when
 * the process ends is the application's decision.
 */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) {
    void flushAll();
    return;
  }
  void flushOrGiveUp().finally(() => {
    process.removeListener(signal, onSignal);
    process.kill(process.pid, signal);
  });
}

/** Node asks again whenever something was done; with nothing pending the flush does nothing. */
function onBeforeExit(): void {
  void flushOrGiveUp();
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
