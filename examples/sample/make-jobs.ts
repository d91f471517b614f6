/** One call of the trace. */
export interface TraceCall {
  readonly contextTokens: number;
  readonly generatedTokens: number;
}

/** A usage message's event, as contracts/usage-message.ts has it. */
type SampleEvent = Record<string, unknown> & { readonly id: string; readonly occurredAt: string };

/** One job of the imagined application: the events it sends in one message. */
export type SampleJob = readonly SampleEvent[];

const CALLS_PER_JOB = 7;
const DAYS = 30;
const HOUR_MS = 3_600_000;
/** How busy the hours of a UTC day are, from midnight on. */
const HOURS = [2, 1, 1, 1, 1, 2, 4, 8, 13, 16, 17, 16, 14, 15, 17, 17, 16, 13, 11, 10, 9, 7, 5, 3];
const WEEKEND = 0.35;
/** The last day is this much busier than the first. */
const GROWTH = 1.6;

/** Share, provider and model of the language models; the last one has no public price. */
const MODELS = [
  [30, 'openai', 'gpt-4o-mini'],
  [17, 'openai', 'gpt-4o'],
  [18, 'anthropic', 'claude-sonnet-4-5'],
  [7, 'anthropic', 'claude-3-5-haiku-20241022'],
  [17, 'google', 'gemini-2.5-flash'],
  [6, 'google', 'gemini-2.5-pro'],
  [4.5, 'deepseek', 'deepseek-chat'],
  [0.5, 'in-house', 'house-writer-7b'],
] as const;

const OPERATIONS = [
  'research',
  'outline',
  'script-generation',
  'script-generation',
  'fact-check',
  'rewrite',
  'show-notes',
] as const;
const USERS = 60;
const NICHES = ['finance', 'history', 'science', 'sports', 'true-crime'] as const;

/** Numbers from 0 to below 1 that depend on the seed alone (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pick<T extends readonly [number, ...unknown[]]>(choices: readonly T[], at: number): T {
  let left = at * choices.reduce((sum, [share]) => sum + share, 0);
  const found = choices.find(([share]) => (left -= share) < 0) ?? choices.at(-1);
  if (!found) throw new Error('nothing to choose from');
  return found;
}

/** Start of each of `count` jobs, ascending, in the 30 days that end at `anchor`. */
export function spreadOverDays(count: number, anchor: Date): Date[] {
  const start = anchor.getTime() - DAYS * 24 * HOUR_MS;
  const weights = Array.from({ length: DAYS * 24 }, (_unused, hour) => {
    const at = new Date(start + hour * HOUR_MS);
    const weekend = at.getUTCDay() === 0 || at.getUTCDay() === 6 ? WEEKEND : 1;
    const growth = 1 + ((GROWTH - 1) * hour) / (DAYS * 24);
    return (HOURS[at.getUTCHours()] ?? 1) * weekend * growth;
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const times: Date[] = [];
  let before = 0;
  for (const [hour, weight] of weights.entries()) {
    const until = before + weight;
    for (let job = times.length; job < count && ((job + 0.5) / count) * total < until; job = times.length) {
      const share = (((job + 0.5) / count) * total - before) / weight;
      times.push(new Date(start + (hour + share) * HOUR_MS));
    }
    before = until;
  }
  return times;
}

/** A few users do most of the work: user k of 60 is drawn with weight 1/k. */
function drawUser(at: number): number {
  const shares = Array.from({ length: USERS }, (_unused, index) => [1 / (index + 1), index + 1] as const);
  return pick(shares, at)[1];
}

/**
 * Turns the trace into jobs by the fixed rule of README.md: seven calls in a row are the language model
 * calls of one podcast episode; the number of the job decides everything else.
 * @param anchor end of the 30 days; the same anchor gives the same events to the byte
 */
export function makeJobs(trace: readonly TraceCall[], anchor: Date): SampleJob[] {
  const count = Math.ceil(trace.length / CALLS_PER_JOB);
  return spreadOverDays(count, anchor).map((at, job) =>
    makeJob(job, at, trace.slice(job * CALLS_PER_JOB, (job + 1) * CALLS_PER_JOB), anchor),
  );
}

function makeJob(job: number, startsAt: Date, calls: readonly TraceCall[], anchor: Date): SampleJob {
  const random = numbersFrom(job);
  const user = drawUser(random());
  const podcast = `pod-${user}-${1 + Math.floor(random() * 2)}`;
  const common = {
    // Every fiftieth job is the nightly index, which no user asked for.
    ...(job % 50 === 49 ? {} : { userId: `user-${user}` }),
    resource: { type: 'episode', id: `ep-${String(job + 1).padStart(4, '0')}` },
    group: { type: 'podcast', id: podcast },
    tags: { tier: user <= 6 ? 'tier3' : user <= 20 ? 'tier2' : 'tier1', niche: NICHES[user % NICHES.length] },
  };
  const events: SampleEvent[] = [];
  const stamp = anchor.toISOString().slice(0, 13).replaceAll(/\D/g, '');
  const add = (offsetSeconds: number, fields: Record<string, unknown>) => {
    const id = `sample-${stamp}-${String(job).padStart(4, '0')}-${events.length}`;
    // Jobs at the very end are cut short rather than dated into the future.
    const at = Math.min(startsAt.getTime() + offsetSeconds * 1000, anchor.getTime());
    events.push({ id, occurredAt: new Date(at).toISOString(), ...fields, ...common });
  };
  const [, mainProvider, mainModel] = pick(MODELS, random());
  for (const [index, call] of calls.entries()) {
    const [, provider, model] = random() < 0.7 ? [0, mainProvider, mainModel] : pick(MODELS, random());
    const cached = index > 0 && random() < 0.4 ? Math.floor(call.contextTokens * 0.6) : 0;
    add(index * 40 + random() * 20, {
      provider,
      service: 'llm',
      model,
      operation: OPERATIONS[index % OPERATIONS.length],
      usage: {
        input_tokens: call.contextTokens - cached,
        ...(cached > 0 && { cache_read_tokens: cached }),
        output_tokens: call.generatedTokens * 12,
      },
      outcome: random() < 0.985 ? 'success' : 'error',
    });
  }
  addProduction(add, calls, random);
  return events;
}

/** What is left to do when the text is there: cover, voice, and the cloud it ran on. */
function addProduction(
  add: (offsetSeconds: number, fields: Record<string, unknown>) => void,
  calls: readonly TraceCall[],
  random: () => number,
): void {
  const words = calls.reduce((sum, call) => sum + call.generatedTokens, 0);
  if (random() < 0.35) {
    const size = { quality: 'standard', size: '1024x1024' };
    add(290, { provider: 'openai', service: 'image', model: 'dall-e-3', attributes: size, operation: 'cover', usage: { images: 1 } });
  }
  const eleven = random() < 0.25;
  add(310, {
    provider: eleven ? 'elevenlabs' : 'openai',
    service: 'tts',
    model: eleven ? 'eleven_multilingual_v2' : 'tts-1',
    operation: 'voice',
    usage: { characters: words * 5 },
  });
  const aws = { provider: 'aws', region: 'us-east-1' };
  const seconds = 200 + Math.floor(random() * 150);
  add(330, { ...aws, service: 'lambda', model: 'arm64', operation: 'render', usage: { requests: 1, gb_seconds: seconds * 2 } });
  add(331, { ...aws, service: 's3', model: 'standard-put', operation: 'store', usage: { requests: 12 } });
  add(332, { ...aws, service: 'ses', model: 'outbound-a-la-carte', operation: 'notify', usage: { emails: 1 } });
}
