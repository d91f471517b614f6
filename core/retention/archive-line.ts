import {
  type ArchivedField,
  ARCHIVED_FIELDS,
  inOrder,
  type KindOf,
  shownName,
} from '../../contracts/entry-field-names.ts';
import { ENTRY_FIELDS } from '../../contracts/entry-fields.ts';
import { formatDecimal } from '../money/decimal.ts';
import { amountsOf } from '../spend/contributions.ts';
import { isoTime } from '../time/ledger-time.ts';
import type { Entry, FieldValues } from '../usage/entry.ts';
import { addedUsage } from '../usage/measures.ts';

type Columns = Record<string, string | number | null>;

/** What a value becomes in the archive; a reference two columns, by what follows the field's name. */
type Archived = string | number | { readonly [Suffix in 'Type' | 'Id']: string | null };

const ARCHIVED: {
  readonly [Kind in KindOf<ArchivedField>]: (value: FieldValues[Kind]) => Archived;
} = {
  text: (value) => value,
  time: isoTime,
  count: (value) => value,
  status: (value) => value,
  amount: formatDecimal,
  reference: ({ type, id }) => ({ Type: type, Id: id }),
  texts: (texts) => JSON.stringify(texts),
  json: (value) => JSON.stringify(value),
  names: (names) => JSON.stringify(names),
  quantities: (usage) =>
    JSON.stringify(
      Object.fromEntries(Object.entries(usage).map(([unit, amount]) => [unit, formatDecimal(amount)])),
    ),
  lines: (lines) =>
    JSON.stringify(
      lines.map(({ unit, quantity, unitPrice, per, cost, priceId }) => ({
        unit,
        quantity: formatDecimal(quantity),
        unitPriceUsd: formatDecimal(unitPrice),
        per: formatDecimal(per),
        costUsd: formatDecimal(cost),
        priceId,
      })),
    ),
};

/** In the order that files have had from the beginning; a field that is not named here comes behind. */
const FIELDS = inOrder(ARCHIVED_FIELDS, [
  'id',
  'occurredAt',
  'recordedAt',
  'provider',
  'service',
  'model',
  'region',
  'userId',
  'resource',
  'group',
  'operation',
  'outcome',
  'attempt',
  'cost',
  'status',
  'reportedCost',
  'attributes',
  'tags',
  'usage',
  'lines',
  'metadata',
  'holdId',
  'correlationId',
]);

/**
 * One entry as a line of the archive: flat columns for SQL, null where there is nothing, amounts and quantities
 * as decimal strings (CAST AS DECIMAL(38, 12) is exact), so that sums need no case: `events` is 1 for usage, 0 for a
 * correction of the price and -1 for a void, whose usage is negative. Everything that readers may know is there.
 */
export function archiveLine(entry: Entry): Columns {
  const line: Columns = {};
  const archived = { ...entry, usage: addedUsage(entry) };
  for (const name of FIELDS) {
    Object.assign(line, columnsOf(name, archived[name]));
    if (name === 'cost') Object.assign(line, countsOf(entry));
  }
  return line;
}

function columnsOf(name: ArchivedField, value: Entry[ArchivedField]): Columns {
  const { kind } = ENTRY_FIELDS[name];
  const shown = shownName(name);
  const archived = value === undefined ? null : ARCHIVED[kind](value as never);
  if (kind !== 'reference') return { [shown]: archived as string | number | null };
  const { Type, Id } = (archived ?? { Type: null, Id: null }) as { Type: string | null; Id: string | null };
  return { [`${shown}Type`]: Type, [`${shown}Id`]: Id };
}

function countsOf(entry: Entry): Columns {
  const { events, unpriced } = amountsOf(entry);
  return { events, unpricedEvents: unpriced };
}
