import { formatDecimal } from '../../core/money/decimal.ts';
import { nameOf, type NameStore } from '../../core/names/name-record.ts';
import type { CreatedCost } from '../../core/spend/read-created.ts';
import type { Sums } from '../../core/spend/total.ts';

/** Resources and groups that an answer names; the sums count all of them. */
const NAMED = 50;

/** Cost without a user under its creator, with the names of the dearest. */
export async function presentCreated({ items, sums, complete }: CreatedCost, names: Pick<NameStore, 'read'>) {
  const shown = items.slice(0, NAMED);
  const found = await names.read(shown.map(({ of }) => of));
  return {
    ...presentSums(sums),
    complete,
    items: shown.map(({ of, sums: own }) => ({
      kind: of.kind,
      type: of.type,
      id: of.id,
      name: found.get(nameOf(of))?.name ?? null,
      ...presentSums(own),
    })),
  };
}

function presentSums({ cost, events, unpriced }: Readonly<Sums>) {
  return { totalUsd: formatDecimal(cost), events, unpricedEvents: unpriced };
}
