/** How a command of the documentation is tried. */
export type Rule =
  /** It is run, or what stands in its place: another port, a folder that goes, an end where it would go on for ever. */
  | { readonly run: (command: string) => string; readonly takes?: 'long' }
  /** Its options are asked for: it runs for hours, or on data of a user's. */
  | { readonly help: string }
  /** A test does the same, and says so in `has`. */
  | { readonly test: string; readonly has: string }
  /** Nothing runs it, for this reason. */
  | { readonly notRun: string };

const asShown: Rule = { run: (command) => command };
const AWS: Rule = { notRun: 'it needs an AWS account' };
const CHANGES: Rule = { notRun: 'it is for work on this repository, and changes or watches its files' };
const IN_CI = (has: string): Rule => ({ test: '.ci/run', has });

/** Each kind of command; the first that fits counts. `until_ready`, `scratch` and the like are of run-page.ts. */
export const RULES: readonly (readonly [RegExp, Rule])[] = [
  [/^(aws|npx cdk (bootstrap|deploy|destroy)) /, AWS],
  [/^POOL=\$\(aws /, AWS],
  [/^npm run smoke -- --stage/, AWS],
  [/^npx costkeeper doctor --stage/, AWS],
  [/^npm ci && npm start$/, { run: () => 'until_ready node scripts/start.ts', takes: 'long' }],
  [/^npm ci/, IN_CI('npm ci')],
  [/^npm test/, IN_CI('npm test')],
  [/^npm run check( +#|$)/, IN_CI('npm run check')],
  [/^npm run check /, { run: (command) => command, takes: 'long' }],
  [/^npm run (format|test:changed|test:watch)/, CHANGES],
  [/^npx vitest run /, { run: (command) => command, takes: 'long' }],
  [/^npx vitest related /, { notRun: 'it runs a fifth of all tests, which CI does' }],
  [/^npx cdk synth /, { run: (command) => `${command} --quiet --output "$scratch/cdk.out"`, takes: 'long' }],
  [/^npm run rates /, { run: (command) => `${command.replace(/ (\S+\.xml)/, ' "$scratch/$1"')} --dry-run` }],
  [
    /^npm run template /,
    { run: (command) => command.replace('--out template', '--out "$scratch/template"'), takes: 'long' },
  ],
  [
    /^node scripts\/prices-import-aws\.ts /,
    { test: 'test/scripts/prices/aws-price-list.test.ts', has: 'readOffer' },
  ],
  [/^npm run prices:sync/, { test: 'test/scripts/prices-sync.test.ts', has: 'prices-sync.ts' }],
  [/^npm run bench -- /, { help: 'it runs on a ledger of a million entries' }],
  [/^npm run local -- --data DIR/, { help: 'it shows a ledger of a million entries' }],
  // The package is tried by the proof of tarballs; this is the same program from its source.
  [/^npx costkeeper local/, { run: () => 'until_ready node local/main.ts --sample', takes: 'long' }],
  [
    /^npx costkeeper keys create /,
    { run: (command) => `ID=$(${command} --json | node -p 'JSON.parse(require("fs").readFileSync(0)).id')` },
  ],
  // 1 says that a key ends soon, of another test of this ledger.
  [/^npx costkeeper keys list /, { run: (command) => `${command} || [ $? -eq 1 ]` }],
  [
    /^(npm create costkeeper|cd my-costs)/,
    { test: 'test/packages/from-tarballs.test.ts', has: 'dist/create-costkeeper.js' },
  ],
  [/^(npx costkeeper|curl|export|[a-z]+\(\)|[A-Z]+=)/, asShown],
];

/** The rule for a command. */
export function ruleFor(command: string): Rule | undefined {
  return RULES.find(([pattern]) => pattern.test(command))?.[1];
}
