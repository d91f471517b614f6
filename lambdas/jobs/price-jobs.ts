import { ulid } from 'ulid';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import type { DynamoDBDocumentClient } from '../../adapters/dynamo/document-client.ts';
import { DynamoEntryReader } from '../../adapters/dynamo/entry-reader.ts';
import { DynamoLedgerWriter } from '../../adapters/dynamo/ledger-writer.ts';
import { DynamoOverrideStore } from '../../adapters/dynamo/override-store.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { overrideSource } from '../../adapters/prices/override-source.ts';
import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import type { JobKind } from '../../core/jobs/job.ts';
import { createPriceBook } from '../../core/pricing/catalogue.ts';
import { findOverlaps } from '../../core/pricing/overlaps.ts';
import { overridesOfSettings } from '../../core/pricing/override.ts';
import { settleKind } from '../../core/spend/settle-job.ts';
import { applyWhatIfKind, whatIfKind, type WhatIfPorts } from '../../core/spend/what-if-job.ts';
import { beginAdjustments } from '../../core/usage/adjust-entry.ts';

/** The jobs that price entries again: settlement of unpriced ones, what-if, and its application. */
export function priceJobs(
  client: DynamoDBDocumentClient,
  table: string,
  settings: LedgerSettings,
): Record<'settle' | 'what-if' | 'apply-what-if', JobKind> {
  const reader = new DynamoEntryReader(client, table, settings.lanes);
  const overrides = new DynamoOverrideStore(client, table);
  const ledger = new DynamoLedgerWriter(client, table);
  const adjust = { ledger, readChain: reader.chain.bind(reader), clock: systemClock };
  const newBatch = () => beginAdjustments(adjust, ulid(systemClock.now()));
  const whatIf: WhatIfPorts = {
    entries: (day) => reader.day(day),
    // An asked-for row stands in place of the overrides it would meet.
    bookWith: async (rows) => {
      const others = [...(await overrides.load()), ...overridesOfSettings(settings.priceOverrides)];
      const free = others.filter((other) => rows.every((row) => findOverlaps([row, other]).length === 0));
      const all = [...rows, ...free];
      return createPriceBook({ defaultRegion: settings.defaultRegion, overrides: all });
    },
    newBatch,
    clock: systemClock,
  };
  return {
    settle: settleKind({
      totals: new DynamoTotalsReader(client, table, settings.lanes),
      prices: overrideSource(settings, overrides),
      entries: ({ day, provider, model }) => reader.day(day, { provider, model, status: 'unpriced' }),
      newBatch,
      clock: systemClock,
      timeZone: settings.timeZone,
    }),
    'what-if': whatIfKind(whatIf),
    'apply-what-if': applyWhatIfKind(whatIf),
  };
}
