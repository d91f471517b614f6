import { systemClock } from '../../adapters/clock/system-clock.ts';
import { DynamoAdviceStore } from '../../adapters/dynamo/optimization-store.ts';
import { DynamoAuditStore } from '../../adapters/dynamo/audit-store.ts';
import { DynamoClosedMonthStore } from '../../adapters/dynamo/closed-month-store.ts';
import { DynamoDayFactsStore } from '../../adapters/dynamo/day-facts-store.ts';
import type { DynamoDBDocumentClient } from '../../adapters/dynamo/document-client.ts';
import { DynamoEntryReader } from '../../adapters/dynamo/entry-reader.ts';
import { DynamoErasureStore } from '../../adapters/dynamo/erasure/erasure-store.ts';
import { DynamoMarkReader } from '../../adapters/dynamo/mark-reader.ts';
import { DynamoOverrideStore } from '../../adapters/dynamo/override-store.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { overrideSource } from '../../adapters/prices/override-source.ts';
import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { touchesMonth } from '../../core/erasure/erasure.ts';
import { measureSavings } from '../../core/savings/measure-savings.ts';
import type { JobKind } from '../../core/jobs/job.ts';
import { closeMonth } from '../../core/spend/close-month.ts';
import { rollUpKind } from '../../core/spend/roll-up.ts';
import type { Clock } from '../../core/time/ledger-time.ts';
import { recalculateJob } from './recalculate.ts';

/** Rolls a day or a month up: totals equal to entries, the dearest entries, active users and savings kept. */
export function rollUpJob(
  client: DynamoDBDocumentClient,
  table: string,
  settings: LedgerSettings,
  clock: Clock = systemClock,
): JobKind {
  const totals = new DynamoTotalsReader(client, table, settings.lanes);
  const entries = new DynamoEntryReader(client, table, settings.lanes);
  const marks = new DynamoMarkReader(client, table);
  const months = new DynamoClosedMonthStore(client, table);
  const audits = new DynamoAuditStore(client, table);
  const savings = {
    advice: new DynamoAdviceStore(client, table),
    prices: overrideSource(settings, new DynamoOverrideStore(client, table)),
    clock,
    timeZone: settings.timeZone,
  };
  const erasures = new DynamoErasureStore(client, table);
  const ports = {
    totals,
    months,
    receipts: (at: number) => marks.receipts(at),
    isErasing: async (end: number) => touchesMonth(await erasures.list(), end, clock.now()),
  };
  return rollUpKind({
    recalculate: recalculateJob(client, table, settings, clock),
    totals,
    entriesOfDay: (day) => entries.day(day),
    facts: new DynamoDayFactsStore(client, table),
    observe: (day) => measureSavings(day, savings),
    sealedUntil: async () => (await audits.read()).sealedUntil,
    closeMonth: (month) => closeMonth(month, ports, clock.now(), settings.timeZone),
    now: () => clock.now(),
  });
}
