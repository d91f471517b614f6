import { describe, expect, it } from 'vitest';
import { checkWebhookAddress } from '../../../core/budgets/webhook-address.ts';

const check = (text: string, development = false) => checkWebhookAddress(text, 'webhookUrl', development);

describe('checkWebhookAddress', () => {
  it.each(['https://hooks.slack.com/services/T/B/x', 'https://93.184.216.34/x', 'https://[2606:4700::1]/x'])(
    'takes %s',
    (text) => {
      expect(check(text).href).toBe(text);
    },
  );

  it.each([
    ['100.64/10', ['100.63.255.255', '100.128.0.1', '101.64.0.1', '101.100.0.1']],
    ['169.254/16', ['169.253.169.254', '170.254.0.1']],
    ['172.16/12', ['172.15.255.255', '172.32.0.1', '173.16.0.1', '173.20.0.1']],
    [
      '192.168/16 and the small nets beside it',
      ['192.167.0.1', '192.0.1.1', '192.1.0.1', '192.1.2.1', '193.168.0.1'],
    ],
    [
      '198.18/15 and the example in 198',
      ['198.17.0.1', '198.20.0.1', '198.51.99.1', '198.52.100.1', '199.18.0.1'],
    ],
    ['the example in 203', ['203.0.112.1', '203.1.113.1', '204.0.113.1']],
    ['224/3', ['223.255.255.255']],
  ])('takes what lies beside %s', (_net, addresses) => {
    for (const address of addresses) expect(check(`https://${address}/x`).hostname).toBe(address);
  });

  it.each([
    [
      'its first and last',
      ['100.64.0.0', '100.127.255.255', '172.16.0.0', '172.31.255.255', '198.18.0.0', '198.19.255.255'],
    ],
    ['the small nets of 192', ['192.0.0.8', '192.0.2.255']],
    ['multicast and what is reserved', ['224.0.0.1', '240.0.0.1', '255.255.255.255']],
  ])('refuses of a private net %s', (_net, addresses) => {
    for (const address of addresses) expect(() => check(`https://${address}/x`)).toThrow('public host');
  });

  it.each([
    'http://hooks.slack.com/x',
    'ftp://example.com/x',
    'not an address',
    'https://user:secret@example.com/x',
    'https://user@example.com/x',
    'https://:secret@example.com/x',
    'http://127.0.0.1/x',
    'https://localhost/x',
    'https://localhost./x',
    'https://printer/x',
    'https://db.internal/x',
    'https://127.0.0.1/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://10.1.2.3/x',
    'https://100.64.0.1/x',
    'https://192.0.2.1/x',
    'https://198.51.100.1/x',
    'https://203.0.113.9/x',
    'https://[2001:db8::1]/x',
    'https://169.254.169.254/latest/meta-data',
    'https://172.16.0.1/x',
    'https://192.168.1.1/x',
    'https://0.0.0.0/x',
    'https://[::1]/x',
    'https://[::ffff:10.0.0.1]/x',
    'https://[fd00::1]/x',
    'https://[fe80::1]/x',
    'https://[2002:7f00:1::]/x',
  ])('refuses %s, naming the field', (text) => {
    expect(() => check(text)).toThrow(/^webhookUrl must/);
  });

  it('lets a developer call this machine, and http nowhere else', () => {
    expect(check('http://localhost:4000/x', true).port).toBe('4000');
    expect(check('http://127.0.0.1/x', true).protocol).toBe('http:');
    expect(check('https://10.0.0.1/x', true).hostname).toBe('10.0.0.1');
    expect(() => check('http://10.0.0.1/x', true)).toThrow('https://');
    expect(() => check('http://example.com/x', true)).toThrow('https://');
  });
});
