import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { startFaultEngine } from './engine.ts';
import { GUARDS } from './guards.ts';
import { type HistoryResult, proveHistories } from './prove.ts';
import { describeFailure } from './report.ts';

const HELP = `npm run prove -- faults [--histories 200] [--seed 1] [--without GUARD] [--json]

Runs the recorder and the aggregator on the embedded engine through seeded histories of crashes, lost
answers, zombies, redeliveries, discards and conflicts, and compares every total, count, mark and
history page with what was sent. Ends with 1 at the first history that is wrong and prints its steps.

  --histories N    how many histories, each with the next seed
  --seed S         seed of the first history; the same seed is the same history
  --without GUARD  take one guard away to see the proof fail: ${Object.keys(GUARDS).join('; ')}
  --json           one JSON object for programs instead of text
`;

interface Options {
  readonly histories: number;
  readonly seed: number;
  readonly without: string | undefined;
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
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const { without } = values;
  if (without !== undefined && !(without in GUARDS)) {
    throw new RangeError(`--without "${without}" is no guard: take one of ${Object.keys(GUARDS).join('; ')}`);
  }
  return {
    histories: wholeNumber('histories', values.histories),
    seed: wholeNumber('seed', values.seed),
    without,
    json: values.json,
  };
}

async function run({ histories, seed, without, json }: Options): Promise<number> {
  const engine = await startFaultEngine();
  const bar = new SingleBar(
    { stream: process.stderr, format: '{bar} {value}/{total} histories, {steps} steps' },
    Presets.shades_classic,
  );
  let steps = 0;
  let done = 0;
  let failed: HistoryResult | undefined;
  const started = performance.now();
  bar.start(histories, 0, { steps });
  try {
    const weakness =
      without === undefined ? {} : { weakness: GUARDS[without] as NonNullable<(typeof GUARDS)[string]> };
    await proveHistories(engine, { first: seed, count: histories, ...weakness }, (result) => {
      steps += result.steps.length;
      bar.update(++done, { steps });
      if (result.violations.length > 0 && (failed === undefined || result.seed < failed.seed))
        failed = result;
      return failed === undefined;
    });
  } finally {
    bar.stop();
    engine.stop();
  }
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  if (json)
    console.log(
      JSON.stringify({
        proof: 'faults',
        exact: failed === undefined,
        histories: done,
        seed,
        steps,
        seconds,
        failed,
      }),
    );
  else if (failed) console.log(describeFailure(failed));
  else
    console.log(
      `${done} histories from seed ${seed}: ${steps} steps in ${seconds} s, every total and count exact.`,
    );
  return failed === undefined ? 0 : 1;
}

/** The command `npm run prove -- faults`; answers the exit code. */
export async function command(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options) return run(options);
  console.log(HELP);
  return 0;
}
