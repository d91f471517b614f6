import { ownerKey, type NameStore } from '../../core/names/name-record.ts';
import type { CreatedCost } from '../../core/spend/read-created.ts';
import { presentSum } from './present.ts';

/** Resources and groups that an answer names; the sums count all of them. */
const NAMED = 50;

/** Cost without a user under its creator, with the names of the most expensive. */
export async function presentCreated({ items, sums, complete }: CreatedCost, names: Pick<NameStore, 'read'>) {
  const shown = items.slice(0, NAMED);
  const found = await names.read(shown.map(({ of }) => of));
  return {
    ...presentSum(sums),
    complete,
    items: shown.map(({ of, sums: own }) => ({
      kind: of.kind,
      type: of.type,
      id: of.id,
      name: found.get(ownerKey(of))?.name ?? null,
      ...presentSum(own),
    })),
  };
}
