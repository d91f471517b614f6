import type { PricePack } from '../../contracts/price-pack.ts';
import { type Job, runJob, startJob } from '../../core/jobs/job.ts';
import { picoUnits, ONE, parseUsd, times } from '../../core/money/decimal.ts';
import { fetchPacksKind } from '../../core/price-packs/fetch-packs-job.ts';
import { packedPrices } from '../../core/price-packs/merge-additions.ts';
import { sealPack } from '../../core/price-packs/seal-pack.ts';
import { createPriceBook } from '../../core/pricing/catalogue.ts';
import { openPrices } from '../../core/pricing/packed-prices.ts';
import type { OrganisationCell } from '../../core/spend/totals-reader.ts';
import { type Day, dayOf } from '../../core/time/ledger-time.ts';
import type { Entry } from '../../core/usage/entry.ts';
import { MemoryPacks, newPackKeys } from '../../testing/price-packs.ts';
import { seededRandom } from '../../testing/random.ts';
import { BROKEN } from './broken-packs.ts';
import type { BrokenParts } from './make-broken.ts';

/** The result of the proof. */
export interface PacksOutcome {
  readonly cases: number;
  /** Packs of each kind that came, none of which is in force. */
  readonly counts: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
}

interface Look {
  readonly taken: number | null;
  readonly status?: string;
  readonly reason: string;
}

/** What the stage spends on, and how far a pack may move it: weakened, the proof has to fail. */
export interface ProvenUsage {
  readonly provider: string;
  readonly model: string;
  readonly holdAbovePercent?: number;
}

const DAY_MS = 86_400_000;

/** A stage that trusts one key, and spends on one model alone. */
function startStage(
  builtIn: PricePack,
  publicKey: string,
  { holdAbovePercent = 5, ...used }: ProvenUsage,
  now: number,
) {
  const packs = new MemoryPacks();
  const jobs = new Map<string, Job>();
  let served = '';
  const clock = { now: () => now };
  const day: Day = dayOf(now - DAY_MS);
  const entry = {
    ...used,
    day,
    usage: { input_tokens: times(picoUnits(ONE), 1_000_000n) },
    attributes: {},
    tags: {},
    occurredAt: now - DAY_MS,
  } as unknown as Entry;
  const total = { cost: parseUsd('3'), events: 1, unpriced: 0 } as unknown as OrganisationCell['total'];
  const store = {
    create: (job: Job) => Promise.resolve(void jobs.set(job.id, job)),
    read: (id: string) => Promise.resolve(jobs.get(id)),
    save: (job: Job) => Promise.resolve(Boolean(jobs.set(job.id, job))),
  };
  const ports = { jobs: store, queue: { send: () => Promise.resolve() }, clock };
  const kind = fetchPacksKind({
    feed: { urls: ['https://packs.test'], publicKey, everyMinutes: 60, holdAbovePercent, secondSources: [] },
    fetchText: () => Promise.resolve(served),
    packs,
    builtIn: packedPrices(builtIn, 'built in'),
    bookOf: (prices) => Promise.resolve(createPriceBook({ data: openPrices(prices) })),
    totals: {
      counts: () => Promise.resolve({ unpriced: 0 } as never),
      cells: () => Promise.resolve([{ ...used, day, service: 'llm', total }]),
    },
    entries: async function* () {
      yield await Promise.resolve({ entries: [entry], looked: 1, next: undefined });
    },
    clock,
    timeZone: 'UTC',
    jobs: ports,
    tell: () => Promise.resolve(),
  });
  const look = async (file: string): Promise<Look> => {
    served = file;
    jobs.clear();
    const id = await startJob(ports, { id: 'look', kind: 'fetch-prices', input: {}, createdBy: 'proof' });
    await runJob(ports, { 'fetch-prices': kind }, id, Infinity, true);
    const job = jobs.get(id);
    return job?.status === 'done' ? (job.result as Look) : { taken: null, reason: `FAILED: ${job?.error}` };
  };
  return { packs, look };
}

/**
 * Publishes broken packs of every kind to a stage that took two sound ones, the second of which cancels a rise that
 * the first announces. Each must leave what is in force as it is and be refused, or held, for its own reason; a
 * sound one after them all must still come into force. `base` is sound, `usage` of one of its models.
 */
export async function provePacks(
  base: PricePack,
  usage: ProvenUsage,
  cases: number,
  seed: number,
  say: (text: string) => void = () => undefined,
): Promise<PacksOutcome> {
  const now = Date.parse(base.publishedAt) + 3_600_000;
  const random = seededRandom(seed);
  const used = { provider: usage.provider, model: usage.model };
  const pick = (most: number) => Math.floor(random.uniform() * most);
  const [keys, strangers] = [newPackKeys(), newPackKeys()];
  const { packs, look } = startStage(base, keys.publicKey, usage, now);
  const cancelled = { ...used, from: new Date(now + 30 * DAY_MS).toISOString().slice(0, 10) };
  const common = { keys, strangers, cancelled, used, pick };
  const faults: string[] = [];
  const rise = BROKEN['cancelled rise']?.make({ ...common, base, version: 1_000_000, earlier: [] }) ?? '';
  const sound = sealPack({ ...base, version: 1_000_001 }, keys.privateKey);
  for (const file of [rise, sound]) {
    const { status, reason } = await look(file);
    if (status !== 'applied') faults.push(`a sound pack is ${status}: ${reason}`);
  }
  const inForce = JSON.stringify(await packs.inForce());
  const parts = { ...common, base: { ...base, version: 1_000_001 } };
  const earlier = [rise, sound];
  const kinds = Object.keys(BROKEN);
  const counts: Record<string, number> = {};
  for (let index = 0; index < cases; index += 1) {
    const name = kinds[index % kinds.length] ?? '';
    const fault = await tryBroken(name, { ...parts, version: 1_000_002 + index, earlier }, look);
    counts[name] = (counts[name] ?? 0) + 1;
    if (fault !== undefined) faults.push(`${name} (case ${index}): ${fault}`);
    if (JSON.stringify(await packs.inForce()) !== inForce) {
      faults.push(`${name} (case ${index}): something else is in force`);
      break;
    }
    if (index % 100 === 99) say(`${index + 1} of ${cases}, ${faults.length} faults`);
  }
  const next = structuredClone({ ...base, version: 2_000_000 });
  next.models.providers[used.provider]?.push({
    id: 'sound-addition',
    prices: [{ usd: { input_tokens: '1' } }],
  });
  const { status, reason } = await look(sealPack(next, keys.privateKey));
  if (status !== 'applied') faults.push(`a sound pack after them is ${status}: ${reason}`);
  return { cases, counts, faults };
}

async function tryBroken(
  name: string,
  parts: BrokenParts,
  look: (file: string) => Promise<Look>,
): Promise<string | undefined> {
  const kind = BROKEN[name];
  if (!kind) return 'there is no such kind';
  const { status, reason, taken } = await look(kind.make(parts));
  const isKept = status === 'refused' || status === 'held' || taken === null;
  if (!isKept) return `it is ${status}: ${reason}`;
  return kind.reason.test(reason) ? undefined : `its reason is "${reason}"`;
}
