import { type LedgerRecord, markName, type TotalsWriter } from './spend-ports.ts';

/** TransactWriteItems takes at most 100 actions. */
const MAX_ACTIONS = 100;
/** Keeps history pages and update expressions of one chunk far from their limits. */
const MAX_RECORDS = 1000;

/**
 * Cuts records, in their order, into chunks whose totals and marks fit one transaction. One record never
 * needs more than MAX_ACTIONS: the border allows four tracked tags at most.
 */
export function cutChunks(
  records: readonly LedgerRecord[],
  totals: Pick<TotalsWriter, 'totalKey'>,
): LedgerRecord[][] {
  const chunks: LedgerRecord[][] = [];
  let chunk: LedgerRecord[] = [];
  let keys = new Set<string>();
  for (const record of records) {
    const wanted = actionKeys(record, totals);
    const more = wanted.filter((key) => !keys.has(key)).length;
    if (chunk.length > 0 && (keys.size + more > MAX_ACTIONS || chunk.length >= MAX_RECORDS)) {
      chunks.push(chunk);
      chunk = [];
      keys = new Set();
    }
    chunk.push(record);
    for (const key of wanted) keys.add(key);
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}

function actionKeys(record: LedgerRecord, totals: Pick<TotalsWriter, 'totalKey'>): string[] {
  return [
    `mark ${markName({ batch: record.position.batch, partition: record.partition })}`,
    ...record.contributions.map((contribution) => totals.totalKey(contribution)),
  ];
}
