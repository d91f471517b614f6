import '../../testing/function-environment.ts';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { ulid } from 'ulid';
import { ledgerSettingsSchema } from '../../contracts/ledger-settings.ts';
import { negate, picoUsd } from '../../core/money/decimal.ts';
import type { PriceBook } from '../../core/pricing/price-book.ts';
import { parseDay } from '../../core/time/ledger-time.ts';
import type { LedgerRecord } from '../../core/spend/spend-ports.ts';
import { beginCorrections } from '../../core/usage/correction-batch.ts';
import type { Entry } from '../../core/usage/entry.ts';
import { settleCell } from '../../core/usage/settle-unpriced.ts';
import type { CorrectionWriter } from '../../core/usage/usage-ports.ts';
import { aggregateUsageHandler } from '../../lambdas/aggregate-usage.ts';
import { type Makers, openLedger, type OpenLedger } from '../../lambdas/composition/open-ledger.ts';
import { entries, ledgerWriter, totalLanes, totalsWriter } from '../../lambdas/composition/stores.ts';
import type { HoldSettler } from '../../lambdas/support/hold-settler.ts';
import { recordUsageHandler } from '../../lambdas/record-usage.ts';
import type { FaultEngine } from './engine.ts';
import { currentInvocation } from './invocation.ts';
import { RETENTION_DAYS } from './messages.ts';
import type { Choices } from './random.ts';

/** What an aggregator does beyond totals. */
export interface Effects {
  readonly holds: HoldSettler;
  readonly announce: (records: readonly LedgerRecord[]) => Promise<void>;
}

export interface SandboxOptions {
  readonly engine: FaultEngine;
  readonly table: string;
  readonly timeZone: string;
  readonly lanes: number;
  readonly choices: Choices;
  readonly now: () => number;
  /** The prices in force. */
  readonly prices: () => PriceBook;
  /** A guard of the ledger port may be taken away here. */
  readonly ledgerOf: (ledger: CorrectionWriter) => CorrectionWriter;
  /** What the aggregator does beyond totals; undefined where nobody has budgets. */
  readonly effects?: Effects | undefined;
}

/** Settings of the histories' ledger. */
function entrySettings({ timeZone, lanes }: Pick<SandboxOptions, 'timeZone' | 'lanes'>) {
  return {
    timeZone,
    lanes: [{ from: parseDay('2026-01-01'), count: lanes }],
    trackedTags: ['tier', 'niche'],
    retentionDays: RETENTION_DAYS,
  };
}

const pause = () => currentInvocation.getStore()?.pause() ?? Promise.resolve();

/** Stores on the engine, with the history's clock, ids and pauses. */
export function openSandbox<M extends Makers>(options: SandboxOptions, makers: M): OpenLedger<M> {
  const { engine, table, choices, now } = options;
  return openLedger(
    {
      client: engine.client,
      once: () => engine.onceClient,
      table,
      settings: ledgerSettingsSchema.parse(entrySettings(options)),
      clock: { now },
      newId: () => ulid(now(), choices.uniform),
      pause,
    },
    makers,
  );
}

function ledgerOn(options: SandboxOptions) {
  return openSandbox(options, { ledgerWriter, totalLanes, totalsWriter });
}

function guardedWriter(options: SandboxOptions): CorrectionWriter {
  return options.ledgerOf(ledgerOn(options).ledgerWriter);
}

/** Runs the recorder as it is deployed, but for its clock, its ids and its prices; answers its batch too. */
export async function recorder(
  options: SandboxOptions,
  event: SQSEvent,
): Promise<{ batch: string; response: SQSBatchResponse }> {
  const { choices, now } = options;
  const ports = {
    ledger: guardedWriter(options),
    bodies: { putBody: () => Promise.reject(new Error('no body of a history is that large')) },
    prices: { current: () => Promise.resolve(options.prices()) },
    clock: { now },
    totalLanes: () => ledgerOn(options).totalLanes.current(),
    log: { recorded: () => undefined },
  };
  const batch = ulid(now(), choices.uniform);
  const handler = recordUsageHandler(ports, entrySettings(options), () => batch);
  return { batch, response: await handler(event) };
}

/** The aggregator as it is deployed, but for its clock, its ids and its pauses. */
export function aggregator(options: SandboxOptions) {
  const { now, timeZone } = options;
  return aggregateUsageHandler({
    ports: {
      totals: ledgerOn(options).totalsWriter,
      clock: { now },
      pause,
    },
    ledger: guardedWriter(options),
    timeZone,
    holds: { use: () => Promise.resolve(), settle: () => Promise.resolve() },
    announce: () => Promise.resolve(),
    ...options.effects,
    askForPrices: () => Promise.resolve(),
    spread: () => Promise.resolve(),
  });
}

/** Gives totals more lanes, as an aggregator does whose commits meet others. */
export async function laneGrower(options: SandboxOptions): Promise<void> {
  await ledgerOn(options).totalLanes.grow(options.now());
}

/**
 * Books a correction of an entry, the first of its chain: another price, as a settler of late prices does, or
 * nothing left of it, as its voiding does; answers its batch.
 */
export function settler(options: SandboxOptions) {
  const { choices, now } = options;
  const ledger = guardedWriter(options);
  return async (original: Entry): Promise<string> => {
    const batch = ulid(now(), choices.uniform);
    const unpriced = original.status === 'unpriced' ? -1 : 0;
    const isVoid = choices.between(0, 1) === 1;
    const correction: Entry = {
      ...original,
      id: `${original.id}~a0001`,
      mark: { batch, index: 0 },
      recordedAt: now(),
      status: 'priced',
      lines: [],
      cost: isVoid ? negate(original.cost) : picoUsd(BigInt(choices.between(-9_999_999, 9_999_999))),
      correctionOf: original.id,
      reason: isVoid ? 'it never happened' : 'a price arrived',
      adjusts: isVoid ? { events: -1, unpriced, usage: negative(original.usage) } : { events: 0, unpriced },
    };
    const existing = await ledger.putEntry(correction);
    const own = existing === undefined || existing.mark.batch === batch;
    if (own) await ledger.writeTally(batch, ledger.partitionOf(correction), 1);
    return batch;
  };
}

/** Settles unpriced entries by the prices in force, as the settler does that is deployed; answers its batch. */
export async function lateSettler(options: SandboxOptions, unpriced: readonly Entry[]): Promise<string> {
  const { choices, now } = options;
  const chains = openSandbox(options, { entries }).entries;
  const ports = {
    ledger: guardedWriter(options),
    readChain: chains.chain.bind(chains),
    clock: { now },
  };
  const name = ulid(now(), choices.uniform);
  const batch = beginCorrections(ports, name);
  async function* pages() {
    yield await Promise.resolve(unpriced);
  }
  await settleCell(pages(), options.prices(), batch);
  await batch.finish();
  return name;
}

function negative(usage: Entry['usage']): Entry['usage'] {
  return Object.fromEntries(Object.entries(usage).map(([unit, quantity]) => [unit, negate(quantity)]));
}
