import { describe, expect, it } from 'vitest';
import { createHttpTransport } from '../../../client/core/http-transport.ts';
import { createCostkeeper } from '../../../client/index.ts';
import { startStub } from '../support/json-server.ts';

const CALL = { provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 800 } };

describe('the HTTP transport', () => {
  it('posts to /record with a fresh token, waits as told, and reports what the ledger rejected', async () => {
    await using api = await startStub((_request, count) =>
      count === 1
        ? { status: 429, headers: { 'retry-after': '0.05' }, json: { message: 'Too Many Requests' } }
        : {
            status: 202,
            json: { ids: ['a'], rejected: [{ index: 1, errors: { model: 'must not be empty' } }] },
          },
    );
    let tokens = 0;
    const letters: unknown[] = [];
    await using costkeeper = createCostkeeper({
      apiUrl: `${api.url}/cost-tracking`,
      token: () => `t${(tokens += 1)}`,
      flushOnExit: false,
      warn: () => undefined,
      onDeadLetter: (letter) => letters.push(letter),
    });
    costkeeper.record({ ...CALL, id: 'a' });
    costkeeper.record({ ...CALL, id: 'b', model: '' });
    await costkeeper.flush();
    expect(api.seen.map((request) => [request.path, request.headers.authorization])).toEqual([
      ['/cost-tracking/record', 'Bearer t1'],
      ['/cost-tracking/record', 'Bearer t2'],
    ]);
    expect(api.seen[0]?.body).toBe(api.seen[1]?.body);
    expect(letters).toMatchObject([{ reason: 'rejected', events: [{ id: 'b' }] }]);
    expect(costkeeper.stats()).toMatchObject({ delivered: 1, retries: 1, lost: { rejected: 1 } });
  });

  it('tells each event of a batch of which the ledger accepts none why, and sends it once', async () => {
    await using api = await startStub(() => ({
      status: 400,
      json: {
        detail: 'none of the 2 was accepted',
        rejected: [
          { index: 0, errors: [{ field: 'model', message: 'is missing' }] },
          { index: 1, errors: [{ field: 'usage', message: 'is empty' }] },
        ],
      },
    }));
    const letters: { events: unknown[]; error: string }[] = [];
    await using costkeeper = createCostkeeper({
      apiUrl: api.url,
      flushOnExit: false,
      warn: () => undefined,
      onDeadLetter: (letter) => letters.push(letter as never),
    });
    costkeeper.record({ ...CALL, id: 'a' });
    costkeeper.record({ ...CALL, id: 'b' });
    await costkeeper.flush();
    expect(api.seen).toHaveLength(1);
    expect(letters).toMatchObject([
      { events: [{ id: 'a' }], detail: expect.stringContaining('model') as unknown },
      { events: [{ id: 'b' }], detail: expect.stringContaining('usage') as unknown },
    ]);
    expect(costkeeper.stats()).toMatchObject({ delivered: 0, retries: 0, lost: { rejected: 2 } });
  });

  it('says once what the ledger warns of, and counts it', async () => {
    const message = 'is no usage part that the ledger knows';
    await using api = await startStub(() => ({
      status: 202,
      json: {
        ids: [],
        rejected: [],
        warnings: [
          { index: 0, field: 'usage.prompt_token', message, suggestion: 'input_tokens' },
          { index: 1, field: 'usage.zeal', message, suggestion: null },
        ],
      },
    }));
    const said: string[] = [];
    await using costkeeper = createCostkeeper({
      apiUrl: api.url,
      flushOnExit: false,
      warn: (text) => said.push(text),
    });
    for (let send = 0; send < 2; send += 1) {
      costkeeper.record(CALL);
      await costkeeper.flush();
    }
    expect(said).toEqual([
      `costkeeper: the ledger warns: usage.prompt_token ${message} (input_tokens?)`,
      `costkeeper: the ledger warns: usage.zeal ${message}`,
    ]);
    expect(costkeeper.stats()).toMatchObject({ delivered: 2, lost: {} });
    expect(Object.values(costkeeper.stats().warnings)).toEqual([2, 2]);
  });

  it('does not repeat what can never be taken', async () => {
    await using api = await startStub(() => ({ status: 400, json: { detail: 'not a message' } }));
    const letters: { detail: string }[] = [];
    await using costkeeper = createCostkeeper({
      apiUrl: api.url,
      flushOnExit: false,
      warn: () => undefined,
      onDeadLetter: (letter) => letters.push(letter),
    });
    costkeeper.record(CALL);
    await costkeeper.flush();
    expect(api.seen).toHaveLength(1);
    expect(letters[0]?.detail).toContain('not a message');
  });

  it('says what an apiUrl ends in where the route is not there', async () => {
    await using api = await startStub(() => ({ status: 404, json: { message: 'Not Found' } }));
    const said: string[] = [];
    await using costkeeper = createCostkeeper({
      apiUrl: api.url,
      flushOnExit: false,
      warn: (text) => said.push(text),
    });
    costkeeper.record(CALL);
    await costkeeper.flush();
    expect(said).toEqual([
      expect.stringMatching(
        /answered 404: Not Found: apiUrl is not the ledger's: it ends in \/cost-tracking or/,
      ),
    ]);
    expect(costkeeper.stats().lost).toEqual({ rejected: 1 });
    expect((await costkeeper.check()).ways[0]?.detail.match(/ends in/g)).toHaveLength(1);
  });

  it('does not count as delivered what another server answers', async () => {
    await using stranger = await startStub(() => ({ body: '<html>sign in</html>' }));
    const transport = createHttpTransport({ apiUrl: stranger.url });
    await expect(transport.send('{"events":[]}')).rejects.toThrow("apiUrl is not the ledger's");
  });

  it('halves what the gateway finds too large', async () => {
    await using api = await startStub((request) =>
      request.body.length > 1000
        ? { status: 413, json: { message: 'too large' } }
        : { status: 202, json: {} },
    );
    await using costkeeper = createCostkeeper({ apiUrl: api.url, flushOnExit: false });
    for (let i = 0; i < 10; i += 1) costkeeper.record(CALL);
    await costkeeper.flush();
    expect(costkeeper.stats()).toMatchObject({ delivered: 10, lost: {} });
  });
});
