import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  bundleBytes,
  bundleFunction,
  bundleText,
  type FunctionBundle,
  functionNames,
} from './support/function-bundles.ts';
import { median } from '../core/forecast/statistics.ts';
import { stageTemplates, variablesOfFunctions } from './support/stage-templates.ts';

export const description =
  'size and start of each function, beside an empty one that makes the same clients of the SDK';

/** What each process loads; it tells processor and wall time of the load alone, milliseconds. */
const START = `
const cpu = process.cpuUsage(), started = performance.now();
await import(process.argv[2]);
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(JSON.stringify({ cpu: (user + system) / 1000, wall: performance.now() - started }));
process.exit(0);
`;

interface Times {
  readonly cpu: number;
  readonly wall: number;
}

/**
 * A function that does nothing, with one client of each package made at its load. The one of the table is among them
 * where a function uses the table, though our functions call it without the SDK's client.
 */
function emptyFunction(clients: readonly string[]): string {
  const imports = clients.map((name, index) => `import * as sdk${index} from '${name}';`);
  const made = clients.map((name, index) => {
    const client = CLIENT_CLASSES[name];
    if (client === undefined) throw new Error(`name the class of ${name} in bench/coldstart.ts`);
    const plain = `new sdk${index}.${client}({})`;
    return client === 'DynamoDBClient' ? `DynamoDBDocumentClient.from(${plain})` : plain;
  });
  const document = clients.includes('@aws-sdk/client-dynamodb')
    ? "import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';"
    : '';
  return `${document}${imports.join('')}const clients = [${made.join()}]; export const handler = async () => clients.length;`;
}

const CLIENT_CLASSES: Readonly<Record<string, string>> = {
  '@aws-sdk/client-dynamodb': 'DynamoDBClient',
  '@aws-sdk/client-eventbridge': 'EventBridgeClient',
  '@aws-sdk/client-s3': 'S3Client',
  '@aws-sdk/client-ses': 'SESClient',
  '@aws-sdk/client-sqs': 'SQSClient',
};

function start(file: string, folder: string, variables: Readonly<Record<string, string>>): Times {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'start.mjs'), file], {
    encoding: 'utf8',
    env: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      ...variables,
    },
  });
  if (status === 0) return JSON.parse(stdout) as Times;
  const said = stderr.split('\n').filter((line) => line.length < 300);
  throw new Error(`${file} does not start: ${said.join('\n')}`);
}

/** Starts both in turns, so that what else the machine does falls on both. */
async function compare(
  bundle: FunctionBundle,
  folder: string,
  variables: Readonly<Record<string, string>>,
  runs: number,
) {
  const files = {
    own: join(folder, bundle.name, 'index.mjs'),
    empty: join(folder, `${bundle.name}-empty.mjs`),
  };
  mkdirSync(join(folder, bundle.name));
  for (const [name, contents] of bundle.files) writeFileSync(join(folder, bundle.name, name), contents);
  writeFileSync(files.empty, await bundleText(emptyFunction(bundle.clients)));
  const times = { own: [] as Times[], empty: [] as Times[] };
  for (let run = 0; run < runs; run++) {
    times.empty.push(start(files.empty, folder, variables));
    times.own.push(start(files.own, folder, variables));
  }
  const middle = (list: readonly Times[], key: keyof Times) => median(list.map((one) => one[key]));
  const ratios = times.own.map(({ cpu }, index) => cpu / (times.empty[index]?.cpu ?? cpu));
  return {
    cpuMs: rounded(middle(times.own, 'cpu')),
    emptyCpuMs: rounded(middle(times.empty, 'cpu')),
    wallMs: rounded(middle(times.own, 'wall')),
    emptyWallMs: rounded(middle(times.empty, 'wall')),
    ratio: rounded(median(ratios)),
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(value < 10 ? 2 : 1));
}

/** Runs the benchmark; `--runs` says how many processes of each, `--function` names one of them. */
export async function run(args: readonly string[] = []): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: { runs: { type: 'string', default: '15' }, function: { type: 'string' } },
  });
  const variables = variablesOfFunctions(await stageTemplates('production', { bedrockLogs: 'true' }));
  const folder = mkdtempSync(join(tmpdir(), 'coldstart-bench-'));
  const functions: Record<string, object> = {};
  try {
    writeFileSync(join(folder, 'start.mjs'), START);
    for (const name of functionNames()) {
      if (values.function !== undefined && values.function !== name) continue;
      const bundle = await bundleFunction(name);
      const measured = await compare(bundle, folder, variables.get(name) ?? {}, Number(values.runs));
      const bytes = bundleBytes(bundle);
      const kilobytes = Math.round(bytes.start / 1000);
      const laterKilobytes = Math.round(bytes.all / 1000) - kilobytes;
      functions[name] = { kilobytes, laterKilobytes, ...measured };
      console.log(
        `${name.padEnd(22)} ${String(kilobytes).padStart(5)} KB at the start and ${laterKilobytes} later, ${measured.cpuMs} ms of processor, empty ${measured.emptyCpuMs} ms: ${measured.ratio} times (wall ${measured.wallMs} and ${measured.emptyWallMs} ms)`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { bench: 'coldstart', functions };
}
