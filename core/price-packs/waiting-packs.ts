import type { PackStore } from './pack-record.ts';

/** Number of newest packs that are read; a publisher makes one a day. */
const MOST_LOOKED_AT = 30;

/**
 * How many packs wait for a person: held, replayed, and above the one in force. A later pack that came into force
 * decides for those before it.
 */
export async function heldPacks(packs: Pick<PackStore, 'inForce' | 'list'>): Promise<number> {
  const [{ packs: records }, { version }] = await Promise.all([packs.list(MOST_LOOKED_AT), packs.inForce()]);
  return records.filter((one) => one.status === 'held' && !one.isReplaying && one.version > (version ?? 0))
    .length;
}
