import { ONE, picoUnits, picoUsd, sumUsd } from '../../core/money/decimal.ts';
import { addDays, type Day, startOfDay } from '../../core/time/ledger-time.ts';
import type { Entry } from '../../core/usage/entry.ts';
import { anEntry } from '../../testing/factories.ts';
import { type Random, seededRandom } from '../../testing/random.ts';

/** Entries in working weeks that grow; which one is which follows from the plan alone. */
export interface EntryPlan {
  readonly first: Day;
  readonly days: number;
  readonly entries: number;
  /** How many people call; few of them do most. */
  readonly users?: number;
  /** Calls of one job. */
  readonly calls?: number;
  /** One call of so many has failed; none without it. */
  readonly oneFailsOf?: number;
}

/** Calls of one user for one resource, recorded as one batch. */
export type MadeUpJob = readonly [Entry, ...Entry[]];

const CALLS_PER_JOB = 50;
const CALL_MS = 1500;
const USERS = 250;
const SHOWS = 80;
const WEEKEND = 0.35;
/** The last day is this much busier than the first. */
const GROWTH = 1.6;
/** How busy the hours of a UTC day are, from midnight on. */
const HOURS = [2, 1, 1, 1, 1, 2, 4, 8, 13, 16, 17, 16, 14, 15, 17, 17, 16, 13, 11, 10, 9, 7, 5, 3];
const OPERATIONS = ['research', 'outline', 'script-generation', 'fact-check', 'rewrite', 'show-notes'];
const TIERS = ['free', 'tier1', 'tier2'];

/** Share, provider, service, model, then USD per million of each unit, in millionths. */
const MODELS = [
  { share: 32, provider: 'openai', model: 'gpt-4o-mini', prices: tokens(150_000, 75_000, 600_000) },
  { share: 16, provider: 'openai', model: 'gpt-4o', prices: tokens(2_500_000, 1_250_000, 10_000_000) },
  { share: 18, provider: 'anthropic', model: 'claude-sonnet-4-5', prices: tokens(3_000_000, 300_000, 15e6) },
  { share: 18, provider: 'google', model: 'gemini-2.5-flash', prices: tokens(300_000, 75_000, 2_500_000) },
  { share: 6, provider: 'google', model: 'gemini-2.5-pro', prices: tokens(1_250_000, 310_000, 10_000_000) },
  {
    share: 10,
    provider: 'elevenlabs',
    model: 'eleven_multilingual_v2',
    service: 'tts',
    prices: { characters: 300_000_000 },
  },
];

function tokens(input: number, cached: number, output: number): Record<string, number> {
  return { input_tokens: input, cache_read_tokens: cached, output_tokens: output };
}

export function daysOf({ first, days }: Pick<EntryPlan, 'first' | 'days'>): Day[] {
  return Array.from({ length: days }, (_, index) => addDays(first, index));
}

/** How many entries each day of the plan has; they add up to the plan's. */
export function entriesByDay(plan: EntryPlan): Map<Day, number> {
  const weights = daysOf(plan).map((day, index) => {
    const weekday = new Date(startOfDay(day)).getUTCDay();
    const weekend = weekday === 0 || weekday === 6 ? WEEKEND : 1;
    return weekend * (1 + ((GROWTH - 1) * index) / plan.days);
  });
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let [weighed, given] = [0, 0];
  return new Map(
    daysOf(plan).map((day, index) => {
      weighed += weights[index] ?? 0;
      const count = Math.round((plan.entries * weighed) / all) - given;
      given += count;
      return [day, count];
    }),
  );
}

