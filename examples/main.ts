/** Runs one example by its name: `npm run example -- NAME [options]`. */
const EXAMPLES: Readonly<Record<string, () => Promise<unknown>>> = {
  'story-generator': () => import('./story-generator/main.ts'),
  'podcast-pipeline': () => import('./podcast-pipeline/main.ts'),
  'chat-session': () => import('./chat-session/main.ts'),
  'plain-lambda': () => import('./plain-lambda/main.ts'),
  'job-page': () => import('./job-page/main.ts'),
  'agent-optimisation': () => import('./agent-optimisation/main.ts'),
};

const [name = '', ...rest] = process.argv.slice(2);
const run = Object.hasOwn(EXAMPLES, name) ? EXAMPLES[name] : undefined;
if (run === undefined) {
  console.log('npm run example -- NAME [options]: runs against a system that `npm start` started.\n');
  for (const known of Object.keys(EXAMPLES)) console.log(`  ${known}`);
  process.exitCode = name === '' || name === '--help' || name === '-h' ? 0 : 2;
} else {
  process.argv.splice(2, process.argv.length, ...rest);
  await run();
}
