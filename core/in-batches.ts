/** Things under way at once. */
const AT_ONCE = 16;

/** The items in lists of at most `size`, in their order. */
export function batchesOf<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/**
 * Does the work for each item, some at a time; the answers in the order of the items. Rejects with the first failure
 * once nothing is under way any more, so that what the caller does then is done last.
 */
export async function inBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (const batch of batchesOf(items, AT_ONCE)) {
    const settled = await Promise.allSettled(batch.map(work));
    for (const one of settled) {
      if (one.status === 'rejected') throw one.reason;
      answers.push(one.value);
    }
  }
  return answers;
}
