import { SUITES, suiteProof } from '../prove/whole/command.ts';

/** A proof takes the rest of the command line and answers the exit code. */
interface Proof {
  command(args: readonly string[]): Promise<number>;
}

const PROOFS: Record<string, { readonly about: string; readonly load: () => Promise<Proof> }> = {
  faults: {
    about: 'totals are exact after crashes, lost answers, zombies, redeliveries and conflicts',
    load: () => import('../prove/faults/command.ts'),
  },
  mutation: {
    about: 'the tests notice when one thing of the code that counts money is changed',
    load: () => import('../prove/mutation/command.ts'),
  },
  client: {
    about: 'what applications record reaches the ledger once, though the queue fails and processes end',
    load: () => import('../prove/client/command.ts'),
  },
  inputs: {
    about: 'no bad input stops a batch, answers 5xx, hurts its neighbours or is refused without a field',
    load: () => import('../prove/inputs/command.ts'),
  },
  packs: {
    about: 'no broken price pack comes into force, each for its own reason, and sound ones still do',
    load: () => import('../prove/packs/command.ts'),
  },
  'live-pack': {
    about: 'a published pack is in force within 60 s, and what waited is settled within 10 s, exactly',
    load: () => import('../prove/live-pack/command.ts'),
  },
  bundles: {
    about:
      'an application over HTTP builds with esbuild, Vite and webpack, and runs on Node, Bun, Deno and workerd',
    load: () => import('../prove/bundles/command.ts'),
  },
  docs: {
    about: 'each command that the documentation shows runs, or says why nothing runs it',
    load: () => import('../prove/docs/command.ts'),
  },
  sdks: {
    about: 'old and new versions of wrapped SDKs record each call, or their wrapper refuses them',
    load: () => import('../prove/sdks/command.ts'),
  },
  recipes: {
    about:
      'the recipes of the guides about frameworks record each call at its exact cost, as they stand there',
    load: () => import('../prove/recipes/command.ts'),
  },
  exchanges: {
    about:
      'recorded exchanges with providers come to the right parts and cost by every way that they can come',
    load: () => import('../prove/exchanges/command.ts'),
  },
  kills: {
    about: 'nothing is lost or counted twice when parts of the local system are killed under load',
    load: () => import('../prove/kills/command.ts'),
  },
  ways: {
    about:
      'a call that comes as span, by the wrapper and as a gateway logs it is one entry, its totals exact',
    load: () => import('../prove/ways/command.ts'),
  },
  pages: {
    about:
      'every page of the dashboard keeps WCAG 2.2 AA in four looks and shows no amount that the API did not answer',
    load: () => import('../prove/pages/command.ts'),
  },
  browsers: {
    about: 'every page of the dashboard shows in Firefox and WebKit what it shows in Chromium',
    load: () => import('../prove/browsers/command.ts'),
  },
  templates: {
    about: 'whatever is taken away from the templates, opened or weakened is noticed by a rule',
    load: () => import('../prove/templates/command.ts'),
  },
  properties: {
    about:
      'prices, the gate and totals keep their properties in many more seeded runs than npm test has time for',
    load: () => import('../prove/properties/command.ts'),
  },
};

/** Claims that a benchmark measures. */
const MEASURED: Readonly<Record<string, { readonly about: string; readonly bench: string }>> = {
  load: { about: 'events a second, freshness, and PostgreSQL beside it', bench: 'throughput' },
  cost: { about: 'request units and dollars per event, and what the ledger costs at rest', bench: 'cost' },
  scale: { about: 'the walls and the bill at 10 to 100,000 events a second, on paper', bench: 'scale' },
};

for (const name of Object.keys(SUITES) as (keyof typeof SUITES)[]) {
  PROOFS[name] = { about: SUITES[name].about, load: () => Promise.resolve(suiteProof(name)) };
}

for (const [measured, { about, bench }] of Object.entries(MEASURED)) {
  PROOFS[measured] = {
    about,
    load: async () => (await import('../prove/measures/command.ts')).measurement(bench),
  };
}

const [name = '', ...args] = process.argv.slice(2);
const proof = Object.hasOwn(PROOFS, name) ? PROOFS[name] : undefined;
if (proof) {
  try {
    process.exitCode = await (await proof.load()).command(args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
} else {
  console.log(
    'npm run prove -- NAME [options]: shows that a property of the ledger holds; --help tells more.\n',
  );
  for (const [known, { about }] of Object.entries(PROOFS)) console.log(`  ${known.padEnd(12)} ${about}`);
  process.exitCode = name === '' || name === '--help' || name === '-h' ? 0 : 2;
}
