import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatDecimal, ONE, parseDecimal } from '../../core/money/decimal.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import { shareSystem } from '../support/shared/shared.ts';
import { callAsAdmin, readMails } from '../../testing/local-calls.ts';
import { waitFor } from '../../testing/wait-for.ts';

interface ShownAlert {
  readonly id: string;
  readonly status: string;
  readonly threshold: string;
  readonly deliveries: readonly { readonly channel: string; readonly status: string }[];
}

let system: LocalSystem;
/** How many mails other files have had sent. */
let earlier: number;

beforeAll(async () => {
  system = await shareSystem('ledger');
  earlier = (await readMails(system.endpoints)).length;
});

afterAll(() => system[Symbol.asyncDispose]());

const call = (method: string, path: string, body?: object) =>
  callAsAdmin(system.endpoints, method, path, body);

const mails = async () => (await readMails(system.endpoints)).slice(earlier);

function usage(usd: string): object {
  return {
    provider: 'example',
    service: 'tool',
    model: 'flat',
    usage: { requests: 1 },
    reportedCostUsd: usd,
  };
}

async function shownAlerts(): Promise<ShownAlert[]> {
  return (await call('GET', '/alerts?budgetId=organisation-daily'))['alerts'] as ShownAlert[];
}

/** What all have spent today, other files among them, in whole 10⁻¹² dollars. */
async function spentToday(): Promise<bigint> {
  const today = new Date().toISOString().slice(0, 10);
  const { totalUsd } = await call('GET', `/breakdown/provider?from=${today}&to=${today}`);
  return parseDecimal(String(totalUsd));
}

async function countAggregated(): Promise<number> {
  return Number((await call('GET', '/status'))['aggregated']);
}

