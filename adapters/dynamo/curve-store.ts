import { createHash } from 'node:crypto';
import { scopeText } from '../../core/scopes/scope.ts';
import type { BudgetScope } from '../../core/budgets/budget.ts';
import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { CurveStore, ProjectionCurve } from '../../core/forecast/projection-curve.ts';
import type { Day } from '../../core/time/ledger-time.ts';
import { smallNumber, textAttribute, usdNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import type { ItemKey } from './keys.ts';
import type { Table } from './table.ts';

/** A curve is of no use after its day, in whatever time zone. */
const KEEP_DAYS = 3;

/** By hash: names of scope values may be longer than a key, and are not needed in the clear. */
function curveKey(day: Day, value: BudgetScope): ItemKey {
  const sk = createHash('sha256').update(scopeText(value)).digest('hex').slice(0, 32);
  return { pk: `${PREFIX.insight}curves#${day}`, sk };
}

/** Projection curves in the table: one small item for each scope value and day, deleted by TTL. */
export class DynamoCurveStore implements CurveStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(day: Day, values: readonly BudgetScope[]): Promise<Map<string, ProjectionCurve>> {
    const names = new Map(values.map((value) => [curveKey(day, value).sk, scopeText(value)]));
    const keys = values.map((value) => curveKey(day, value));
    const items = await this.#table.batchGet(keys, { consistent: false });
    return new Map(items.map((item) => [names.get(textAttribute(item['sk'])) ?? '', curveOf(item)]));
  }

  async put(
    day: Day,
    value: BudgetScope,
    { today, after, spentDays, madeAt }: ProjectionCurve,
  ): Promise<void> {
    const ttl = Math.floor(Date.parse(`${day}T00:00:00Z`) / 1000) + KEEP_DAYS * 86_400;
    await this.#table.put({
      ...curveKey(day, value),
      e: ENTITY.curve,
      c: today,
      ca: after,
      d: spentDays,
      at: madeAt,
      ttl,
    });
  }
}

function curveOf(item: Item): ProjectionCurve {
  return {
    today: usdNumber(item['c']),
    after: usdNumber(item['ca']),
    spentDays: smallNumber(item['d']),
    madeAt: smallNumber(item['at']),
  };
}
