import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { fetchText } from '../../../adapters/prices/fetch-text.ts';

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the text at an address', () => {
  it('is read, also behind a redirect as release pages have them', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/pack') response.writeHead(302, { location: '/there' }).end();
      else response.end('a pack');
    });
    expect(await fetchText(`${url}/pack`, 100)).toBe('a pack');
  });

  it('is read no further than a pack can be', async () => {
    const url = await serve((_request, response) => response.end('x'.repeat(200)));
    await expect(fetchText(url, 100)).rejects.toThrow(/more than 100 bytes/);
  });

  it('is an error that names the address where there is none', async () => {
    const url = await serve((_request, response) => response.writeHead(404).end());
    await expect(fetchText(url, 100)).rejects.toThrow(`${url} answers 404`);
    await expect(fetchText('http://127.0.0.1:9/pack', 100)).rejects.toThrow(
      /127\.0\.0\.1:9\/pack does not answer/,
    );
  });

  it('is an error that says why nothing came, or no more', async () => {
    const loop = await serve((request, response) =>
      response.writeHead(302, { location: request.url ?? '/' }).end(),
    );
    await expect(fetchText(`${loop}/loop`, 100)).rejects.toThrow(
      `${loop}/loop does not answer: redirect count exceeded`,
    );
    const cut = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '50' });
      response.write('half', () => response.destroy());
    });
    const ended = await fetchText(cut, 100).catch(String);
    expect(ended).toContain(`${cut} ends before its end: `);
    expect(ended).not.toContain('terminated');
  });

  it('is an error without the keys of the address', async () => {
    const url = await serve((_request, response) => response.writeHead(403).end());
    await expect(fetchText(`${url}/pack?key=hidden`, 100)).rejects.toThrow(`${url}/pack?… answers 403`);
    const failed = await fetchText('http://reader:hidden@127.0.0.1:9/pack?key=hidden', 100).catch(String);
    expect(failed).toMatch(/127\.0\.0\.1:9\/pack\?… does not answer/);
    expect(failed).not.toContain('hidden');
  });
});
