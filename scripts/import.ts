import { createReadStream, createWriteStream, existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { readOptions } from './read-options.ts';
import { startedAs, tellWrongUse } from '../contracts/started-as.ts';
import { SingleBar } from 'cli-progress';
import { Checkpoint } from './import/checkpoint.ts';
import { ClosedMonths, closedLines } from './import/closed-months.ts';
import { openImport } from './import/open-import.ts';
import { importFile, type RejectedRow } from './import/import-file.ts';
import { columnsOf, type ImportMap, importMapSchema } from './import/import-map.ts';
import { PRESETS } from './import/presets.ts';
import { readRows } from './import/read-rows.ts';
import { WORDS } from './schema-words.ts';
import { roundedLines, RoundedRows } from './import/rounded-rows.ts';
import type { RowEvent } from './import/row-event.ts';
import { UnreadFields } from './import/unread-fields.ts';
import { queueSender, type QueueTarget } from './import/send-messages.ts';

const HELP = `${startedAs('npm run import --', process.env)} FILE --map PRESET (CSV or JSON): sends the rows of an old table as usage messages.

  --map NAME          ${Object.keys(PRESETS).join(', ')}, or a JSON file (docs/reports.md)
  --default-user ID   owner of rows without one (default: work of the system)
  --table NAME        tells this table's rows from others with the same ids (default: the map's name)
  --endpoints FILE    endpoints file of the running local system (default .local/endpoints.json)
  --queue-url URL     usage queue of a deployed stage, with your AWS credentials
  --region NAME       its region (default: AWS_REGION)
  --since DAY         the first day that rows may have (default 2015-01-01)
  --api URL           the stage's API, to open the import with an administrator's token in COSTKEEPER_TOKEN;
                      without it rows older than the stage's oldestDays are rejected unless one is open
  --rejected FILE      writes every rejected row as a line of JSON
  --restart           begins at the first line, whatever was sent before
  --dry-run           reads and checks everything, shows the first ten events, sends nothing
  --json              no progress bar; one JSON line at the end

A row has the same id in every run: what is in the ledger already is not counted twice. An import that is
stopped goes on where it was; its place is kept in FILE.csv.import.json. Exit code 2: rows were rejected,
or, as costkeeper import, nothing was read: with --json the line has "error".`;

const { values, positionals } = readOptions({
  allowPositionals: true,
  options: {
    map: { type: 'string' },
    'default-user': { type: 'string' },
    table: { type: 'string' },
    endpoints: { type: 'string', default: path.join('.local', 'endpoints.json') },
    'queue-url': { type: 'string' },
    region: { type: 'string' },
    since: { type: 'string', default: '2015-01-01' },
    api: { type: 'string' },
    rejected: { type: 'string' },
    restart: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const SHOWN = 20;
const PROGRESS = '{bar} {percentage}% | {line} lines | {rejected} rejected | {eta_formatted}';
/** Events that a dry run shows. */
const SHOWN_EVENTS = 10;

function fail(message: string): never {
  process.exit(tellWrongUse(new Error(message), process.argv, process.env));
}

function readMap(name: string): ImportMap {
  const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
  if (preset) return preset;
  if (!existsSync(name))
    fail(`There is no map ${name}: use ${Object.keys(PRESETS).join(', ')}, or a JSON file.`);
  const parsed = importMapSchema.safeParse(readJson(name), WORDS);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(
    ({ path, message }) => `  ${path.map(String).join('.') || 'the map'}: ${message}`,
  );
  return fail(`The map ${name} cannot be used:\n${lines.join('\n')}`);
}

function readJson(name: string): unknown {
  try {
    return JSON.parse(readFileSync(name, 'utf8'));
  } catch (error) {
    return fail(`The map ${name} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readTarget(): QueueTarget {
  if (values['queue-url'] !== undefined) return { queueUrl: values['queue-url'], region: values.region };
  if (!existsSync(values.endpoints)) {
    fail(
      `${values.endpoints} does not exist: start the local system, or name a stage's queue by --queue-url.`,
    );
  }
  const { sqs, queueUrl, region } = JSON.parse(readFileSync(values.endpoints, 'utf8')) as Record<
    'sqs' | 'queueUrl' | 'region',
    string
  >;
  return { endpoint: sqs, queueUrl, region };
}

/** The API that opens the import: the local system's, or the one that is named. */
function readApi(): { api: string; token: string } | undefined {
  if (values.api !== undefined) {
    return {
      api: values.api,
      token: process.env['COSTKEEPER_TOKEN'] ?? fail('Set COSTKEEPER_TOKEN to a token.'),
    };
  }
  if (values['queue-url'] !== undefined) return undefined;
  const { api, tokens } = JSON.parse(readFileSync(values.endpoints, 'utf8')) as {
    api?: string;
    tokens?: { admin?: string };
  };
  return api === undefined || tokens?.admin === undefined ? undefined : { api, token: tokens.admin };
}

/** The place in a file: of just this file, by this map, to this queue. */
function checkpointOf(file: string, read: readonly unknown[]): Checkpoint {
  const target = values['queue-url'] ?? values.endpoints;
  return new Checkpoint(`${file}.import.json`, [...read, values['default-user'], target]);
}

async function main(file: string, mapName: string): Promise<void> {
  const map = readMap(mapName);
  const table = values.table ?? path.parse(mapName).name;
  const dryRun = values['dry-run'];
  const send = dryRun ? () => Promise.resolve() : queueSender(readTarget());
  const { size, mtimeMs } = statSync(file);
  const checkpoint = checkpointOf(file, [size, mtimeMs, table, map]);
  const api = dryRun ? undefined : readApi();
  const closedMonths = new ClosedMonths(api ? await openImport(api, values.since) : []);
  const from = dryRun || values.restart ? 0 : checkpoint.read();
  const rejected: RejectedRow[] = [];
  const list = values.rejected === undefined ? undefined : createWriteStream(values.rejected);
  const bar = values.json ? undefined : new SingleBar({ format: PROGRESS });
  const csv = createReadStream(file);
  let count = 0;
  bar?.start(size, 0, { line: 0, rejected: 0 });
  const [unread, shown]: [string[], RowEvent[]] = [[], []];
  const rounded = new RoundedRows();
  const heard = (columns: readonly string[]) => {
    const known = columnsOf(map);
    unread.push(...columns.filter((column) => column !== '' && !known.has(column.toLowerCase())));
  };
  const fields = new UnreadFields(map);
  const rows = readRows(csv, { map, table, defaultUser: values['default-user'], heard, unread: fields });
  const report = await importFile(rows, from, {
    send,
    reached: (line) => {
      if (!dryRun) checkpoint.write(line);
      bar?.update(csv.bytesRead, { line, rejected: count });
    },
    read: (event, line, numbers) => {
      if (shown.length < SHOWN_EVENTS) shown.push(event);
      rounded.add(line, numbers);
      closedMonths.add(String(event['occurredAt']));
    },
    reject: (row) => {
      count += 1;
      if (rejected.length < SHOWN) rejected.push(row);
      list?.write(`${JSON.stringify(row)}\n`);
    },
  });
  bar?.update(size);
  bar?.stop();
  list?.end();
  if (!dryRun) checkpoint.remove();
  tell(
    {
      file,
      dryRun,
      ...report,
      ...rounded.report(),
      unreadColumns: [...unread, ...fields.names()],
      rowsOfClosedMonths: closedMonths.report(),
    },
    rejected,
    dryRun ? shown : [],
  );
  if (report.rejected > 0) process.exitCode = 2;
}

function tell(
  report: {
    file: string;
    rows: number;
    sent: number;
    skipped: number;
    rejected: number;
    dryRun: boolean;
    unreadColumns: readonly string[];
    rowsOfClosedMonths: Readonly<Record<string, number>>;
  } & ReturnType<RoundedRows['report']>,
  rejected: readonly RejectedRow[],
  events: readonly RowEvent[],
): void {
  if (values.json) {
    const { file: _file, ...figures } = report;
    console.log(JSON.stringify({ ...figures, rejectedRows: rejected, ...(report.dryRun && { events }) }));
    return;
  }
  for (const event of events) console.log(JSON.stringify(event));
  if (report.unreadColumns.length > 0)
    console.log(`Columns that the map does not read: ${report.unreadColumns.join(', ')}.`);
  for (const line of roundedLines(report.file, report)) console.log(line);
  for (const line of closedLines(report.rowsOfClosedMonths)) console.log(line);
  const { rows, sent, skipped, dryRun } = report;
  const before = skipped > 0 ? `, ${skipped} were sent before` : '';
  console.log(
    `${rows} ${rows === 1 ? 'row' : 'rows'}: ${sent} ${dryRun ? 'can be sent' : 'sent'}${before}, ${report.rejected} rejected.`,
  );
  for (const { line, column, errors } of rejected) {
    const place = `${report.file}:${line}${column === undefined ? '' : `:${column}`}`;
    console.log(`  ${place}: ${errors.map(({ field, message }) => `${field} ${message}`).join('; ')}`);
  }
  const more = report.rejected - rejected.length;
  if (more > 0) console.log(`  and ${more} more: --rejected FILE lists them all`);
}

const [file] = positionals;
if (values.help || file === undefined || values.map === undefined) {
  if (!values.help)
    fail(`${file === undefined ? 'FILE' : '--map NAME'} is missing; --help tells what there is`);
  console.log(HELP);
  process.exit(0);
}
if (!existsSync(file)) fail(`${file} does not exist.`);
await main(file, values.map).catch((error: unknown) => {
  const message = `${file} cannot be imported: ${error instanceof Error ? error.message : String(error)}`;
  if (values.json) console.log(JSON.stringify({ error: { message } }));
  else console.error(message);
  // Not the command line is wrong: the system was not reached, or refused.
  process.exitCode = 1;
});
