import { setTimeout as sleep } from 'node:timers/promises';
import { startLocalSystem, type LocalSystem } from '../testing/local-system.ts';
import { callAsAdmin, readMails } from '../testing/local-calls.ts';
import { percentile } from './support/percentile.ts';

export const description = 'from a usage message that breaches a limit to the mail in the local inbox';

const BREACHES = 100;
/** Far more than a breach takes; a mail that takes longer counts as missing. */
const MOST_MS = 20_000;

/** Milliseconds from sending the usage to the first look at the inbox that shows one mail more. */
async function breach(system: LocalSystem, number: number): Promise<number> {
  const before = (await readMails(system.endpoints)).length;
  const usage = { requests: 1 };
  const spent = { provider: 'example', service: 'tool', model: 'flat', usage, reportedCostUsd: '0.9' };
  const started = performance.now();
  await callAsAdmin(system.endpoints, 'POST', '/record', { ...spent, userId: `user-${number}` });
  while ((await readMails(system.endpoints)).length === before) {
    if (performance.now() - started > MOST_MS) throw new Error(`breach ${number} brought no mail`);
    await sleep(5);
  }
  return performance.now() - started;
}

/** Runs the whole local system with its schedule far away, and breaches the limit of one user after the other. */
export async function run() {
  console.log('starting the local system (freshnessSeconds 0)');
  await using system = await startLocalSystem();
  await callAsAdmin(system.endpoints, 'PUT', '/budget/config', { emailRecipients: ['ops@example.com'] });
  const scope = { kind: 'user', id: '*' };
  await callAsAdmin(system.endpoints, 'POST', '/budgets', {
    scope,
    period: 'daily',
    limitUsd: '1',
    enforcement: 'alert',
  });
  const first = await breach(system, 0);
  const times: number[] = [];
  for (let number = 1; number <= BREACHES; number += 1) {
    times.push(await breach(system, number));
    if (number % 20 === 0) console.log(`${number} of ${BREACHES} breaches`);
  }
  const sent = await readMails(system.endpoints);
  const milliseconds = { p50: percentile(times, 0.5), p99: percentile(times, 0.99), max: Math.max(...times) };
  const rounded = Object.fromEntries(
    Object.entries(milliseconds).map(([name, ms]) => [name, Math.round(ms)]),
  );
  console.log(`breach to mail: p50 ${rounded['p50']} ms, p99 ${rounded['p99']} ms (goal 3,000)`);
  return {
    bench: 'alerts',
    breaches: BREACHES,
    mails: sent.length - 1,
    distinctMails: new Set(sent.map(({ subject }) => subject)).size - 1,
    coldMilliseconds: Math.round(first),
    milliseconds: rounded,
  };
}
