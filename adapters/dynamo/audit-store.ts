import { ENTITY } from '../../contracts/table-layout.ts';
import { type PicoUsd, sumUsd } from '../../core/money/decimal.ts';
import type { AuditStore, DayAudits, LedgerFacts } from '../../core/spend/audit.ts';
import type { Day, Instant } from '../../core/time/ledger-time.ts';
import { dayText, smallNumber, usdNumber } from './document-client.ts';
import { firstDayOf, heldMonthsOf } from './month-notes.ts';
import { AUDITED_PARTITION, DRIFT_PARTITION, LEDGER_KEY } from './keys.ts';
import { between, ofPartition } from './run-queries.ts';
import type { Table } from './table.ts';

/** The ledger's own item: its first day, and what audits found. A later note that is there already stays. */
export class DynamoAuditStore implements AuditStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(): Promise<LedgerFacts> {
    const [item, drifts] = await Promise.all([
      this.#table.get(LEDGER_KEY),
      this.#table.queryAll({ ...ofPartition(DRIFT_PARTITION), ConsistentRead: false }),
    ]);
    return {
      firstDay: firstDayOf(item),
      heldMonths: heldMonthsOf(item)?.map(({ month }) => month),
      balancedAsOf: item?.['ba'] === undefined ? undefined : smallNumber(item['ba']),
      olderAuditedAsOf: item?.['oa'] === undefined ? undefined : smallNumber(item['oa']),
      sealedUntil: item?.['su'] === undefined ? undefined : dayText(item['su']),
      drift: sumUsd(drifts.map((item) => usdNumber(item['dr']))),
    };
  }

  async noteBalanced(at: Instant): Promise<void> {
    await this.#table.update(LEDGER_KEY, {
      UpdateExpression: 'SET ba = :at, e = :e',
      ConditionExpression: 'attribute_not_exists(ba) OR ba < :at',
      ExpressionAttributeValues: { ':at': at, ':e': ENTITY.ledger },
    });
  }

  async seal(day: Day): Promise<void> {
    await this.#table.update(LEDGER_KEY, {
      UpdateExpression: 'SET su = :day, e = :e',
      ConditionExpression: 'attribute_not_exists(su) OR su < :day',
      ExpressionAttributeValues: { ':day': day, ':e': ENTITY.ledger },
    });
  }

  async noteDrift(day: Day, drift: PicoUsd): Promise<void> {
    await this.#table.update(
      { pk: DRIFT_PARTITION, sk: day },
      {
        UpdateExpression: 'SET dr = :drift, e = :e',
        // A balanced day needs no note of its own.
        ...(drift === 0n ? { ConditionExpression: 'attribute_exists(pk)' } : {}),
        ExpressionAttributeValues: { ':drift': drift, ':e': ENTITY.ledger },
      },
    );
  }

  async noteAudited(day: Day, at: Instant): Promise<void> {
    await this.#noteAudit(day, 'at', at);
  }

  async noteTried(day: Day, at: Instant): Promise<void> {
    await this.#noteAudit(day, 'tr', at);
  }

  async #noteAudit(day: Day, name: string, at: Instant): Promise<void> {
    await this.#table.update(
      { pk: AUDITED_PARTITION, sk: day },
      {
        UpdateExpression: 'SET e = :e, #name = :at',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':e': ENTITY.ledger, ':at': at },
      },
    );
  }

  async auditsSince(day: Day): Promise<Map<Day, DayAudits>> {
    const items = await this.#table.queryAll(between(AUDITED_PARTITION, day, '~'));
    return new Map(
      items.map((item) => [
        dayText(item['sk']),
        { audited: instant(item['at']), tried: instant(item['tr']) },
      ]),
    );
  }

  async noteOlder(at: Instant | undefined): Promise<void> {
    await this.#table.update(LEDGER_KEY, {
      UpdateExpression: at === undefined ? 'SET e = :e REMOVE oa' : 'SET e = :e, oa = :at',
      ExpressionAttributeValues: { ':e': ENTITY.ledger, ...(at === undefined ? {} : { ':at': at }) },
    });
  }
}

function instant(value: unknown): Instant | undefined {
  return value === undefined ? undefined : smallNumber(value);
}
