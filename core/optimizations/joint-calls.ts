import type { JobWork } from '../jobs/work-store.ts';
import { formatDecimal, parseUsd, plus, ZERO_USD } from '../money/decimal.ts';
import { putLines, sliceCount, takeLines, type WorkRun } from '../spend/sliced-work.ts';
import type { Instant } from '../time/ledger-time.ts';
import type { Entry } from '../usage/entry.ts';
import type { UsageSlice } from './kinds/optimization.ts';
import { type SliceFacts, sliceName, slicesOf, workName } from './usage-slices.ts';

/** Calls that are in memory at once at the end. */
const AT_ONCE = 50_000;

/** What one step put aside; kept as JSON. */
export interface JointRun extends WorkRun {
  /** When the first of its calls happened. */
  readonly at: Instant;
}

/** A call as JSON; its usage is left out. */
type CallJson = Omit<SliceFacts, 'cost' | 'usage'> & { readonly costUsd: string };

/**
 * Calls of a day that are looked at together: whether one repeated another shows only among the calls of one work. They
 * are put aside between steps by their work, so that at the end one part of the works after the other is in memory.
 */
export class JointCalls {
  readonly #runs: JointRun[];
  #calls: SliceFacts[] = [];
  #at: Instant | undefined;

  constructor(runs: readonly JointRun[]) {
    this.#runs = [...runs];
  }

  take({ occurredAt, ...entry }: SliceFacts & Pick<Entry, 'occurredAt'>): void {
    const {
      operation,
      provider,
      service,
      model,
      region,
      attributes,
      cost,
      outcome,
      attempt,
      resource,
      userId,
    } = entry;
    const facts = { operation, provider, service, model, region, attributes, cost, outcome, attempt };
    this.#at ??= occurredAt;
    this.#calls.push({ ...facts, resource, userId, usage: {} });
  }

  /** Puts aside what was taken since; answers everything that was put aside. */
  async putAside(work: JobWork): Promise<readonly JointRun[]> {
    if (this.#at === undefined) return this.#runs;
    const lines = this.#calls.map((call) => [workName(call), callJson(call)] as const);
    const run = await putLines(lines, work);
    if (run) this.#runs.push({ ...run, at: this.#at });
    this.#calls = [];
    this.#at = undefined;
    return this.#runs;
  }

  /** The slices of all calls, and when the first happened; undefined without any. Throws WorkGoneError. */
  async slices(work: JobWork): Promise<{ readonly slices: UsageSlice[]; readonly at: Instant | undefined }> {
    if (this.#runs.length === 0) return { slices: wholeSlices(this.#calls), at: this.#at };
    const runs = await this.putAside(work);
    const sums = new Map<string, UsageSlice>();
    const slices = sliceCount(runs, AT_ONCE);
    for (let slice = 0; slice < slices; slice++) {
      const calls: SliceFacts[] = [];
      await takeLines(runs, { slice, slices }, work, ([, call]) => calls.push(callOfJson(call as CallJson)));
      for (const one of wholeSlices(calls)) {
        const name = sliceName(one);
        sums.set(name, joined(sums.get(name), one));
      }
    }
    return { slices: [...sums.values()], at: runs[0]?.at };
  }
}

function wholeSlices(calls: readonly SliceFacts[]): UsageSlice[] {
  return slicesOf(calls.map((entry) => ({ entry, of: 1n, sampled: 1n })));
}

/** Slices of the same name over other works; what depends on a median of all of them is left out. */
function joined(a: UsageSlice | undefined, b: UsageSlice): UsageSlice {
  const { excessCost: _excess, ...slice } = b;
  if (!a) return slice;
  return {
    ...slice,
    calls: a.calls + b.calls,
    cost: plus(a.cost, b.cost),
    failedCalls: (a.failedCalls ?? 0) + (b.failedCalls ?? 0),
    failedCost: plus(a.failedCost ?? ZERO_USD, b.failedCost ?? ZERO_USD),
    repeatedCalls: (a.repeatedCalls ?? 0) + (b.repeatedCalls ?? 0),
    repeatedCost: plus(a.repeatedCost ?? ZERO_USD, b.repeatedCost ?? ZERO_USD),
  };
}

function callJson({ cost, usage: _usage, ...call }: SliceFacts): CallJson {
  return { ...call, costUsd: formatDecimal(cost) };
}

function callOfJson({ costUsd, ...call }: CallJson): SliceFacts {
  return { ...call, cost: parseUsd(costUsd), usage: {} };
}
