import { parseArgs } from 'node:util';
import { ApiError } from '../client/core/api-request.ts';
import { type Command, RANGE_HELP, UsageError } from './command.ts';
import { COMMANDS } from './commands.ts';
import { completion } from './completion.ts';
import { findLedger, LEDGER_HELP, LEDGER_OPTIONS } from './find-ledger.ts';
import type { Ledger } from './ledger.ts';
import PACKAGE from './package.json' with { type: 'json' };
import { PROGRAMS, runProgram } from './programs.ts';

/** What the command line gets from outside. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly stopped: AbortSignal;
}

const { version: VERSION } = PACKAGE;
const JSON_HELP = '  --json            JSON instead of text; of tail, one value a line';
const COMPLETION_HELP = `costkeeper completion <bash|zsh|fish>: what a shell completes by

  bash   source <(costkeeper completion bash)    in ~/.bashrc
  zsh    source <(costkeeper completion zsh)     in ~/.zshrc, behind compinit
  fish   costkeeper completion fish | source     in ~/.config/fish/config.fish`;
const EXIT = { ok: 0, failed: 1, wrongUse: 2 } as const;

/**
 * Runs one command line and answers the exit code: 0; 1 where the ledger refused, could not be reached, or the command
 * found something wrong; 2 where the command line is wrong.
 */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  const [first, second] = args;
  if (first === undefined || isHelp(first)) {
    // `help cost` is `cost --help`.
    if (second !== undefined && first === 'help')
      return await runCommandLine([...args.slice(1), '--help'], terminal);
    terminal.out(helpText());
    return first === undefined ? EXIT.wrongUse : EXIT.ok;
  }
  try {
    if (first === '--version') {
      terminal.out(VERSION);
      return EXIT.ok;
    }
    if (first === 'completion') {
      terminal.out(isHelp(second) ? COMPLETION_HELP : completion(second, [...COMMANDS, ...PROGRAMS]));
      return EXIT.ok;
    }
    const family = familyOf(first);
    if (family.length > 0 && isHelp(second)) {
      terminal.out(family.map(({ synopsis, summary }) => `costkeeper ${synopsis}: ${summary}`).join('\n'));
      return EXIT.ok;
    }
    const program = PROGRAMS.find(({ name }) => name === first);
    if (program) return await runProgram(program, args.slice(1));
    return await runCommand(commandOf(args), terminal);
  } catch (error) {
    return tellError(error, args.includes('--json'), terminal);
  }
}

function isHelp(word: string | undefined): boolean {
  return word === 'help' || word === '--help' || word === '-h';
}

/** Commands of two words that begin with this one. */
function familyOf(first: string | undefined): readonly Command[] {
  return COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
}

interface Found {
  readonly command: Command;
  readonly rest: readonly string[];
}

function commandOf(args: readonly string[]): Found {
  const found = COMMANDS.find(({ name }) => name.split(' ').every((word, index) => args[index] === word));
  if (found) return { command: found, rest: args.slice(found.name.split(' ').length) };
  const family = familyOf(args[0]).map(({ name }) => name);
  const known = family.length > 0 ? family : [...COMMANDS, ...PROGRAMS].map(({ name }) => name);
  const typed = args.slice(0, family.length > 0 ? 2 : 1).join(' ');
  throw new UsageError(`there is no command "${typed}": ${known.join(', ')}`);
}

async function runCommand({ command, rest }: Found, terminal: Terminal): Promise<number> {
  const { values, positionals } = parse(command, rest);
  if (values['help'] === true) {
    terminal.out(commandHelp(command));
    return EXIT.ok;
  }
  if (!command.takesWords && positionals.length > 0) {
    throw new UsageError(
      `${command.name} takes no "${positionals.join(' ')}": costkeeper ${command.synopsis}`,
    );
  }
  const json = values['json'] === true;
  const { api, stage, region, endpoints } = values;
  const ledger = command.needsNoLedger
    ? NO_LEDGER
    : await findLedger({ api, stage, region, endpoints }, terminal.env);
  let told = '';
  const answer = await command.run({
    words: positionals,
    options: values,
    ledger,
    progress: (text) => {
      if (!json && text !== told) terminal.err(`… ${text}`);
      told = text;
    },
    say: (line, value) => terminal.out(json ? JSON.stringify(value) : line),
    wait: terminal.wait,
    now: terminal.now,
    stopped: terminal.stopped,
  });
  if (json && answer.json !== undefined) terminal.out(JSON.stringify(answer.json));
  else for (const line of answer.lines) terminal.out(line);
  return answer.exitCode ?? EXIT.ok;
}

function commandHelp({ synopsis, summary, options, needsNoLedger }: Command): string {
  return [
    `costkeeper ${synopsis}: ${summary}`,
    '',
    ...(options !== undefined && 'period' in options ? [RANGE_HELP] : []),
    ...(needsNoLedger ? [] : [LEDGER_HELP]),
    JSON_HELP,
  ].join('\n');
}

const NO_LEDGER: Ledger = {
  name: 'none',
  get: () => Promise.reject(new UsageError('this command asks no ledger')),
  send: () => Promise.reject(new UsageError('this command asks no ledger')),
};

function parse({ name, options = {} }: Command, args: readonly string[]) {
  const common = { json: { type: 'boolean' }, help: { type: 'boolean' }, ...LEDGER_OPTIONS } as const;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { ...common, ...options } });
  } catch (error) {
    // Node goes on with how a word that looks like an option is given.
    const [said] = (error instanceof Error ? error.message : String(error)).split('. To specify');
    throw new UsageError(`${name}: ${said}`, { cause: error });
  }
}

function tellError(error: unknown, json: boolean, { out, err }: Terminal): number {
  const message = error instanceof Error ? error.message : String(error);
  const status = error instanceof ApiError ? { status: error.status, type: error.type } : {};
  if (json) out(JSON.stringify({ error: { message, ...status } }));
  else err(message);
  return error instanceof UsageError ? EXIT.wrongUse : EXIT.failed;
}

function helpText(): string {
  const all = [...COMMANDS, ...PROGRAMS];
  const width = Math.max(...all.map(({ name }) => name.length));
  return [
    'costkeeper COMMAND [options]: the ledger of what AI and cloud calls cost, from the command line.',
    '',
    ...all.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    `  ${'completion'.padEnd(width)}  what bash, zsh or fish completes by`,
    '',
    LEDGER_HELP,
    JSON_HELP,
    '  --help            behind a command: its words and options',
    '  --version         the version of this command line',
    '',
    'Exit codes: 0; 1 refused, not reached, or something is wrong; 2 a wrong command line.',
  ].join('\n');
}
