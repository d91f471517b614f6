import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { STARTED_AS } from '../contracts/started-as.ts';
import PACKAGE from './package.json' with { type: 'json' };

/** A command that is a program of its own: it has its own options and help, which `--help` behind it prints. */
export interface Program {
  readonly name: string;
  readonly synopsis: string;
  readonly summary: string;
  /** The program's file, and its command line of the caller's words. */
  readonly file: (words: readonly string[]) => string;
  readonly before: (words: readonly string[]) => readonly string[];
}

const HERE = import.meta.dirname;

/** Programs beside this one, and the local system, which is the package `@costkeeper/local`. */
export const PROGRAMS: readonly Program[] = [
  {
    name: 'local',
    synopsis: 'local [--data DIR] [--sample] [--port N] …',
    summary: 'run the whole ledger on this machine',
    file: localSystem,
    before: (words) => words,
  },
  {
    name: 'run',
    synopsis: 'run [--data DIR] [--port N] … [-- COMMAND that synthesizes your CDK app]',
    summary: 'run a CDK app of yours with the construct in it, its own functions too',
    file: localSystem,
    before: runWords,
  },
  {
    name: 'smoke',
    synopsis: 'smoke [--stage NAME] …',
    summary: 'send one message through everything and follow it',
    file: (words) => {
      // It says itself what it needs of the package, but not where the package is missing.
      if (words.includes('--start')) localSystem();
      return path.join(HERE, 'smoke.js');
    },
    before: (words) => words,
  },
  {
    name: 'import',
    synopsis: 'import FILE --map NAME …',
    summary: 'take history from another system',
    file: () => path.join(HERE, 'import.js'),
    before: (words) => words,
  },
];

/** Options of the local system before `--`, the command behind it: `run --data DIR -- npx tsx bin/app.ts`. */
function runWords(words: readonly string[]): readonly string[] {
  const at = words.indexOf('--');
  if (at >= 0) return [...words.slice(0, at), '--app', shellText(words.slice(at + 1))];
  // Without it all is one or the other: options, or a command.
  return words[0]?.startsWith('-')
    ? [...words, ...(isHelp(words) ? [] : ['--app', ''])]
    : ['--app', shellText(words)];
}

/** Words as a shell takes them apart again; a single one is a command line already. */
function shellText(words: readonly string[]): string {
  if (words.length === 1) return words[0] ?? '';
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}

function isHelp(words: readonly string[]): boolean {
  return words.includes('--help');
}

/** @throws where the package is not installed: npm leaves it out with --omit=optional, and where it cannot be fetched */
function localSystem(): string {
  try {
    return path.join(path.dirname(fileURLToPath(import.meta.resolve('@costkeeper/local'))), 'bin.js');
  } catch (error) {
    throw new Error(
      `the local system is a package of its own, and it is not installed: npm install --save-dev @costkeeper/local@${PACKAGE.version}`,
      { cause: error },
    );
  }
}

/** Runs a program with this terminal; answers its exit code. */
export async function runProgram({ name, file, before }: Program, words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [file(words), ...before(words)], {
    stdio: 'inherit',
    env: { ...process.env, [STARTED_AS]: `costkeeper ${name}` },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
