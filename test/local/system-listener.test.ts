import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { HttpApi } from '../../local/api-gateway/gateway.ts';
import { gatewayAnswer } from '../../local/api-gateway/http-event.ts';
import { listenerOf, packed } from '../../local/system-listener.ts';

function answer(type: string, length: number) {
  return { status: 200, headers: { 'content-type': type }, body: Buffer.alloc(length, 'a') };
}

describe('files of the page', () => {
  it('are packed for who takes them so, as the distribution packs them', () => {
    const script = answer('text/javascript; charset=utf-8', 5000);
    const { headers, body } = packed(script, 'br, gzip');
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(gunzipSync(body)).toEqual(script.body);
    expect(body.length).toBeLessThan(100);
  });

  it('come as they are where nothing is gained or nobody asked', () => {
    const [script, picture, small] = [
      answer('text/javascript', 5000),
      answer('image/png', 5000),
      answer('text/html', 100),
    ];
    expect(packed(script, '')).toBe(script);
    expect(packed(picture, 'gzip')).toBe(picture);
    expect(packed(small, 'gzip')).toBe(small);
  });
});

describe('paths below those of the API', () => {
  it('are answered by the API where no route has them, and never by the page', async () => {
    const api: HttpApi = {
      owns: (path) => path.split('/')[1] === 'cost-tracking',
      answer: () => Promise.resolve(gatewayAnswer(404, 'Not Found')),
      tokenRules: undefined,
    };
    const parts = { pathSecret: 'secret', report: () => undefined } as unknown as Parameters<
      typeof listenerOf
    >[2];
    const server = createServer(listenerOf(api, () => gatewayAnswer(200, 'the page'), parts)).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const statusOf = async (path: string, method = 'GET') =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { method })).status;
    expect(await statusOf('/cost-tracking/nothing')).toBe(404);
    expect(await statusOf('/elsewhere', 'POST')).toBe(404);
    expect(await statusOf('/elsewhere')).toBe(200);
    server.closeAllConnections();
    server.close();
  });
});
