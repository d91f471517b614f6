import { ConflictError, NotFoundError } from '../errors.ts';
import { BUILT_IN, type PackRecord, type PackStore, type PricesInForce } from './pack-record.ts';

/** Puts a pack in force as a whole. Answers false where something else came into force meanwhile. */
export async function putInForce(
  record: PackRecord,
  reason: string,
  seen: PricesInForce,
  packs: PackStore,
): Promise<boolean> {
  const { version, content, publishedAt } = record;
  const next: PricesInForce = { version, content, publishedAt };
  if (!(await packs.putInForce(next, seen))) return false;
  // What its additions replaced is what a roll-back goes back to.
  const previous = isPartOf(seen, record) ? record.previous : seen;
  await packs.keep({ ...record, status: 'applied', reason, isReplaying: false, previous });
  return true;
}

/**
 * Puts a held or rolled back pack in force. Throws NotFoundError for an unknown version, and
 * ConflictError for one that cannot be applied any more.
 */
export async function applyPack(version: number, packs: PackStore): Promise<PackRecord> {
  const record = await knownPack(version, packs);
  const seen = await packs.inForce();
  if (seen.version === version) return record;
  if (record.status === 'refused' || record.content === null)
    throw new ConflictError(`pack ${version} was refused and cannot be applied: ${record.reason}`);
  if (record.isReplaying) throw new ConflictError(`pack ${version} is being replayed: try again in a minute`);
  if (!(await putInForce(record, 'an administrator applied it', seen, packs))) throw changedMeanwhile();
  return knownPack(version, packs);
}

/**
 * Takes a pack out of force: the prices before it hold again, and it is not taken in again. Throws
 * NotFoundError for an unknown version, ConflictError for one that is not in force, in part or as a whole.
 */
export async function rollBackPack(version: number, packs: PackStore): Promise<PackRecord> {
  const record = await knownPack(version, packs);
  const seen = await packs.inForce();
  if (seen.version !== version && !isPartOf(seen, record))
    throw new ConflictError(
      `pack ${version} is not in force: ${seen.version === null ? 'the prices of the deployment are' : `pack ${seen.version} is`}`,
    );
  const previous = await soundBefore(record, packs);
  if (!(await packs.putInForce(previous, seen))) throw changedMeanwhile();
  const rolledBack: PackRecord = {
    ...record,
    status: 'rolledBack',
    reason: 'an administrator rolled it back',
  };
  await packs.keep({ ...rolledBack, isReplaying: false });
  return rolledBack;
}

/** The additions of a held pack are in force. */
export function isPartOf({ content }: PricesInForce, record: PackRecord): boolean {
  return record.additions !== null && content === record.additions;
}

/** What held before, packs left out that were rolled back themselves. */
async function soundBefore(record: PackRecord, packs: PackStore): Promise<PricesInForce> {
  let before = record.previous;
  while (before.version !== null) {
    const earlier = await packs.read(before.version);
    if (!earlier) return BUILT_IN;
    if (earlier.status === 'applied') return before;
    before = earlier.previous;
  }
  return before;
}

async function knownPack(version: number, packs: PackStore): Promise<PackRecord> {
  const record = await packs.read(version);
  if (!record) throw new NotFoundError(`there is no price pack ${version}: GET /prices/packs lists them`);
  return record;
}

function changedMeanwhile(): ConflictError {
  return new ConflictError('other prices came into force meanwhile: read /prices/packs again and repeat');
}
