import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { TABLES_ANEW } from '../../testing/dynamo.ts';
import { seededRandom } from '../../testing/random.ts';
import { findMutants } from './find-mutants.ts';
import { describeMutant, mutationScore } from './score.ts';
import { MUTATION_SETTINGS, type MutationSettings, readMutationLines } from './settings.ts';
import { testsOf } from './tests-of.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const FOLDERS = ['core/money', 'core/spend', 'core/usage', 'core/budgets'];

const HELP = `npm run prove -- mutation [--files core/spend,core/money/decimal.ts] [--limit N] [--seed 1] [--goal 85]
                         [--tests test/core/spend,...] [--seconds-per-test 60] [--workers 2] [--anew] [--json]

Changes one thing of the code at a time (a comparison, a calculation, a condition, true and false, a statement left
out) and runs the tests that run through it: those of the file's path, of its folder and those that
test/covered-elsewhere.json names. Prints the score and every mutant that no test notices. Ends with 1 when fewer
than the goal are killed. A run goes on where the last one of the same sources ended.

  --files LIST          files and folders; ${FOLDERS.join(', ')} when left out
  --limit N             only N mutants, chosen by the seed
  --tests LIST          other tests than those of the files
  --goal PERCENT        what must be killed
  --seconds-per-test N  the time that all mutants of one test may take
  --workers N           files of tests that run side by side
  --anew                forgets what earlier runs found
  --json                only the last line, one JSON object
`;

interface Options {
  readonly files: readonly string[];
  readonly tests: readonly string[];
  readonly limit: number | undefined;
  readonly seed: number;
  readonly goal: number;
  readonly secondsPerTest: number;
  readonly workers: number;
  readonly anew: boolean;
  readonly json: boolean;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`--${name} must be a whole number; it is "${text}"`);
  return Number(text);
}

/** TypeScript files of paths and folders; tests alone when asked for. */
function sourcesIn(paths: readonly string[], suffix: string): string[] {
  return paths
    .flatMap((one) => {
      const found = one.endsWith('.ts')
        ? globSync(one, { cwd: ROOT })
        : globSync(`${one}/**/*${suffix}`, { cwd: ROOT });
      if (found.length === 0) throw new RangeError(`--files ${one}: there is no such file or folder`);
      return found;
    })
    .toSorted();
}

function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      files: { type: 'string', default: FOLDERS.join(',') },
      tests: { type: 'string' },
      limit: { type: 'string' },
      seed: { type: 'string', default: '1' },
      goal: { type: 'string', default: '85' },
      'seconds-per-test': { type: 'string', default: '60' },
      workers: { type: 'string', default: '2' },
      anew: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const files = sourcesIn(values.files.split(','), '.ts');
  return {
    files,
    tests: values.tests === undefined ? testsOf(ROOT, files) : sourcesIn(values.tests.split(','), '.test.ts'),
    limit: values.limit === undefined ? undefined : wholeNumber('limit', values.limit),
    seed: wholeNumber('seed', values.seed),
    goal: wholeNumber('goal', values.goal),
    secondsPerTest: wholeNumber('seconds-per-test', values['seconds-per-test']),
    workers: Math.max(1, wholeNumber('workers', values.workers)),
    anew: values.anew,
    json: values.json,
  };
}

function chosen<T>(list: readonly T[], limit: number | undefined, seed: number): T[] {
  if (limit === undefined) return [...list];
  const random = seededRandom(seed).uniform;
  return list
    .map((item) => ({ item, order: random() }))
    .toSorted((a, b) => a.order - b.order)
    .slice(0, limit)
    .map(({ item }) => item);
}

async function runVitest(tests: readonly string[], settings: string, quiet: boolean): Promise<void> {
  const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
  const config = path.join(import.meta.dirname, 'vitest.config.ts');
  const child = spawn(process.execPath, [vitest, 'run', '--config', config, ...tests], {
    cwd: ROOT,
    stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'],
    env: { ...process.env, [MUTATION_SETTINGS]: settings, [TABLES_ANEW]: 'yes' },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0)
    console.error('Some tests did not pass even without a mutant, or vitest ended early: see above.');
}

async function run(options: Options): Promise<number> {
  const { files, tests, limit, seed, goal, secondsPerTest, workers, anew, json } = options;
  const sources = files.map((file) => ({ file, source: readFileSync(path.join(ROOT, file), 'utf8') }));
  const all = sources.flatMap(({ file, source }) => findMutants(file, source));
  const mutants = chosen(all, limit, seed);
  const hash = createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 16);
  const folder = path.join(ROOT, 'node_modules/.cache/costkeeper-mutation');
  mkdirSync(folder, { recursive: true });
  const results = path.join(folder, `${hash}.jsonl`);
  if (anew) rmSync(results, { force: true });
  const settings: MutationSettings = {
    files,
    wanted: limit === undefined ? null : mutants.map(({ id }) => id),
    results,
    secondsPerTest,
    workers,
  };
  const settingsFile = path.join(folder, `${hash}.settings.json`);
  writeFileSync(settingsFile, JSON.stringify(settings));
  const started = performance.now();
  await runVitest(tests, settingsFile, json);
  const lines = readMutationLines(results);
  const score = mutationScore(mutants, lines);
  const { killed, survivors, uncovered, untried, loaded, percent } = score;
  const told = {
    proof: 'mutation',
    ok: percent >= goal,
    percent,
    mutants: mutants.length,
    killed,
    survived: survivors.length,
    uncovered: uncovered.length,
    untried: untried.length,
    loaded,
    seconds: Math.round((performance.now() - started) / 1000),
  };
  if (!json) {
    for (const [what, list] of Object.entries({
      survivors,
      'no test reaches': uncovered,
      'not tried': untried,
    })) {
      if (list.length > 0) console.log(`\n${what}:\n${list.map(describeMutant).join('\n')}`);
    }
    const unsteady = new Set(
      lines.filter(({ isRepeatable }) => isRepeatable === false).map(({ test }) => test),
    );
    if (unsteady.size > 0) console.log(`\nTests that cannot be repeated:\n${[...unsteady].join('\n')}`);
  }
  console.log(JSON.stringify(told));
  return told.ok ? 0 : 1;
}

/** The command `npm run prove -- mutation`; answers the exit code. @throws RangeError on wrong options */
export async function command(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options) return run(options);
  console.log(HELP);
  return 0;
}
