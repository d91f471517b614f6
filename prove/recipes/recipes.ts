/** What one call comes to: who is paid for which model, its disjoint parts, and the cost by the provider's list. */
export interface ExpectedEntry {
  readonly model: string;
  readonly provider: string;
  readonly usage: Readonly<Record<string, string>>;
  readonly costUsd: string;
  /** Which of the call's attempts it was; null where the framework does not tell. */
  readonly attempt: number | null;
}

/** A recipe of the documentation, and how the proof uses it. */
export interface Recipe {
  /** Heading of its page; the file of its code is named by it. */
  readonly heading: string;
  readonly page: string;
  /** Packages that its reader installs, with the versions that are tried. */
  readonly packages: Readonly<Record<string, string>>;
  /** A program of the server that it needs besides; without it the recipe is skipped by name. */
  readonly needs?: 'redis-server';
  /** An application that uses the code as `./recipe.ts`, for the user `ada` and the work that its environment names. */
  readonly application: string;
  /** Type of the work. */
  readonly work: string;
  /** In any order. */
  readonly entries: readonly ExpectedEntry[];
}

const AGENTS = 'docs/guides/agent-frameworks.md';
const FRAMEWORKS = 'docs/guides/frameworks.md';
/** The recipe's code, from its application: no module of this project. */
const OWN = JSON.stringify('./recipe.ts');
const OPENAI = { openai: '7.59.0' } as const;

/** 1,000 read, of which 200 from the cache, and 50 written by gpt-4o-mini: 800 × $0.15, 200 × $0.075, 50 × $0.60 a million. */
const MINI: ExpectedEntry = {
  provider: 'openai',
  model: 'gpt-4o-mini-2024-07-18',
  usage: { input_tokens: '800', cache_read_tokens: '200', output_tokens: '50' },
  costUsd: '0.000165',
  attempt: 1,
};
/** 40 tokens by text-embedding-3-small: 40 × $0.02 a million. */
const EMBEDDING: ExpectedEntry = {
  provider: 'openai',
  model: 'text-embedding-3-small',
  usage: { input_tokens: '40' },
  costUsd: '0.0000008',
  attempt: 1,
};
/** 100 read, 1,000 written to the cache, 20 written by claude-sonnet-4-6: 100 × $3, 1,000 × $3.75, 20 × $15 a million. */
const CLAUDE: ExpectedEntry = {
  provider: 'anthropic',
  model: 'claude-sonnet-4-6',
  usage: { input_tokens: '100', cache_write_5m_tokens: '1000', output_tokens: '20' },
  costUsd: '0.00435',
  attempt: 1,
};
/** 11 characters by eleven_multilingual_v2 at $0.10 a thousand. */
const speech = (attempt: number | null): ExpectedEntry => ({
  provider: 'elevenlabs',
  model: 'eleven_multilingual_v2',
  usage: { characters: '11' },
  costUsd: '0.0011',
  attempt,
});

/** Every recipe of the guides about frameworks. */
export const RECIPES: readonly Recipe[] = [
  {
    heading: 'LangChain',
    page: AGENTS,
    packages: { '@langchain/openai': '1.6.0', '@langchain/core': '1.4.0', '@langchain/anthropic': '1.5.11' },
    application: `import { writeStory } from ${OWN};
await writeStory('ada', process.env.WORK, 'a fox');`,
    work: 'story',
    entries: [MINI, CLAUDE, EMBEDDING],
  },
  {
    heading: 'LlamaIndex',
    page: AGENTS,
    packages: { '@llamaindex/openai': '0.4.23', llamaindex: '0.12.1' },
    application: `import { answerFrom } from ${OWN};
await answerFrom('ada', process.env.WORK, 'Who is the fox?');`,
    work: 'document',
    entries: [EMBEDDING, MINI, MINI],
  },
  {
    heading: 'OpenAI Agents',
    page: AGENTS,
    packages: { '@openai/agents': '0.20.0', ...OPENAI, zod: '4.6.7' },
    application: `import { planDay } from ${OWN};
await planDay('ada', process.env.WORK, 'A day in Rome');`,
    work: 'trip',
    entries: [MINI, MINI],
  },
  {
    heading: 'Mastra',
    page: AGENTS,
    packages: { '@mastra/core': '1.71.0', ai: '7.0.38', '@ai-sdk/openai': '4.0.21' },
    application: `import { writePoem } from ${OWN};
await writePoem('ada', process.env.WORK, 'a fox');`,
    work: 'poem',
    entries: [
      { ...MINI, attempt: null },
      { ...MINI, attempt: null },
    ],
  },
  {
    heading: 'Next.js',
    page: FRAMEWORKS,
    packages: OPENAI,
    application: `import { POST } from ${OWN};
const body = JSON.stringify({ storyId: process.env.WORK, userId: 'ada', prompt: 'A fox' });
const response = await POST(new Request('https://app.example/api/stories', { method: 'POST', body }));
if (!response.ok) throw new Error(await response.text());`,
    work: 'story',
    entries: [MINI],
  },
  {
    heading: 'Hono',
    page: FRAMEWORKS,
    packages: { hono: '4.13.19' },
    application: `import { Hono } from 'hono';
import { attributeCosts, costkeeper } from ${OWN};
const app = new Hono();
app.use('/stories/:id', attributeCosts);
app.get('/stories/:id', (context) => {
  costkeeper.recordElevenLabs({ model: 'eleven_multilingual_v2', text: 'Hello there' });
  return context.text(context.req.param('id'));
});
const response = await app.request('/stories/' + process.env.WORK, { headers: { 'x-user': 'ada' } });
if (!response.ok) throw new Error(await response.text());
await costkeeper.flush();`,
    work: 'story',
    entries: [speech(null)],
  },
  {
    heading: 'BullMQ',
    page: FRAMEWORKS,
    packages: { bullmq: '6.7.0', ioredis: '6.0.0' },
    needs: 'redis-server',
    application: `import { Queue, QueueEvents, Worker } from 'bullmq';
import { speak, speechOf } from ${OWN};
const connection = { host: '127.0.0.1', port: Number(process.env.REDIS_PORT) };
const queue = new Queue('speech', { connection });
const events = new QueueEvents('speech', { connection });
await events.waitUntilReady();
const worker = new Worker('speech', async (job) => {
  await speak(job);
  if (job.attemptsMade === 0) throw new Error('the first attempt fails after its call');
}, { connection });
const job = await queue.add('speak', speechOf('ada', process.env.WORK, 'Hello there'), { attempts: 2 });
await job.waitUntilFinished(events);
for (const one of [worker, events, queue]) await one.close();`,
    work: 'episode',
    entries: [speech(1), speech(2)],
  },
];
