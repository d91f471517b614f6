import { parseArgs } from 'node:util';
import { runTests } from './run-tests.ts';

/** Files whose properties are worth more runs than npm test has time for. */
const FILES = [
  'test/core/pricing/catalogue-price-book.test.ts',
  'test/core/gate/gate-histories.test.ts',
  'test/core/jobs/fan-out.test.ts',
  'test/adapters/dynamo/keep-day-sums.test.ts',
  'test/prove/faults/history.test.ts',
];

const HELP = `npm run prove -- properties [--times 10]

Tries the properties of prices, of the gate, of jobs that fan out, of sums by day and of totals under faults as often as npm test does, times N,
with the same seeds. Ends with 1 when one does not hold.

  --times N   how many times more often than npm test
`;

/** The proof's command; answers the exit code. @throws RangeError when an option is not a number */
export async function command(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      times: { type: 'string', default: '10' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (!/^[1-9]\d{0,3}$/.test(values.times)) {
    throw new RangeError(`--times must be a whole number from 1 to 9999; it is "${values.times}"`);
  }
  return await runTests(FILES, values.times);
}
