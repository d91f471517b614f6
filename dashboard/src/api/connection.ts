/** Requests that wait longer than this, ms, mean that the API hangs. */
export const HANGS_MS = 3000;

/** What is known of the way to the API. */
export type Connection = 'fine' | 'offline' | 'hanging' | 'failing';

const waiting = new Set<number>();
const listeners = new Set<() => void>();
let failed = false;

function tell(): void {
  for (const listener of listeners) listener();
}

/**
 * Notes a request from its start to its end, so that one that hangs is seen while it hangs. A part of the page is none
 * to the API: that it is missing says nothing of the way there.
 */
export async function watched<T>(request: () => Promise<T>, now: () => number, isPart = false): Promise<T> {
  const startedAt = now();
  // Two requests of one moment are told apart.
  let key = startedAt;
  while (waiting.has(key)) key += 0.001;
  waiting.add(key);
  try {
    const answer = await request();
    failed = false;
    return answer;
  } catch (error) {
    // An answer that refuses is an answer; this error means that there was none.
    failed =
      !isPart &&
      (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError'));
    throw error;
  } finally {
    waiting.delete(key);
    tell();
  }
}

/** How the way to the API is at a time, ms. */
export function connectionAt(now: number, isOnline: boolean): Connection {
  if (!isOnline) return 'offline';
  if (failed) return 'failing';
  return waiting.size > 0 && now - Math.min(...waiting) >= HANGS_MS ? 'hanging' : 'fine';
}

export function onConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