describe('from usage to mail, on the local system', () => {
  it('one breach is one mail and one alert that is SENT', async () => {
    const [spent, counted] = [await spentToday(), await countAggregated()];
    // One usage reaches nine tenths of it from less than the first threshold, whatever others have spent.
    const limit = spent * 10n + ONE;
    const dailyLimit = formatDecimal(limit);
    await call('PUT', '/budget/config', {
      dailyLimit,
      emailAlerts: true,
      emailRecipients: ['ops@example.com'],
    });
    const usd = formatDecimal((limit / 10n) * 9n - spent);
    await call('POST', '/record', { ...usage(usd), correlationId: 'request-42' });
    const [mail] = await waitFor('a mail', mails, (list) => list.length > 0);
    expect(mail).toMatchObject({ destination: { to: ['ops@example.com'] } });
    expect(mail?.body.text).toContain('90 % of ');
    expect(mail?.body.html).toContain('class="bar"');
    // From the message over queue, entry, stream, bus and alert to who reads the mail.
    expect(mail?.body.text).toContain('Correlation id of the last usage before it: request-42.');
    expect(mail?.body.text).toContain(`Dashboard: ${new URL(system.endpoints.dashboard).origin}`);

    const alerts = await waitFor('an alert that is sent', shownAlerts, ([first]) => first?.status === 'SENT');
    expect(alerts).toMatchObject([
      {
        threshold: '80%',
        status: 'SENT',
        correlationId: 'request-42',
        deliveries: [{ status: 'SENT' }, { channel: 'email', status: 'SENT' }],
      },
    ]);
    expect(mail?.subject).toContain(`[alert ${alerts[0]?.id}]`);
    const { channels } = (await call('GET', '/alerts/latency')) as { channels: { unmeasured: number }[] };
    expect(channels.map(({ unmeasured }) => unmeasured)).toEqual(channels.map(() => 0));

    await call('POST', '/record', usage('0.01'));
    await waitFor('both events in the totals', countAggregated, (events) => events === counted + 2);
    expect(await mails()).toHaveLength(1);
    expect(await shownAlerts()).toHaveLength(1);
  });

  it('a limit that is lowered below the spend alerts at once, without new usage', async () => {
    await call('PUT', '/budget/config', { dailyLimit: formatDecimal(await spentToday()) });
    const all = await waitFor('a second mail', mails, (list) => list.length > 1);
    expect(all).toHaveLength(2);
    expect(all[1]?.subject).toContain('critical');
    // The crossing that began with 80 %: the page shows both in one row.
    const crossings = (await shownAlerts()).map(({ id }) => id.split('-')[0]);
    expect(crossings).toHaveLength(2);
    expect(new Set(crossings).size).toBe(1);
  });

  it('a threshold that is added below what a mail has told of is in the list, and in no mail', async () => {
    const scope = { kind: 'user', id: 'told-of-more' };
    const budget = { scope, period: 'daily', limitUsd: '0.001', thresholds: [{ percent: 50 }] };
    const before = (await mails()).length;
    const { id } = await call('POST', '/budgets', budget);
    await call('POST', '/record', { ...usage('0.0007'), userId: 'told-of-more' });
    const told = await waitFor('a mail', mails, (list) => list.length > before);
    expect(told).toHaveLength(before + 1);
    const added = [{ percent: 50 }, { percent: 60 }, { percent: 65, severity: 'emergency' }];
    await call('PUT', `/budgets/${String(id)}`, { ...budget, thresholds: added });
    const all = await waitFor('what is more serious', mails, (list) => list.length > before + 1);
    expect(all).toHaveLength(before + 2);
    expect(all.at(-1)?.subject).toContain('emergency');
    const raised = (await call('GET', `/alerts?budgetId=${String(id)}`))['alerts'] as ShownAlert[];
    const channels = raised.map(
      ({ threshold, deliveries }) => `${threshold} ${deliveries.map(({ channel }) => channel).join(' ')}`,
    );
    expect(channels.toSorted()).toEqual(['50% event email', '60% event', '65% event email']);
    await call('DELETE', `/budgets/${String(id)}`);
  });

  it('a user is told of their own limit in a mail of their own, beside the one to the recipients', async () => {
    const before = (await mails()).length;
    await call('PUT', '/users/told-by-mail', { email: 'ada@example.com' });
    const scope = { kind: 'user', id: 'told-by-mail' };
    const { id } = await call('POST', '/budgets', { scope, period: 'daily', limitUsd: '0.001' });
    await call('POST', '/record', { ...usage('0.0009'), userId: 'told-by-mail' });
    const list = await waitFor('two mails', mails, (all) => all.length > before + 1);
    const told = list.slice(before).map(({ destination }) => destination.to.join());
    expect(told.toSorted()).toEqual(['ada@example.com', 'ops@example.com']);
    const own = list.find(({ destination }) => destination.to.includes('ada@example.com'));
    expect(own?.body.text).toContain(`My costs: ${new URL('/me', system.endpoints.dashboard).href}`);
    expect(own?.body.text).not.toContain('ecommendation');

    await call('DELETE', `/budgets/${String(id)}`);
    expect((await call('GET', `/alerts?budgetId=${String(id)}`))['alerts']).toMatchObject([
      { resolvedAt: expect.any(String) as string },
    ]);
  });

  it('a webhook gets what was signed by the key that cannot be read back', async () => {
    const got: { body: string; headers: IncomingHttpHeaders }[] = [];
    const receiver = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        got.push({ body, headers: request.headers });
        response.writeHead(200).end();
      });
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const { port } = receiver.address() as AddressInfo;
    const webhookSigningKey = 'a-signing-key-of-many-characters';
    const form = { webhookUrl: `http://127.0.0.1:${port}/costs`, webhookSigningKey, webhookAlerts: true };
    expect(JSON.stringify(await call('PUT', '/budget/config', form))).not.toContain(webhookSigningKey);
    const { id } = await call('POST', '/alerts/test');
    // The answer waits three seconds for the channels, which a busy machine may need more than.
    const test = await waitFor(
      'a test that has ended',
      () => call('GET', `/alerts/${String(id)}`),
      ({ status, resolvedAt }) => status !== 'PENDING' && typeof resolvedAt === 'string',
    );
    receiver.close();
    expect(test).toMatchObject({
      kind: 'test',
      status: 'SENT',
      resolvedAt: expect.any(String) as string,
      deliveries: [
        { channel: 'event' },
        { channel: 'email' },
        { channel: 'webhook', status: 'SENT', attempts: 1 },
      ],
    });
    const [{ body, headers } = { body: '', headers: {} }] = got;
    const timestamp = String(headers['x-costkeeper-timestamp']);
    const expected = createHmac('sha256', webhookSigningKey).update(`${timestamp}.${body}`).digest('hex');
    expect(headers['x-costkeeper-signature']).toBe(`v1=${expected}`);
    expect(headers['x-costkeeper-alert']).toBe(test['id']);
    expect(JSON.parse(body)).toMatchObject({ id: test['id'], kind: 'test' });
  });

  it('and nothing of all that was sent twice', async () => {
    const sent = (await mails()).map(({ subject, destination }) => `${subject} to ${destination.to.join()}`);
    expect(sent.length).toBeGreaterThan(4);
    expect(new Set(sent).size).toBe(sent.length);
  });
});
