import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The user that nothing belongs to: PostgreSQL does not run as root. */
const NOBODY = 65_534;
const CLIENTS = 4;

const SCHEMA = `
CREATE TABLE entries (id text PRIMARY KEY, occurred_at timestamptz NOT NULL, provider text, model text, operation text,
  user_id text, job text, project text, tier text, input_tokens bigint, output_tokens bigint, cost numeric(24, 12));
CREATE INDEX ON entries (user_id, occurred_at);
CREATE INDEX ON entries (job);
CREATE TABLE totals (scope text, name text, day date, cost numeric(24, 12), events bigint, tokens bigint,
  PRIMARY KEY (scope, name, day));`;

const TOTALS = [
  ['organisation', "'-'"],
  ['model', "'openai|gpt-4o-mini'"],
  ['operation', "'step-' || :step"],
  ['user', "'user-' || :user"],
  ['job', "'job-' || :job"],
  ['project', "'project-' || :project"],
  ['tier', "'tier-' || :tier"],
] as const;

/** One event in one transaction: the row, and each total that the ledger keeps, as teams write it by hand. */
const EVENT = `
\\set user random_zipfian(1, 60, 1.1)
\\set job random(1, 400)
\\set project random(1, 12)
\\set tier random(1, 3)
\\set step random(1, 4)
\\set tokens random(1, 8000)
BEGIN;
INSERT INTO entries VALUES (gen_random_uuid()::text, now(), 'openai', 'gpt-4o-mini', 'step-' || :step,
  'user-' || :user, 'job-' || :job, 'project-' || :project, 'tier-' || :tier, :tokens, 100, :tokens * 0.00000015);
${TOTALS.map(
  ([
    scope,
    name,
  ]) => `INSERT INTO totals VALUES ('${scope}', ${name}, current_date, :tokens * 0.00000015, 1, :tokens)
  ON CONFLICT (scope, name, day) DO UPDATE SET cost = totals.cost + excluded.cost, events = totals.events + 1,
  tokens = totals.tokens + excluded.tokens;`,
).join('\n')}
COMMIT;
`;

/**
 * Events a second that PostgreSQL takes on this machine with its own defaults, durable writes included; undefined
 * where its programs are not installed.
 */
export function postgresEventsPerSecond(seconds: number): number | undefined {
  const initdb = find('initdb');
  const pgCtl = find('pg_ctl');
  const pgbench = find('pgbench');
  if (!initdb || !pgCtl || !pgbench) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'costkeeper-postgres-'));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  const options = {
    cwd: folder,
    encoding: 'utf8' as const,
    env: { ...process.env, HOME: folder, PGHOST: folder, PGUSER: 'ledger', PGDATABASE: 'postgres' },
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  };
  const run = (program: string, args: readonly string[]) =>
    execFileSync(program, args, { ...options, stdio: 'pipe' });
  const data = join(folder, 'data');
  try {
    run(initdb, ['-D', data, '-U', 'ledger', '--auth=trust']);
    run(pgCtl, [
      '-D',
      data,
      '-w',
      '-l',
      join(folder, 'log'),
      '-o',
      `-k ${folder} -c listen_addresses=''`,
      'start',
    ]);
    writeFileSync(join(folder, 'schema.sql'), SCHEMA);
    writeFileSync(join(folder, 'event.sql'), EVENT);
    run(find('psql') ?? 'psql', ['-q', '-f', join(folder, 'schema.sql')]);
    const clients = ['-c', String(CLIENTS), '-j', '2'];
    const printed = run(pgbench, ['-n', ...clients, '-T', String(seconds), '-f', join(folder, 'event.sql')]);
    return Math.round(Number(/tps = ([\d.]+)/.exec(printed)?.[1]));
  } finally {
    spawnSync(pgCtl, ['-D', data, '-m', 'immediate', 'stop'], options);
    rmSync(folder, { recursive: true, force: true });
  }
}

function find(program: string): string | undefined {
  const { stdout, status } = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
