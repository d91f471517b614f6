import { describe, expect, it } from 'vitest';
import type { ChannelName } from '../../../core/alerts/alert.ts';
import { CannotDeliverError } from '../../../core/alerts/alert-ports.ts';
import { alertChannels } from '../../../core/alerts/channels.ts';
import { type ChannelPorts, type OutgoingMail } from '../../../core/alerts/channel-ports.ts';
import { slackMessage } from '../../../core/alerts/slack-channel.ts';
import { BudgetBook } from '../../../core/budgets/budget-book.ts';
import type { StoredForm } from '../../../core/budgets/organisation-form.ts';
import { picoUsd, type PicoUsd } from '../../../core/money/decimal.ts';
import { anAlert } from '../../../testing/an-alert.ts';

const FACTS = { services: [], days: [], top: { heading: 'Model', items: [] }, optimizations: [] };

const ORGANISATION = anAlert();

/** Channels over a form, and what went out of them. */
function start(form: StoredForm, more: Partial<ChannelPorts> = {}) {
  const stored = { version: 1n, budgets: [], form, revenue: new Map<string, PicoUsd>() };
  const book = new BudgetBook(stored, { budgets: [], form: {} });
  const mails: OutgoingMail[] = [];
  const posts: { url: string; body: string }[] = [];
  const channels = alertChannels({
    books: { current: () => Promise.resolve(book) },
    events: { alertRaised: () => Promise.resolve() },
    mailer: { send: (mail) => Promise.resolve(void mails.push(mail)) },
    poster: { post: ({ href: url }, _, body) => Promise.resolve(void posts.push({ url, body })) },
    secrets: { decrypt: (sealed) => Promise.resolve(sealed.replace('sealed ', '')) },
    facts: () => Promise.resolve(FACTS),
    mailOf: (userId) => Promise.resolve(userId.includes('@') ? userId : undefined),
    dashboardUrl: undefined,
    development: false,
    clock: { now: () => 0 },
    ...more,
  });
  return { channels, mails, posts };
}

describe('the mail channel', () => {
  const recipients = ['ops@example.com', 'cfo@example.com'];

  it('writes to the recipients of the form, also about the limit of one user', async () => {
    const { channels, mails } = start({ emailRecipients: recipients });
    await channels.email.send(ORGANISATION);
    await channels.email.send(anAlert({ value: { kind: 'user', id: 'ada@example.com' } }));
    expect(mails.map(({ to }) => to)).toEqual([recipients, recipients]);
    expect(mails[0]?.alertId).toBe(ORGANISATION.id);
  });

  it('writes to a user about their own limit without the optimizations and addresses of others', async () => {
    const optimizations = [{ title: 'Use a smaller model', effort: 'low', saving: picoUsd(1n) } as const];
    const { channels, mails } = start(
      { emailRecipients: recipients },
      {
        dashboardUrl: 'https://costs.example.com/',
        facts: () => Promise.resolve({ ...FACTS, optimizations }),
      },
    );
    const alert = anAlert({ value: { kind: 'user', id: 'ada@example.com' } });
    await channels.email.send(alert);
    await channels['user-email'].send(alert);
    const [admins, own] = mails;
    expect(own).toMatchObject({ to: ['ada@example.com'], alertId: alert.id });
    expect(admins?.text).toContain('Use a smaller model');
    for (const body of [own?.text, own?.html]) {
      expect(body).not.toContain('ecommendation');
      expect(body).not.toContain('Use a smaller model');
      expect(body).toContain('https://costs.example.com/me');
      for (const address of recipients) expect(body).not.toContain(address);
    }
  });
});

describe('a channel that is not set up', () => {
  it.each<[ChannelName, Partial<ChannelPorts>, string]>([
    ['email', {}, 'emailRecipients'],
    ['email', { mailer: undefined }, 'mailSender'],
    ['user-email', { mailer: undefined }, 'mailSender'],
    ['user-email', {}, 'no mail address'],
    ['slack', {}, 'slackWebhookUrl'],
    ['webhook', {}, 'webhookSigningKey'],
  ])('%s says what to do and is not tried again', async (channel, more, word) => {
    const error: unknown = await start({}, more)
      .channels[channel].send(ORGANISATION)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(CannotDeliverError);
    expect(String(error)).toContain(word);
  });
});

describe('what Slack gets', () => {
  it('is one message of all thresholds of a crossing, led by what was spent', async () => {
    const { channels, posts } = start({ sealedSlackWebhook: 'sealed https://hooks.slack.com/x' });
    const alerts = [
      anAlert({ threshold: '120%', basis: 'projected' }),
      anAlert({ threshold: '50%' }),
      anAlert({ threshold: '80%' }),
    ];
    await channels.slack.sendTogether?.(alerts);
    expect(posts).toHaveLength(1);
    expect(posts[0]?.body).toContain('2 thresholds were reached at once: ');
    expect(posts[0]?.body).toContain('The projection for the end is ');
  });

  it('is cut between characters, never within one', () => {
    for (const shift of ['', 'x']) {
      const message = slackMessage([{ ...ORGANISATION, budgetName: shift + '😀'.repeat(2000) }], undefined);
      const texts = message.blocks.flatMap((block) => ('text' in block ? [block.text.text] : []));
      expect(texts.map((text) => text.isWellFormed())).toEqual(texts.map(() => true));
      expect(texts[0]?.length).toBeGreaterThan(140);
    }
  });

  it('is plain text alone, whatever a name holds, and one link of our own', () => {
    const name = '<!channel> *bold* https://evil.example/login <https://evil.example|here>';
    const message = slackMessage([{ ...ORGANISATION, budgetName: name }], 'https://page.example/');
    const texts = message.blocks.flatMap((block) => ('text' in block ? [block.text] : []));
    expect(texts.length).toBeGreaterThan(2);
    expect(texts.map(({ type }) => type)).toEqual(texts.map(() => 'plain_text'));
    expect(texts.some(({ text }) => text.includes('<!channel>'))).toBe(true);
    const links = message.blocks.filter((block) => block.type === 'rich_text');
    expect(JSON.stringify(links)).not.toContain('evil');
    expect([message.mrkdwn, message.text.includes('<')]).toEqual([false, false]);
  });
});

describe('channels with a secret address', () => {
  it('open it where it is used', async () => {
    const { channels, posts } = start({
      sealedSlackWebhook: 'sealed https://hooks.slack.com/x',
      sealedWebhook: 'sealed https://hooks.example.com/y',
      sealedWebhookKey: 'sealed key',
    });
    await channels.slack.send(ORGANISATION);
    await channels.webhook.send(ORGANISATION);
    expect(posts.map(({ url }) => url)).toEqual(['https://hooks.slack.com/x', 'https://hooks.example.com/y']);
    expect(JSON.parse(posts[1]?.body ?? '')).toMatchObject({ id: ORGANISATION.id, threshold: '80%' });
  });

  it('do not call into a private network, whatever is stored, and do not tell the address', async () => {
    const { channels, posts } = start({ sealedSlackWebhook: 'sealed https://10.0.0.1/token' });
    const error: unknown = await channels.slack.send(ORGANISATION).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(CannotDeliverError);
    expect(String(error)).not.toContain('token');
    expect(posts).toEqual([]);
  });
});
