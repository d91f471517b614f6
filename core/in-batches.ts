/** Things under way at once. */
const AT_ONCE = 16;

/**
 * Does the work for each item, some at a time; the answers in the order of the items. Rejects with the first failure
 * once nothing is under way any more, so that what the caller does then is done last.
 */
export async function inBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const settled = await Promise.allSettled(items.slice(start, start + AT_ONCE).map(work));
    for (const one of settled) {
      if (one.status === 'rejected') throw one.reason;
      answers.push(one.value);
    }
  }
  return answers;
}
