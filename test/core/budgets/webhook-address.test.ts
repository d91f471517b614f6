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
    'http://hooks.slack.com/x',
    'ftp://example.com/x',
    'not an address',
    'https://user:secret@example.com/x',
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
