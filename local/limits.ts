/** What the known work takes on a quiet machine that is as fast as Lambda, milliseconds. */
const REFERENCE_MS = 25;
const WORK_ROUNDS = 60_000;
/** However slow the machine is, a function that hangs is ended some time. */
const MOST_SLOWNESS = 20;
/** How long a measure holds: what starts at once asks once. */
const FRESH_MS = 500;

/** How many times slower than Lambda this machine is right now; 1 when it is as fast or faster. */
export type Slowness = () => number;

/**
 * A measure of the known work that is made once for all who ask within FRESH_MS: functions that start together, say.
 * @param work milliseconds that the known work takes, by doing it
 */
export function slownessBy(work: () => number, now: () => number): Slowness {
  let last: { readonly at: number; readonly slowness: number } | undefined;
  return () => {
    if (last === undefined || now() - last.at >= FRESH_MS) {
      const slowness = slownessOf(work());
      last = { at: now(), slowness };
    }
    return last.slowness;
  };
}

function workMs(): number {
  const started = performance.now();
  let text = '[]';
  for (let round = 0; round < WORK_ROUNDS; round += 1) {
    text = JSON.stringify([...(JSON.parse(text) as unknown[]).slice(-8), round]);
  }
  return performance.now() - started;
}

/**
 * Measures how long a known piece of work takes right now, because the machine is slow or because it is busy
 * with something else: 1 to 20. Takes some 25 ms of a quiet machine, during which this thread does nothing else.
 */
export const measureSlowness: Slowness = slownessBy(workMs, () => performance.now());

/** The slowness of a machine on which the known work took so many milliseconds. */
export function slownessOf(workMs: number): number {
  return Math.min(Math.max(workMs / REFERENCE_MS, 1), MOST_SLOWNESS);
}

/**
 * Starts a time limit of Lambda or of API Gateway. When it ends, the machine's slowness is measured: the
 * limit is that much longer here, because what it limits ran that much slower. Calls `ended` once, unless
 * the function it answers is called before.
 */
export function startLimit(milliseconds: number, slowness: Slowness, ended: () => void): () => void {
  const started = performance.now();
  const look = () => {
    const left = milliseconds * slowness() - (performance.now() - started);
    if (left > 0) timer = setTimeout(look, left);
    else ended();
  };
  let timer = setTimeout(look, milliseconds);
  return () => clearTimeout(timer);
}

/** What the start says on a slow or busy machine; undefined where there is nothing to say. */
export function slownessNote(slowness: number): string | undefined {
  if (slowness < 1.5) return undefined;
  const times = slowness.toFixed(1);
  return (
    `This machine is ${times} times slower than Lambda right now, or busy. ` +
    'Time-outs of functions and of the gateway are longer here by as much, and the start may take minutes.'
  );
}
