import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { startedAs, tellWrongUse } from '../contracts/started-as.ts';
import { readOptions } from './read-options.ts';
import { followMessage } from './smoke/follow-message.ts';
import { systemHopClock } from './smoke/hops.ts';
import { localTarget } from './smoke/local-target.ts';
import { closingLines, hopLine } from './smoke/receipt.ts';
import { stageTarget } from './smoke/stage-target.ts';
import type { SmokeTarget } from './smoke/target.ts';

/** SES takes mails to its simulator in the sandbox too, and delivers them nowhere. */
const SIMULATOR = 'success@simulator.amazonses.com';

const HELP = `${startedAs('npm run smoke --', process.env)} [--stage NAME]: sends one synthetic message through everything and follows it.

Preflight of a browser, key, quote, budget, queue, ledger, totals, a read by IAM, alert mail, export; then takes back what it made.
Without --stage it goes through the running local system.

  --stage NAME      a deployed stage, with your AWS credentials; COSTKEEPER_TOKEN may hold an admin's token, else
                    a user is made in the stage's pool and deleted again
  --region NAME     the stage's region (default: that of your credentials)
  --start           start a local system with --strict for this run and stop it after
  --endpoints FILE  endpoints file of the running local system (default .local/endpoints.json)
  --origin ORIGIN   the page's origin (default: the dashboard's of a stage, else https://smoke.example.com)
  --mail ADDRESS    who gets the alert mail (default: ${SIMULATOR})
  --no-mail         leave the alert mail out: the stage has no mailSender
  --timeout N       seconds that one hop may take (default 300)
  --json            no table; one JSON line at the end
  --help            this text

Exit code 1: a hop broke, and the last lines say which and how.`;

const { values } = readOptions({
  options: {
    stage: { type: 'string' },
    region: { type: 'string' },
    start: { type: 'boolean', default: false },
    endpoints: { type: 'string', default: path.join('.local', 'endpoints.json') },
    origin: { type: 'string' },
    mail: { type: 'string', default: SIMULATOR },
    'no-mail': { type: 'boolean', default: false },
    timeout: { type: 'string', default: '300' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function smoke(target: SmokeTarget): Promise<boolean> {
  if (!values.json) console.log(`One message through ${target.name} (${target.api}):`);
  const result = await followMessage({
    target,
    runId: randomBytes(6).toString('hex'),
    occurredAt: new Date().toISOString(),
    mailTo: values['no-mail'] ? undefined : values.mail,
    clock: systemHopClock(Number(values.timeout) * 1000),
    told: (hop) => values.json || console.log(hopLine(hop)),
  });
  if (values.json) console.log(JSON.stringify(result));
  else for (const line of closingLines(result)) console[result.ok ? 'log' : 'error'](line);
  return result.ok;
}

async function main(): Promise<boolean> {
  const { stage, region, origin } = values;
  if (stage !== undefined) {
    const target = await stageTarget({ stage, region, origin, token: process.env['COSTKEEPER_TOKEN'] });
    try {
      return await smoke(target);
    } finally {
      await target.close();
    }
  }
  if (!values.start) return await smoke(localTarget(values.endpoints, origin));
  // Only here: the command line comes without the local system too.
  const { startLocalSystem } = await import('../testing/local-system.ts');
  await using system = await startLocalSystem('--strict');
  return await smoke(localTarget(system.file, origin));
}

if (values.help) console.log(HELP);
else if (!/^[1-9]\d*$/.test(values.timeout)) {
  const wrong = new Error(`--timeout takes whole seconds, not "${values.timeout}"`);
  process.exitCode = tellWrongUse(wrong, process.argv, process.env);
} else {
  try {
    process.exitCode = (await main()) ? 0 : 1;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // Nothing was sent yet: the system cannot be reached.
    if (values.json)
      console.log(JSON.stringify({ ok: false, hops: [], failed: { hop: 'start', reason }, left: [] }));
    else console.error(`FAILED at "start": ${reason}`);
    process.exitCode = 1;
  }
}
