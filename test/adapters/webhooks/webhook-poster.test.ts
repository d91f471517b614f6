import { once } from 'node:events';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { describe, expect, it } from 'vitest';
import { webhookPoster } from '../../../adapters/webhooks/webhook-poster.ts';
import { CannotDeliverError, OutcomeUnknownError } from '../../../core/alerts/alert-ports.ts';
import { webhookSignature } from '../../../core/alerts/webhook-channel.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function receiver(answer: number | 'hang up'): Promise<{ url: URL; got: Received[]; server: Server }> {
  const got: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      if (answer === 'hang up') request.socket.destroy();
      else response.writeHead(answer, { location: 'http://127.0.0.1:1/' }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: new URL(`http://127.0.0.1:${port}/hook?token=secret`), got, server };
}

const poster = webhookPoster(true);

describe('webhookPoster', () => {
  it('posts JSON with a signature that the receiver can check', async () => {
    const { url, got, server } = await receiver(200);
    const body = '{"id":"abc-1"}';
    const signature = `v1=${webhookSignature('a-long-signing-key', '1700000000', body)}`;
    await poster.post(
      url,
      { 'X-Costkeeper-Timestamp': '1700000000', 'X-Costkeeper-Signature': signature },
      body,
    );
    const [{ headers, body: seen } = { headers: {}, body: '' }] = got;
    const expected = createHmac('sha256', 'a-long-signing-key')
      .update(`${String(headers['x-costkeeper-timestamp'])}.${seen}`)
      .digest('hex');
    expect(headers['x-costkeeper-signature']).toBe(`v1=${expected}`);
    expect(headers['content-type']).toBe('application/json');
    server.close();
  });

  it.each([500, 302, 404] as const)(
    'takes %i for not delivered, follows nothing and tells no address',
    async (status) => {
      const { url, got, server } = await receiver(status);
      const error = await poster.post(url, {}, '{}').catch((caught: unknown) => caught as Error);
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(OutcomeUnknownError);
      expect((error as Error).message).toContain(String(status));
      expect((error as Error).message).not.toContain('secret');
      expect(got).toHaveLength(1);
      server.close();
    },
  );

  it('says unknown when the answer is lost, and not sent when no server listens', async () => {
    const { url, server } = await receiver('hang up');
    await expect(poster.post(url, {}, '{}')).rejects.toBeInstanceOf(OutcomeUnknownError);
    server.close();
    await once(server, 'close');
    await expect(poster.post(url, {}, '{}')).rejects.toThrow('ECONNREFUSED');
  });

  it.each([
    [['10.0.0.7']],
    [['127.0.0.1']],
    [['::1']],
    [['::ffff:10.0.0.1']],
    [['fd00::5']],
    [['169.254.169.254']],
    [['93.184.216.34', '192.168.1.1']],
  ])('makes no call where the name resolves to %s', async (addresses) => {
    const { url, got, server } = await receiver(200);
    const named = new URL(url);
    named.hostname = 'hooks.example.com';
    const resolved = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const closed = webhookPoster(false, (_name, answer) => answer(null, resolved));
    await expect(closed.post(named, {}, '{}')).rejects.toBeInstanceOf(CannotDeliverError);
    expect(got).toEqual([]);
    server.close();
  });

  it.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433'])(
    'makes no call to %s in the place of a name',
    async (host) => {
      const { url, got, server } = await receiver(200);
      url.hostname = host;
      await expect(webhookPoster(false).post(url, {}, '{}')).rejects.toBeInstanceOf(CannotDeliverError);
      expect(got).toEqual([]);
      server.close();
    },
  );

  it('connects to the address that was looked at, and asks once', async () => {
    const { url, got, server } = await receiver(200);
    const named = new URL(url);
    named.hostname = 'hooks.example.com';
    const asked: string[] = [];
    const open = webhookPoster(true, (name, answer) => {
      asked.push(name);
      answer(null, [{ address: '127.0.0.1', family: 4 }]);
    });
    await open.post(named, {}, '{}');
    expect(asked).toEqual(['hooks.example.com']);
    expect(got[0]?.headers.host).toBe(named.host);
    server.close();
  });

  it('says that nothing went where the name has no address', async () => {
    const unknown = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    const nowhere = webhookPoster(false, (_name, answer) => answer(unknown, []));
    await expect(nowhere.post(new URL('https://hooks.example.com/x'), {}, '{}')).rejects.toThrow('ENOTFOUND');
  });
});
