import { createHash, randomBytes } from 'node:crypto';

/** Lambda ends a chain in which one function would run more often than this. */
const MOST_RUNS = 16;
/** A header keeps as many functions of a chain as this. */
const MOST_FUNCTIONS = 8;

/** One call of a chain: the header that its own calls of AWS carry on, and how often the function has run in it. */
export interface ChainLink {
  readonly trace: string;
  readonly runs: number;
}

/**
 * The next call of a function in the chain that `trace` tells of, an `X-Amzn-Trace-Id` that the SDK put on a message;
 * undefined begins a chain. Lambda's own form of the lineage is not documented: here it is `ID:RUNS` for each
 * function, joined by `|`.
 */
export function nextLink(trace: string | undefined, functionArn: string): ChainLink {
  const id = createHash('sha256').update(functionArn).digest('hex').slice(0, 8);
  const before = lineageOf(trace).filter(([known]) => known !== id);
  const runs = runsOf(trace, functionArn) + 1;
  const lineage = [...before, [id, runs]].slice(-MOST_FUNCTIONS).map(([name, count]) => `${name}:${count}`);
  const root = /Root=([^;]+)/.exec(trace ?? '')?.[1] ?? `1-00000000-${randomBytes(12).toString('hex')}`;
  return { trace: `Root=${root};Sampled=0;Lineage=${lineage.join('|')}`, runs };
}

/** How often a function has run in a chain. */
export function runsOf(trace: string | undefined, functionArn: string): number {
  const id = createHash('sha256').update(functionArn).digest('hex').slice(0, 8);
  return lineageOf(trace).find(([known]) => known === id)?.[1] ?? 0;
}

/** Whether Lambda ends the chain instead of running the function. */
export function isRecursion({ runs }: ChainLink): boolean {
  return runs > MOST_RUNS;
}

function lineageOf(trace: string | undefined): (readonly [string, number])[] {
  const text = /Lineage=([^;]+)/.exec(trace ?? '')?.[1] ?? '';
  return text
    .split('|')
    .map((part) => part.split(':'))
    .flatMap(([id = '', runs]) => (/^\d+$/.test(runs ?? '') ? [[id, Number(runs)] as const] : []));
}
