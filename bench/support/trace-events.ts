import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One event with the moment at which its application has it. */
export interface TimedEvent {
  readonly at: number;
  readonly event: Readonly<Record<string, unknown>>;
}

const TRACE = join(import.meta.dirname, '../../examples/sample/azure-llm-code-2023.csv');
/** Calls of a job, and models, of every load that is made up. */
export const CALLS_PER_JOB = 7;
const USERS = 60;
const GROUPS = 12;
export const MODELS = [
  ['openai', 'gpt-4o-mini'],
  ['anthropic', 'claude-sonnet-4-5'],
  ['google', 'gemini-2.5-flash'],
  ['openai', 'gpt-4o'],
] as const;
const OPERATIONS = ['research', 'outline', 'write', 'check'];
const TIERS = ['tier1', 'tier2', 'tier3'];

/**
 * The first calls of the real trace in examples/sample, at its own times, on the day of `start`. The trace names
 * neither users nor jobs: seven calls in a row are one job, the number of the job decides its user, group and model.
 */
export function traceEvents(count: number, start: number): TimedEvent[] {
  const lines = readFileSync(TRACE, 'utf8')
    .trim()
    .split('\n')
    .slice(1, count + 1);
  const times = lines.map((line) => Date.parse(`${line.slice(0, 23).replace(' ', 'T')}Z`));
  const [first = 0] = times;
  return lines.map((line, index) => {
    const [, input = '0', output = '0'] = line.split(',');
    const job = Math.floor(index / CALLS_PER_JOB);
    // A user of rank k has work in the proportion 1/k, by a fixed spread of the job's number.
    const user = Math.floor(USERS ** (((job * 37) % 101) / 101));
    const [provider, model] = MODELS[job % MODELS.length] ?? MODELS[0];
    const at = start + (times[index] ?? first) - first;
    return {
      at,
      event: {
        id: `trace-${index}`,
        occurredAt: new Date(at).toISOString(),
        provider,
        model,
        usage: { input_tokens: Number(input), output_tokens: Number(output) },
        operation: OPERATIONS[index % OPERATIONS.length],
        userId: `user-${user}`,
        resource: { type: 'job', id: `job-${job}` },
        group: { type: 'project', id: `project-${user % GROUPS}` },
        tags: { tier: TIERS[user % TIERS.length] },
      },
    };
  });
}
