import type { Job, JobKind, JobPorts, JobStep } from '../jobs/job.ts';
import { startJob } from '../jobs/job.ts';
import type { CataloguePriceBook } from '../pricing/catalogue-price-book.ts';
import type { OverrideStore } from '../pricing/override-ports.ts';
import { applyChange, type PriceChange, type PriceChangeStep } from '../pricing/price-change.ts';
import type { PriceRow } from '../pricing/price-row.ts';
import type { Instant } from '../time/ledger-time.ts';
import { movementText } from './decide-pack.ts';
import {
  beginReplay,
  movesTooMuch,
  replayCells,
  type ReplayPorts,
  replayResult,
  type ReplayState,
} from './replay-pack.ts';

export interface ReplayPricePorts extends ReplayPorts {
  readonly overrides: Pick<OverrideStore, 'change' | 'load' | 'put' | 'version'>;
  readonly prices: { current(): Promise<CataloguePriceBook> };
  /** The prices in force with these rows in the place of the overrides that they would meet. */
  readonly bookWith: (rows: readonly PriceRow[]) => Promise<CataloguePriceBook>;
  readonly jobs: Pick<JobPorts, 'jobs' | 'queue'>;
}

/** Which price a job replays. */
interface ReplayPriceInput {
  readonly id: string;
}

/**
 * Replays the last seven days under a price of one's own, as if it had held in all of them, and puts it in force where
 * they move by no more than the limit; else it waits for an administrator, and counts for nothing until then.
 */
export function replayPriceKind(ports: ReplayPricePorts): JobKind {
  return {
    async step(job: Job, deadline: Instant): Promise<JobStep> {
      const { id } = job.input as ReplayPriceInput;
      const seen = await ports.overrides.version();
      const change = await ports.overrides.change(id);
      if (change?.status !== 'replaying') {
        return ended({ id, status: change?.status ?? null, reason: 'somebody decided meanwhile' });
      }
      const before = await ports.prices.current();
      const after = await ports.bookWith([{ ...change.row, effectiveFrom: null, effectiveTo: null }]);
      const state = job.state as ReplayState | undefined;
      const begun = state ?? (await beginReplay(before, after, ports, ports.clock.now()));
      const replay = await replayCells(begun, before, after, ports, deadline);
      const progress = { done: replay.next, total: replay.cells.length };
      if (replay.next < replay.cells.length) return { done: false, state: replay, progress };
      const {
        rows,
        others,
        change: decided,
      } = decide(change, replay, await ports.overrides.load(), ports.clock.now());
      // Another price was stored meanwhile: the step is made again, on what holds now.
      if (!(await ports.overrides.put(rows, [decided, ...others], seen)))
        return { done: false, state: replay, progress };
      const { status, reason, canary } = decided;
      const settleJobId = status === 'applied' ? await startSettlement(id, ports) : null;
      return ended({ id, status, reason, canary, settleJobId });
    },
  };
}

function decide(
  change: PriceChange,
  replay: ReplayState,
  existing: readonly PriceRow[],
  at: Instant,
): PriceChangeStep {
  const canary = replayResult(replay);
  const replayed: PriceChange = { ...change, canary };
  const percent = change.holdAbovePercent ?? 0;
  if (movesTooMuch(replay, percent)) {
    const held: PriceChange = {
      ...replayed,
      status: 'held',
      reason: movementText(canary, percent),
      changedAt: at,
    };
    return { change: held, rows: [], others: [] };
  }
  return applyChange(
    replayed,
    existing,
    `the last ${canary.days} days move by no more than ${percent} %`,
    at,
  );
}

function startSettlement(id: string, { jobs, clock }: ReplayPricePorts): Promise<string> {
  const settle = `settle-price-${id}-${clock.now()}`;
  return startJob({ ...jobs, clock }, { id: settle, kind: 'settle', input: {}, createdBy: 'price replay' });
}

function ended(result: object): JobStep {
  return { done: true, result, progress: { done: 1, total: 1 } };
}
