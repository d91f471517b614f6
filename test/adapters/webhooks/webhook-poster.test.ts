import { once } from 'node:events';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { describe, expect, it } from 'vitest';
import { webhookPoster } from '../../../adapters/webhooks/webhook-poster.ts';
import { OutcomeUnknownError } from '../../../core/alerts/alert-ports.ts';
import { webhookSignature } from '../../../core/alerts/channels.ts';

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

describe('webhookPoster', () => {
  it('posts JSON with a signature that the receiver can check', async () => {
    const { url, got, server } = await receiver(200);
    const body = '{"id":"abc-1"}';
    const signature = `v1=${webhookSignature('a-long-signing-key', '1700000000', body)}`;
    await webhookPoster.post(
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
      const error = await webhookPoster.post(url, {}, '{}').catch((caught: unknown) => caught as Error);
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(OutcomeUnknownError);
      expect((error as Error).message).toContain(String(status));
      expect((error as Error).message).not.toContain('secret');
      expect(got).toHaveLength(1);
      server.close();
    },
  );

  it('says that nobody knows when the answer is lost, and that nothing went when nobody listens', async () => {
    const { url, server } = await receiver('hang up');
    await expect(webhookPoster.post(url, {}, '{}')).rejects.toBeInstanceOf(OutcomeUnknownError);
    server.close();
    await once(server, 'close');
    await expect(webhookPoster.post(url, {}, '{}')).rejects.toThrow('ECONNREFUSED');
  });
});
