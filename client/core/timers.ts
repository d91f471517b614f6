/** Lets the process end although the timer runs; timers outside Node.js have nothing to let go. */
export function unref(timer: unknown): void {
  (timer as { unref?: () => void }).unref?.();
}

/** Waits for the work, at most so long; true if it is done. The process stays alive meanwhile. */
export async function within(timeoutMs: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, false);
  });
  try {
    return await Promise.race([work.then(() => true), timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
