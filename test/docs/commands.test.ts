import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shownCommands } from '../support/docs-commands.ts';

const ROOT = join(import.meta.dirname, '../..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...globSync(['docs/*.md', 'docs/guides/*.md', '{cdk,cli,client,create,local}/README.md'], { cwd: ROOT }),
];
const commands = pages.flatMap((page) => shownCommands(page, readFileSync(join(ROOT, page), 'utf8')));

/** How a command is known to work: a test that does the same and says so in `has`, or why none can. */
type Proof = { readonly test: string; readonly has: string } | { readonly notRun: string };

const AWS = { notRun: 'it needs an AWS account' } as const;
const SETS = { notRun: 'it sets variables for the commands below it' } as const;

const PROOFS: readonly (readonly [RegExp, Proof])[] = [
  [/^(aws|npx cdk (bootstrap|deploy|destroy)) /, AWS],
  [/^POOL=\$\(aws /, AWS],
  [/^npm run smoke -- --stage/, AWS],
  [/^npx costkeeper doctor --stage/, AWS],
  [/^(API|ADMIN|USER|WRITER|READER|TODAY|LAMBDA|WORK|CLIENT)=/, SETS],
  [/^export OTEL_/, SETS],
  [/^(get|send)\(\)/, { test: 'test/docs/demands.test.ts', has: 'requestOf' }],
  [/^npm ci/, { test: '.ci/run', has: 'npm ci' }],
  [/^npm test/, { test: '.ci/run', has: 'npm test' }],
  [/^npm run check/, { test: '.ci/run', has: 'npm run check' }],
  [
    /^npm run (format|test:changed|test:watch)/,
    { notRun: 'it is for work on this repository, and changes or watches it' },
  ],
  [/^npx vitest (run|related) /, { notRun: 'it runs tests, which a test does not' }],
  [
    /\$API\/record\/openai/,
    { test: 'test/lambdas/api/provider-answer-routes.test.ts', has: "post('openai?userId=user-1" },
  ],
  [/(\$API|URL)\/record"/, { test: 'test/docs/demands.test.ts', has: 'body: request.body' }],
  [/\$API\/resources\/episode\//, { test: 'test/docs/demands.test.ts', has: 'request.path' }],
  [
    /\$LAMBDA\/\$WORK\/invocations/,
    { test: 'test/flow/scheduled-tasks.test.ts', has: '/2015-03-31/functions' },
  ],
  [/^npm run rates /, { test: 'test/scripts/rates.test.ts', has: 'eurofxref' }],
  [/^npm run template /, { test: 'test/cdk/make-templates.test.ts', has: 'makeTemplates(' }],
  [/^npx costkeeper keys /, { test: 'test/cli/run-command.test.ts', has: "'keys', 'create'" }],
  [/^npx costkeeper top /, { test: 'test/cli/run-command.test.ts', has: "'top', 'user'" }],
  [
    /^npx costkeeper local/,
    { test: 'test/packages/from-tarballs.test.ts', has: "costkeeper('local', '--help')" },
  ],
  [
    /^(npm create costkeeper|cd my-costs)/,
    { test: 'test/packages/from-tarballs.test.ts', has: 'dist/create-costkeeper.js' },
  ],
];

describe('the commands of the documentation', () => {
  it('are read whole, those over several lines too', () => {
    const text = '```sh\n# not this\na \\\n  b\ncurl -d \'{\n  "x": 1 }\'\n```\n\n```ts\nno\n```\n';
    expect(shownCommands('p', text).map(({ command }) => command)).toEqual([
      'a    b',
      'curl -d \'{\n  "x": 1 }\'',
    ]);
    expect(commands.length).toBeGreaterThan(50);
  });

  it('are each known to work by a test, or the reason is named why none runs it', () => {
    const unknown = commands.filter(({ command }) => !PROOFS.some(([pattern]) => pattern.test(command)));
    expect(unknown).toEqual([]);
  });

  it('name scripts of the project and files that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const wrong = commands.filter(({ command }) => {
      const [, script] = /^npm run ([\w:-]+)/.exec(command) ?? [];
      const [, path] = /^npx vitest (?:run|related --run) (\S+)/.exec(command) ?? [];
      const isMissing = path !== undefined && !existsSync(join(ROOT, path));
      return isMissing || (script !== undefined && !Object.hasOwn(scripts, script));
    });
    expect(wrong).toEqual([]);
  });

  it('are proven by tests that are there, and no proof is left over', () => {
    const unheld = PROOFS.filter(
      ([, proof]) =>
        !('notRun' in proof) && !readFileSync(join(ROOT, proof.test), 'utf8').includes(proof.has),
    );
    const unused = PROOFS.filter(([pattern]) => !commands.some(({ command }) => pattern.test(command)));
    expect([...unheld, ...unused].map(([pattern]) => String(pattern))).toEqual([]);
  });
});
