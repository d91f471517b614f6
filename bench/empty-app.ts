import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { round } from './support/measure.ts';
import { median } from '../core/forecast/statistics.ts';

export const description =
  'an app of CDK with one function, given the ledger by three lines and the packed tarball: time to its templates';

const ROOT = join(import.meta.dirname, '..');

/** The app as somebody else has it; what they add for the ledger is marked. */
const LINES = [
  "import { App, Stack } from 'aws-cdk-lib/core';",
  "import { Code, Function as Fn, Runtime } from 'aws-cdk-lib/aws-lambda';",
  "+import { Costkeeper } from '@costkeeper/cdk';",
  'const app = new App();',
  "const stack = new Stack(app, 'Mine');",
  "const fn = new Fn(stack, 'Worker', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => {}') });",
  "+const costs = new Costkeeper(stack, 'Costs', { admins: ['me@example.com'] });",
  '+costs.meter(fn);',
  'app.synth();',
];

function appText(withLedger: boolean): string {
  const lines = LINES.filter((line) => withLedger || !line.startsWith('+'));
  return lines.map((line) => line.replace(/^\+/, '')).join('\n');
}

/** An empty project with the package unpacked where npm puts it, and what it depends on beside it. */
function makeProject(folder: string): void {
  const packed = execFileSync(
    process.execPath,
    ['scripts/pack-all.ts', '--out', folder, '--json', '--only', 'cdk'],
    { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const { files } = JSON.parse(packed.trim().split('\n').at(-1) ?? '{}') as { files: string[] };
  const at = join(folder, 'node_modules/@costkeeper/cdk');
  mkdirSync(at, { recursive: true });
  execFileSync('tar', ['-xzf', files[0] ?? '', '-C', at, '--strip-components=1']);
  const { dependencies, peerDependencies } = JSON.parse(
    readFileSync(join(at, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'peerDependencies', object>;
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    const to = join(folder, 'node_modules', name);
    mkdirSync(dirname(to), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), to);
  }
  writeFileSync(join(folder, 'package.json'), '{ "name": "mine", "private": true, "type": "module" }');
}

/** Tells the processor time of a process when it ends; the clock alone says what else the machine does. */
const TELL_CPU =
  'data:text/javascript,process.on("exit",()=>{const{user,system}=process.cpuUsage();process.stderr.write(String((user+system)/1e6))})';

interface Synthesis {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly templates: number;
}

/** Time to the templates, as the command of CDK starts an app; nothing of this repository is on its path. */
function synthesize(folder: string, withLedger: boolean): Synthesis {
  writeFileSync(join(folder, 'app.js'), appText(withLedger));
  const out = join(folder, 'out');
  rmSync(out, { recursive: true, force: true });
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', TELL_CPU, 'app.js'], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: '/nowhere', HOME: folder, CDK_OUTDIR: out, CDK_VALIDATION: 'false' },
  });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`the app does not synthesize: ${stderr}`);
  const templates = readdirSync(out).filter((name) => name.endsWith('.template.json')).length;
  return { seconds, cpuSeconds: Number(stderr), templates };
}

/** Runs the benchmark; `--runs` says how many warm ones of each app. */
export function run(args: readonly string[] = []): object {
  const { values } = parseArgs({ args: [...args], options: { runs: { type: 'string', default: '5' } } });
  const folder = mkdtempSync(join(tmpdir(), 'empty-app-bench-'));
  try {
    makeProject(folder);
    const first = synthesize(folder, true);
    const times = { ledger: [] as Synthesis[], without: [] as Synthesis[] };
    for (let nth = 0; nth < Number(values.runs); nth++) {
      times.without.push(synthesize(folder, false));
      times.ledger.push(synthesize(folder, true));
    }
    return {
      bench: 'empty-app',
      addedLines: LINES.filter((line) => line.startsWith('+')).length,
      templates: first.templates,
      firstSeconds: round(first.seconds),
      seconds: middle(times.ledger, 'seconds'),
      cpuSeconds: middle(times.ledger, 'cpuSeconds'),
      withoutLedgerSeconds: middle(times.without, 'seconds'),
      withoutLedgerCpuSeconds: middle(times.without, 'cpuSeconds'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function middle(list: readonly Synthesis[], key: 'seconds' | 'cpuSeconds'): number {
  return round(median(list.map((one) => one[key])));
}
