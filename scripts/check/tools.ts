import { spawn } from 'node:child_process';
import type { Finding } from './finding.ts';

/** A tool of its own that checks files. */
export interface Tool {
  /** Its name on the command line, in node_modules/.bin. */
  readonly name: string;
  /** What it checks, in a word. */
  readonly about: string;
  /** Its arguments, or undefined where it has nothing to do with these files; none named means all. */
  readonly args: (files: readonly string[], json: boolean) => readonly string[] | undefined;
  /** Reads the whole project and cannot be asked about some files: its findings are chosen afterwards. */
  readonly whole?: boolean;
  /** Findings out of what it writes with `json`. */
  readonly read: (output: string) => Finding[];
  /** What to do when it complains. */
  readonly mend: string;
}

/** What a tool said. */
export interface ToolRun {
  readonly ok: boolean;
  readonly output: string;
}

const CODE = /\.[cm]?[jt]sx?$/;

/** Folders, and files whose names the pattern takes. */
function only(files: readonly string[], pattern: RegExp): string[] {
  return files.filter((file) => pattern.test(file) || !/\.[^/]*$/.test(file));
}

interface LintReport {
  readonly diagnostics: readonly {
    readonly message: string;
    readonly code?: string;
    readonly help?: string;
    readonly filename: string;
    readonly labels?: readonly { readonly span: { readonly line?: number } }[];
  }[];
}

interface KnipReport {
  readonly issues: readonly ({ readonly file: string } & Readonly<
    Record<string, readonly { readonly name: string; readonly line?: number }[] | string>
  >)[];
}

const DROP_EXPORT = 'take the word export away, or the code where its own file does not use it either';

/** What knip calls its kinds of findings, what they are, and what to do. */
const UNUSED: Readonly<Record<string, readonly [what: string, mend: string]>> = {
  files: ['is imported by no file', 'delete it, or name it as an entry in knip.json'],
  dependencies: ['names a package that nothing imports', 'npm uninstall it'],
  devDependencies: ['names a package that nothing imports', 'npm uninstall it'],
  unlisted: ['imports a package that package.json does not name', 'npm install it with its exact version'],
  exports: ['exports what no other file uses', DROP_EXPORT],
  types: ['exports a type that no other file uses', DROP_EXPORT],
};

/** Types of the whole project, lint and format of the files, and unused code. */
export const TOOLS: readonly Tool[] = [
  {
    name: 'tsc',
    about: 'types',
    args: (_files, json) => [
      '--noEmit',
      '--incremental',
      '--tsBuildInfoFile',
      'node_modules/.cache/check/types.tsbuildinfo',
      '--pretty',
      String(!json),
    ],
    read: (output) =>
      Array.from(output.matchAll(/^(.+?)\((\d+),\d+\): error (.+)$/gm), ([, file = '', line, what = '']) => ({
        file,
        line: Number(line),
        what,
        mend: 'correct the type; any and casts are not a way out',
      })),
    mend: 'the types are those of the whole project: a file that you did not touch may use what you changed',
  },
  {
    name: 'oxlint',
    about: 'lint',
    args: (files, json) => {
      const code = only(files, CODE);
      if (files.length > 0 && code.length === 0) return undefined;
      return ['--type-aware', '--deny-warnings', ...(json ? ['--format', 'json'] : []), ...code];
    },
    read: (output) =>
      (JSON.parse(output) as LintReport).diagnostics.map(({ filename, labels, code, message, help }) => ({
        file: filename,
        ...(labels?.[0]?.span.line === undefined ? {} : { line: labels[0].span.line }),
        what: `${code ?? 'oxlint'}: ${message}`,
        mend: help ?? 'see the rule’s page',
      })),
    mend: 'npx oxlint --fix FILES mends what can be mended by itself; .oxlintrc.json says which rules hold where',
  },
  {
    name: 'oxfmt',
    about: 'format',
    args: (files, json) => [
      json ? '--list-different' : '--check',
      '--no-error-on-unmatched-pattern',
      ...(files.length > 0 ? files : ['.']),
    ],
    read: (output) =>
      output
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((file) => ({ file: file.trim(), what: 'is not formatted', mend: 'npm run format' })),
    mend: 'npm run format, or npx oxfmt FILES',
  },
  {
    name: 'knip',
    about: 'unused',
    whole: true,
    args: () => ['--no-progress', '--reporter', 'json'],
    read: (output) =>
      (JSON.parse(output) as KnipReport).issues.flatMap((issue) =>
        Object.entries(UNUSED).flatMap(([kind, [what, mend]]) => {
          const found = issue[kind] ?? [];
          return typeof found === 'string'
            ? []
            : found.map(({ name, line }) => ({
                file: issue.file,
                ...(line === undefined ? {} : { line }),
                what: name === issue.file ? what : `${what}: ${name}`,
                mend,
              }));
        }),
      ),
    mend: DROP_EXPORT,
  },
];

/** Runs a tool to its end. @throws when it cannot be started. */
export async function runTool(name: string, args: readonly string[], colours: boolean): Promise<ToolRun> {
  const child = spawn(name, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
    env: { ...process.env, ...(colours ? { FORCE_COLOR: '1' } : { NO_COLOR: '1', FORCE_COLOR: '0' }) },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { ok: status === 0, output };
}
