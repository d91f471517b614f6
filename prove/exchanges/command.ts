import { parseArgs } from 'node:util';
import { readExchanges } from './exchange.ts';
import { runExchange } from './run-exchange.ts';

const HELP = `npm run prove -- exchanges [--file NAME] [--json]

Runs the exchanges of test/exchanges: each request and its answer or stream through the wrapper of its protocol, through
POST /record/{provider}, and, where spans and the AI SDK can tell what it used, through these. Ends with 1 when one way
comes to other parts, another cost (to the pico-dollar), another provider or another reported cost than the exchange says.

  --file NAME  only exchanges of files whose name has NAME in it
  --json       only the last line, one JSON object
`;

/** Runs the proof; 0 if every exchange is right by every way. */
export async function command(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      file: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const wanted = readExchanges().filter(({ file }) => file.includes(values.file));
  const outcomes = await Promise.all(
    wanted.map(async ({ file, exchange }) => ({ file, exchange, ...(await runExchange(exchange)) })),
  );
  const wrong = outcomes.filter(({ faults }) => faults.length > 0);
  for (const { file, exchange, faults } of wrong) {
    console.error(`${file}: ${exchange.name}\n  ${faults.join('\n  ')}`);
  }
  const right = outcomes.length - wrong.length;
  const paths = new Set(wanted.map(({ exchange: { provider, path } }) => `${provider}/${path}`)).size;
  const providers = new Set(wanted.map(({ exchange: { provider } }) => provider)).size;
  const checks = outcomes.reduce((sum, { ways }) => sum + ways.length, 0);
  if (!values.json) console.log(`${right} of ${outcomes.length} exchanges`);
  const ok = wrong.length === 0 && outcomes.length > 0;
  console.log(JSON.stringify({ ok, right, exchanges: outcomes.length, providers, paths, checks }));
  return ok ? 0 : 1;
}
