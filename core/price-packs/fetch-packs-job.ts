import type { PriceFeed } from '../../contracts/price-pack.ts';
import type { Job, JobKind, JobPorts, JobStep } from '../jobs/job.ts';
import { startJob } from '../jobs/job.ts';
import type { CataloguePriceBook } from '../pricing/catalogue-price-book.ts';
import type { PackedPrices } from '../pricing/packed-prices.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { type Instant, MINUTE_MS } from '../time/ledger-time.ts';
import { askLists } from './ask-lists.ts';
import { beginReplay, type ReplayPorts, type ReplayState, replayResult, replayCells } from './replay-pack.ts';
import { decidePack } from './decide-pack.ts';
import type { PackRecord, PackStore, PricesInForce } from './pack-record.ts';
import { takeNewest } from './take-pack.ts';

export interface FetchPacksPorts extends ReplayPorts {
  readonly totals: Pick<TotalsReader, 'cells' | 'counts'>;
  /** Undefined where the stage takes no packs. */
  readonly feed: PriceFeed | undefined;
  /** The text at an address; rejects where nobody answers with a file of a pack's size. */
  readonly fetchText: (url: string) => Promise<string>;
  readonly packs: PackStore;
  readonly builtIn: PackedPrices;
  /** A book over these prices, with the stage's own prices before them. */
  readonly bookOf: (prices: PackedPrices) => Promise<CataloguePriceBook>;
  readonly jobs: Pick<JobPorts, 'jobs' | 'queue'>;
  /** Tells whom it concerns that a file was refused or waits for a person. Rejects on outages. */
  readonly tell: (record: PackRecord) => Promise<void>;
}

/** For so long after it was taken in, looks settle what came late. */
const LATE_MINUTES = 10;

/** State of a job between its steps: the pack that is replayed, and the prices it is compared with. */
interface FetchState {
  readonly version: number;
  readonly before: PricesInForce;
  readonly replay: ReplayState;
  readonly failed: readonly string[];
}

/**
 * Looks for a newer pack, judges it, replays the last seven days where it changes anything, and settles what waited
 * for a price. One that finds nothing new only looks.
 */
export function fetchPacksKind(ports: FetchPacksPorts): JobKind {
  return {
    async step(job: Job, deadline: Instant): Promise<JobStep> {
      const state = job.state as FetchState | undefined;
      return state ? goOn(state, ports, deadline) : look(ports);
    },
  };
}

async function look(ports: FetchPacksPorts): Promise<JobStep> {
  const { feed, packs, builtIn, clock } = ports;
  if (!feed) return ended({ taken: null, reason: 'the stage has no priceFeed' });
  const answers = await Promise.allSettled(feed.urls.map((url) => ports.fetchText(url)));
  const files = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const failed = answers.flatMap((answer) =>
    answer.status === 'rejected'
      ? [answer.reason instanceof Error ? answer.reason.message : String(answer.reason)]
      : [],
  );
  // The next look tries again; that nothing new came for long is told by the age of the price data.
  if (files.length === 0)
    return ended({ taken: null, reason: 'no address of the price feed answers', failed });
  const { secondSources } = feed;
  const asked =
    secondSources.length === 0 ? undefined : () => askLists(secondSources, ports.fetchText, clock.now());
  const taken = await takeNewest(files, feed, { packs, builtIn, askLists: asked }, clock.now());
  const { record, known, inForceBefore, untrusted } = taken;
  for (const one of untrusted) await ports.tell(one);
  if (!record) {
    await settleLate(inForceBefore, feed, ports);
    return ended({ taken: null, reason: `nothing new: ${known}`, failed });
  }
  if (record.status === 'refused') {
    await ports.tell(record);
    return ended({ taken: record.version, status: 'refused', reason: record.reason, failed });
  }
  if (record.status === 'applied') {
    // Nothing of what it changes had a price: what waits need not wait for the figures of the canary.
    const step = await settle(record, ports, failed);
    await packs.keep({ ...record, canary: await unmoved(ports) });
    return step;
  }
  if (record.additions !== null) await startSettlement(record, ports);
  const [before, after] = await booksOf(record.version, inForceBefore, ports);
  const replay = await beginReplay(before, after, ports, clock.now());
  const next: FetchState = { version: record.version, before: inForceBefore, replay, failed };
  return { done: false, state: next, progress: { done: 0, total: replay.cells.length } };
}

async function goOn(state: FetchState, ports: FetchPacksPorts, deadline: Instant): Promise<JobStep> {
  const [before, after] = await booksOf(state.version, state.before, ports);
  const replay = await replayCells(state.replay, before, after, ports, deadline);
  const progress = { done: replay.next, total: replay.cells.length };
  if (replay.next < replay.cells.length) return { done: false, state: { ...state, replay }, progress };
  const { holdAbovePercent = 0 } = ports.feed ?? {};
  const decided = await decidePack(state.version, replay, holdAbovePercent, ports.packs);
  if (decided?.status === 'applied') return settle(decided, ports, state.failed);
  if (decided) await ports.tell(decided);
  return ended({
    taken: state.version,
    status: decided?.status ?? null,
    reason: decided?.reason ?? 'somebody decided meanwhile',
    failed: state.failed,
  });
}

/** The canary of a pack that changes no existing price: the days cost the same before and after. */
async function unmoved({ totals, timeZone, clock, ...ports }: FetchPacksPorts) {
  const book = await ports.bookOf(ports.builtIn);
  return replayResult(await beginReplay(book, book, { totals, timeZone }, clock.now()));
}

async function booksOf(
  version: number,
  inForce: PricesInForce,
  { packs, builtIn, bookOf }: FetchPacksPorts,
): Promise<readonly [CataloguePriceBook, CataloguePriceBook]> {
  const record = await packs.read(version);
  if (!record || record.content === null) throw new Error(`the content of pack ${version} is gone`);
  const before = inForce.content === null ? builtIn : await packs.content(inForce.content);
  return [await bookOf(before), await bookOf(await packs.content(record.content))];
}

async function settle(
  record: PackRecord,
  ports: FetchPacksPorts,
  failed: readonly string[],
): Promise<JobStep> {
  const settleJobId = await startSettlement(record, ports);
  return ended({ taken: record.version, status: record.status, reason: record.reason, settleJobId, failed });
}

/**
 * What was recorded while a pack came into force may have been priced by what held before, and have come into the
 * totals after the settlement: the next look settles it too.
 */
async function settleLate(
  { version }: PricesInForce,
  { everyMinutes }: PriceFeed,
  ports: FetchPacksPorts,
): Promise<void> {
  const record = version === null ? undefined : await ports.packs.read(version);
  const late = Math.max(LATE_MINUTES, 1.5 * everyMinutes) * MINUTE_MS;
  if (!record || ports.clock.now() - record.takenAt > late) return;
  if ((await ports.totals.counts()).unpriced > 0) await startSettlement(record, ports);
}

function startSettlement(record: PackRecord, { jobs, clock }: FetchPacksPorts): Promise<string> {
  const id = `settle-prices-${record.version}-${clock.now()}`;
  return startJob({ ...jobs, clock }, { id, kind: 'settle', input: {}, createdBy: 'price feed' });
}

function ended(result: object): JobStep {
  return { done: true, result, progress: { done: 1, total: 1 } };
}
