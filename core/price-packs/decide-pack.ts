import type { CanaryResult } from '../pricing/canary-result.ts';
import { type ReplayState, replayResult, movesTooMuch } from './replay-pack.ts';
import { putInForce } from './change-pack.ts';
import type { PackRecord, PackStore } from './pack-record.ts';

/** Models that a reason names. */
const MOST_NAMED = 3;

/**
 * Ends a replay: the pack comes into force where the cost of the last days stays within the limit and no second
 * source differs, else it is held. Answers the record; undefined where an admin decided meanwhile.
 */
export async function decidePack(
  version: number,
  replay: ReplayState,
  holdAbovePercent: number,
  packs: PackStore,
): Promise<PackRecord | undefined> {
  const record = await packs.read(version);
  if (!record?.isReplaying) return undefined;
  const canary = replayResult(replay);
  const replayed: PackRecord = { ...record, canary };
  const reasons = [
    ...(movesTooMuch(replay, holdAbovePercent) ? [movementText(canary, holdAbovePercent)] : []),
    ...(record.doubts.length > 0 ? [`a second source differs: ${record.doubts.join('; ')}`] : []),
  ];
  if (reasons.length === 0) {
    const reason = `the last ${canary.days} days move by no more than ${holdAbovePercent} %`;
    if (await putInForce(replayed, reason, await packs.inForce(), packs)) return packs.read(version);
    reasons.push('other prices came into force while it was replayed');
  }
  const also = record.additions === null ? '' : '; what it adds and dates is in force';
  const held: PackRecord = { ...replayed, isReplaying: false, reason: `${reasons.join('; ')}${also}` };
  await packs.keep(held);
  return held;
}

/** How far the last days move, and by which models. */
export function movementText({ days, beforeUsd, afterUsd, models }: CanaryResult, percent: number): string {
  const named = models
    .slice(0, MOST_NAMED)
    .map((one) => `${one.model} ${one.beforeUsd} to ${one.afterUsd} USD`)
    .join(', ');
  return `the last ${days} days move by more than ${percent} %, from ${beforeUsd} to ${afterUsd} USD: ${named}`;
}