/** The jobs of one day, by time: 250 users unless the plan has others, few of whom do most (Zipf), one resource each. */
export function* jobsOf(
  day: Day,
  count: number,
  {
    users = USERS,
    calls: callsPerJob = CALLS_PER_JOB,
    oneFailsOf,
  }: Pick<EntryPlan, 'users' | 'calls' | 'oneFailsOf'> = {},
): Generator<MadeUpJob> {
  const random = seededRandom(startOfDay(day) / 1000);
  const jobs = Math.ceil(count / callsPerJob);
  for (let job = 0; job < jobs; job++) {
    const startedAt = startOfDay(day) + timeOfDay((job + 0.5) / jobs);
    const user = zipf(random, users);
    const calls = Math.min(callsPerJob, count - job * callsPerJob);
    const batch = ulidOf(startedAt + calls * CALL_MS, job);
    const facts = {
      day,
      userId: `user-${user}`,
      resource: { type: 'episode', id: `ep-${day}-${job}` },
      group: { type: 'podcast', id: `pod-${user % SHOWS}` },
      tags: { tier: TIERS[user % TIERS.length] ?? 'free' },
    };
    const entries = Array.from({ length: calls }, (_, index) => {
      const occurredAt = startedAt + index * CALL_MS;
      const number = job * callsPerJob + index;
      const id = ulidOf(occurredAt, number);
      const recordedAt = startedAt + calls * CALL_MS;
      const outcome = oneFailsOf !== undefined && number % oneFailsOf === 0 ? 'failed' : undefined;
      return callOf({ ...facts, id, occurredAt, recordedAt, outcome, mark: { batch, index } }, random);
    });
    const [first, ...others] = entries;
    if (first) yield [first, ...others];
  }
}

function callOf(facts: Partial<Entry>, random: Random): Entry {
  const chosen = pick(random.uniform());
  const lines = Object.entries(chosen.prices).map(([unit, price]) => {
    const quantity = BigInt(50 + Math.floor(random.uniform() ** 3 * 4000));
    const unitPrice = picoUsd(BigInt(price) * 1_000_000n);
    return {
      unit,
      quantity: picoUnits(quantity * ONE),
      unitPrice,
      per: 1_000_000n * ONE,
      cost: picoUsd((quantity * unitPrice) / 1_000_000n),
      priceId: `${chosen.provider}:${chosen.model}`,
    };
  });
  return anEntry({
    ...facts,
    provider: chosen.provider,
    service: chosen.service ?? 'llm',
    model: chosen.model,
    usage: Object.fromEntries(lines.map(({ unit, quantity }) => [unit, quantity])),
    lines,
    cost: sumUsd(lines.map(({ cost }) => cost)),
    operation: OPERATIONS[Math.floor(random.uniform() * OPERATIONS.length)],
  });
}

function pick(at: number): (typeof MODELS)[number] {
  let left = at * MODELS.reduce((sum, { share }) => sum + share, 0);
  const found = MODELS.find(({ share }) => (left -= share) < 0);
  if (!found) throw new RangeError('shares are taken by numbers from 0 to below 1');
  return found;
}

/** A whole number below `size`, the n-th about 1/n as often as the first. */
function zipf(random: Random, size: number): number {
  return Math.min(size - 1, Math.floor((size + 1) ** random.uniform()) - 1);
}

/** Milliseconds after midnight by which a share of the day's work has begun. */
function timeOfDay(share: number): number {
  let left = share * HOURS.reduce((sum, weight) => sum + weight, 0);
  const hour = HOURS.findIndex((weight) => (left -= weight) < 0);
  const weight = HOURS[hour] ?? 1;
  // A job begins early enough to end on its day.
  return Math.floor((hour + ((left + weight) / weight) * 0.97) * 3_600_000);
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function crockford(value: number, length: number): string {
  const digits = value.toString(32).padStart(length, '0');
  return digits.replace(/[a-v]/g, (digit) => CROCKFORD[parseInt(digit, 32)] ?? '0');
}

/** 26 characters that sort by time, as ULIDs do, made from a time and a number. */
function ulidOf(at: number, number: number): string {
  return `${crockford(at, 10)}${crockford(number, 16)}`;
}
