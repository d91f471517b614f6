import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LocalSystem } from '../../testing/local-system.ts';
import { type Rule, ruleFor } from './rules.ts';
import { blocksOf, shownCommands } from './shown-commands.ts';

const REPOSITORY = path.join(import.meta.dirname, '../..');

/** What became of one command. */
export interface Tried {
  readonly page: string;
  readonly command: string;
  readonly outcome: 'ok' | 'failed' | 'not run';
  /** The reason, the test that does the same, or what a failed one said. */
  readonly said: string;
}

/** The running system that commands find, and whether those are run too that take longer than a test may. */
export interface PageSystem extends Pick<LocalSystem, 'file' | 'endpoints'> {
  readonly long: boolean;
}

/**
 * Runs the commands of a page one after the other in one shell, as a reader does: what one sets the next ones have.
 * The folder is an empty one with the endpoints of the system and the files that pages speak of; commands of npm run
 * in the repository. A request that is refused is a failure.
 */
export async function runPage(page: string, text: string, system: PageSystem): Promise<Tried[]> {
  const commands = shownCommands(page, text).map(({ command }) => ({ command, rule: ruleFor(command) }));
  const lines = commands.map(({ rule, command }) => shellOf(rule, command, system.long));
  const scratch = mkdtempSync(path.join(tmpdir(), 'costkeeper-docs-'));
  try {
    if (lines.some((line) => line !== undefined)) await runShell(lines, text, scratch, system);
    return commands.map(({ command, rule }, index) => ({
      page,
      command,
      ...(lines[index] === undefined ? untried(rule) : toldBy(scratch, index)),
    }));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What a shell runs for a command; undefined where nothing does. */
function shellOf(rule: Rule | undefined, command: string, long: boolean): string | undefined {
  if (rule === undefined) return undefined;
  if ('help' in rule) return long ? helpNames(command) : undefined;
  if (!('run' in rule) || (rule.takes === 'long' && !long)) return undefined;
  return rule.run(command);
}

/** Asks a command for its help, which has to name each option that is shown. */
function helpNames(command: string): string {
  const [shown = ''] = command.split(/ +# /);
  const [before = ''] = shown.split(/ --(?=[a-z])/);
  const isWithin = / --( |$)/.test(before);
  const options = shown.match(/--[a-z][a-z-]*/g) ?? [];
  const looks = options.map((option) => `grep -qe '${option}' <<<"$help"`);
  return [`help=$(${before}${isWithin ? '' : ' --'} --help)`, ...looks].join(' && ');
}

const PRELUDE = `
curl() { command curl --fail-with-body --no-progress-meter "$@"; }
npm() { (cd "$repository" && command npm "$@"); }
npx() {
  if [ "$1" = costkeeper ]; then shift; command node "$repository/cli/costkeeper.ts" "$@"; return; fi
  (cd "$repository" && command npx "$@")
}
until_ready() {
  local ready="$scratch/started.json"
  (cd "$repository" && exec "$@" --port 0 --endpoints "$ready") &
  local program=$!
  until [ -e "$ready" ]; do kill -0 $program || return 1; sleep 0.2; done
  kill -TERM $program && wait $program
}
cd "$scratch"
`;

const ANSWER = {
  id: 'chatcmpl-docs',
  object: 'chat.completion',
  model: 'gpt-4o-mini',
  choices: [],
  usage: { prompt_tokens: 1000, completion_tokens: 340, total_tokens: 1340 },
};

async function runShell(
  lines: readonly (string | undefined)[],
  text: string,
  scratch: string,
  { file, endpoints }: PageSystem,
): Promise<void> {
  mkdirSync(path.join(scratch, '.local'));
  copyFileSync(file, path.join(scratch, '.local', 'endpoints.json'));
  writeFileSync(path.join(scratch, 'answer.json'), JSON.stringify(ANSWER));
  for (const { mark, body } of blocksOf(text)) {
    if (mark === 'xml') writeFileSync(path.join(scratch, 'eurofxref-daily.xml'), body);
  }
  const script = lines.flatMap((line, index) =>
    line === undefined ? [] : [`{\n${line}\n} >${index}.said 2>&1\necho $? >${index}.code`],
  );
  const shell = spawn('bash', ['-c', `${PRELUDE}${script.join('\n')}`], {
    cwd: REPOSITORY,
    stdio: 'ignore',
    env: {
      ...process.env,
      repository: REPOSITORY,
      scratch,
      API: endpoints.api,
      TOKEN: endpoints.tokens.admin,
      COSTKEEPER_API_URL: endpoints.api,
      COSTKEEPER_TOKEN: endpoints.tokens.admin,
    },
  });
  await once(shell, 'exit');
}

function untried(rule: Rule | undefined): Pick<Tried, 'outcome' | 'said'> {
  if (rule === undefined)
    return { outcome: 'failed', said: 'prove/docs/rules.ts does not say how it is tried' };
  if ('test' in rule) return { outcome: 'not run', said: `${rule.test} does it` };
  return { outcome: 'not run', said: 'notRun' in rule ? rule.notRun : 'it takes longer than a test may' };
}

function toldBy(scratch: string, index: number): Pick<Tried, 'outcome' | 'said'> {
  const read = (name: string) => readFileSync(path.join(scratch, `${index}.${name}`), 'utf8').trim();
  const code = read('code');
  return code === '0'
    ? { outcome: 'ok', said: '' }
    : { outcome: 'failed', said: `ended with ${code}: ${read('said').slice(-800)}` };
}
