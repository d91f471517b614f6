import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { type FaultEngine, startFaultEngine } from './engine.ts';
import { GUARDS } from './guards.ts';
import type { HistoryKind, Weakness } from './weakness.ts';
import { type HistoryResult, proveHistory, shrinkHistory } from './prove.ts';
import { describeFailure } from './report.ts';
import { hasFailed, proveInWorkers } from './workers.ts';

const HELP = `npm run prove -- faults [--histories 200] [--seed 1] [--without GUARD] [--tries 400]
                       [--workers N] [--kind KIND] [--json]

Runs the recorder and the aggregator on the embedded engine through seeded histories of crashes, lost
answers, zombies, redeliveries, discards and conflicts, and compares every total, count, mark and
history page with what was sent. Every third has budgets: callers hold before they spend, functions check
budgets and send alerts, limits change; what is held must cover what may be spent, and each alert arrive
once. Ends with 1 at the first history that is wrong and prints its steps.

  --histories N    how many histories, each with the next seed
  --seed S         seed of the first history; the same seed is the same history
  --without GUARD  take one guard away to see the proof fail: ${Object.keys(GUARDS).join('; ')}
  --tries N        how many shorter histories are tried before the shortest is printed
  --workers N      processes side by side, each with an engine of its own; as many as there are processors
  --kind KIND      budgets or ledger: every history is of this kind; with --choices the kind that a failure names
  --choices N,N,…  plays the history of these choices alone, as a failure prints them
  --json           one JSON object for programs instead of text
`;

interface Options {
  readonly histories: number;
  readonly seed: number;
  readonly without: string | undefined;
  readonly tries: number;
  readonly workers: number;
  readonly kind: HistoryKind | undefined;
  readonly choices: readonly number[] | undefined;
  readonly json: boolean;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new RangeError(`--${name} must be a whole number, such as 200; it is "${text}"`);
  return Number(text);
}

/** Reads the command line; undefined when only help is wanted. Throws a RangeError on wrong values. */
function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      histories: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      without: { type: 'string' },
      tries: { type: 'string', default: '400' },
      workers: { type: 'string', default: String(availableParallelism()) },
      kind: { type: 'string' },
      choices: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const { without } = values;
  if (without !== undefined && !(without in GUARDS)) {
    throw new RangeError(`--without "${without}" is no guard: take one of ${Object.keys(GUARDS).join('; ')}`);
  }
  const { kind } = values;
  if (kind !== undefined && kind !== 'budgets' && kind !== 'ledger')
    throw new RangeError(`--kind is budgets or ledger; it is "${kind}"`);
  return {
    kind,
    histories: wholeNumber('histories', values.histories),
    seed: wholeNumber('seed', values.seed),
    without,
    tries: wholeNumber('tries', values.tries),
    workers: Math.max(1, wholeNumber('workers', values.workers)),
    choices: values.choices?.split(',').map((choice) => wholeNumber('choices', choice)),
    json: values.json,
  };
}

/** Runs histories by their seeds until one is wrong; the failure of the lowest seed, and what was run. */
async function runSeeds({ histories, seed, workers, without, kind }: Options) {
  const bar = new SingleBar(
    { stream: process.stderr, format: '{bar} {value}/{total} histories, {steps} steps' },
    Presets.shades_classic,
  );
  let steps = 0;
  let done = 0;
  const wrong: HistoryResult[] = [];
  bar.start(histories, 0, { steps });
  try {
    await proveInWorkers({ first: seed, count: histories, without, kind }, workers, (news) => {
      steps += news.steps;
      bar.update(++done, { steps });
      if (news.failed) wrong.push(news.failed);
    });
  } finally {
    bar.stop();
  }
  return { histories: done, steps, failed: wrong.toSorted((a, b) => a.seed - b.seed)[0] };
}

/** Plays one history by its choices. */
async function runChoices(
  engine: FaultEngine,
  choices: readonly number[],
  weakness: Weakness | undefined,
  kind: HistoryKind | undefined,
) {
  const result = await proveHistory(engine, 0, weakness, choices, kind ?? weakness?.kind ?? 'ledger');
  return {
    histories: 1,
    steps: result.steps.length,
    failed: hasFailed(result) ? result : undefined,
  };
}

async function run(options: Options): Promise<number> {
  const { seed, without, tries, choices, json } = options;
  const weakness = without === undefined ? undefined : GUARDS[without];
  const engine = await startFaultEngine();
  const started = performance.now();
  try {
    const { histories, steps, failed } = choices
      ? await runChoices(engine, choices, weakness, options.kind)
      : await runSeeds(options);
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    if (failed && !choices) {
      const [first] = failed.violations;
      console.error(`seed ${failed.seed} is wrong: ${first}; shorter histories are tried, ${tries} at most`);
    }
    const shrunk =
      failed && !choices ? await shrinkHistory(engine, failed, { weakness, most: tries }) : undefined;
    const exact = failed === undefined;
    const shortest = shrunk && { ...shrunk.result, choices: shrunk.taken };
    if (json)
      console.log(
        JSON.stringify({ proof: 'faults', exact, histories, seed, steps, seconds, failed, shortest }),
      );
    else if (failed) {
      if (shrunk) console.log(`${failed.steps.length} steps, made shorter by ${shrunk.tries} tries:`);
      console.log(describeFailure(shortest ?? failed, shortest !== undefined || choices !== undefined));
    } else
      console.log(
        `${histories} histories from seed ${seed}: ${steps} steps in ${seconds} s, every total and count exact.`,
      );
    return exact ? 0 : 1;
  } finally {
    engine.stop();
  }
}

/** The command `npm run prove -- faults`; answers the exit code. */
export async function command(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options) return run(options);
  console.log(HELP);
  return 0;
}
