import { EVENT_FIELDS } from '../../client/core/event-fields.ts';
import { spawnSync } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import { createCostkeeper, type UsageContext, type UsageDraft } from '../../client/index.ts';
import { parseMessage } from '../../core/usage/parse-message.ts';
import { CollectingTransport } from '../client/support/collecting-transport.ts';

interface Case {
  readonly name: string;
  readonly draft: UsageDraft;
  readonly contexts: readonly UsageContext[];
  readonly json: string;
}

const CLIENTS = join(import.meta.dirname, '../../clients');
const cases = JSON.parse(readFileSync(join(CLIENTS, 'conformance/cases.json'), 'utf8')) as Case[];
const AT = Date.UTC(2026, 10, 20, 10, 15, 30, 123);

/** Without Python on this machine its tests are skipped, and the reporter says so. */
const python = spawnSync('python3', ['--version']).status === 0;

async function writtenByTypeScript({ draft, contexts }: Case): Promise<string | undefined> {
  const transport = new CollectingTransport();
  const client = createCostkeeper({ transport, makeId: () => 'made-1', now: () => AT, flushOnExit: false });
  const record = contexts.reduceRight<() => void>(
    (inner, context) => () => client.withContext(context, inner),
    () => void client.record(draft),
  );
  record();
  await client.flush();
  return /^\{"events":\[(.*)\]\}$/s.exec(transport.bodies[0] ?? '')?.[1];
}

/** A hash in the form that the signer of AWS's own packages takes. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = secret instanceof ArrayBuffer ? new Uint8Array(secret) : secret;
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key as string);
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
  reset(): void {
    throw new Error('a signer uses each hash once');
  }
}

describe('conformance cases', () => {
  it.each(cases)('$name: the ledger takes the event', ({ json }) => {
    expect(parseMessage(`{"events":[${json}]}`)).toMatchObject([{ kind: 'accepted' }]);
  });

  it.each(cases)('$name: the TypeScript client writes it', async (given) => {
    expect(await writtenByTypeScript(given)).toBe(given.json);
  });
});

describe.skipIf(!python)('the Python client', () => {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret/+key', sessionToken: 'token==' };
  const sign = {
    method: 'POST',
    url: 'https://sqs.eu-central-1.amazonaws.com/',
    body: '{"QueueUrl":"https://…","MessageBody":"müll"}',
    region: 'eu-central-1',
    service: 'sqs',
    credentials: {
      access_key_id: credentials.accessKeyId,
      secret_access_key: credentials.secretAccessKey,
      session_token: credentials.sessionToken,
    },
  };

  function written(): { json: string[]; headers: Record<string, string> } {
    const script = join(CLIENTS, 'python/tests/conformance.py');
    const { stdout, stderr } = spawnSync('python3', [script], { input: JSON.stringify({ cases, sign }) });
    if (stdout.length === 0) throw new Error(stderr.toString());
    return JSON.parse(stdout.toString()) as ReturnType<typeof written>;
  }

  it('knows the fields of the message in its order, and what a context carries of them', () => {
    const source = readFileSync(join(CLIENTS, 'python/costkeeper/events.py'), 'utf8');
    const rows = [...source.matchAll(/^ {4}\("(\w+)", (?:"(\w+)"|None)\),$/gm)];
    // A problem is what a reader of provider's answers finds, and this client has none.
    const expected = EVENT_FIELDS.filter(({ name }) => name !== 'problems');
    expect(rows.map(([, name, context]) => [name, context])).toEqual(
      expected.map(({ name, context }) => [name, context]),
    );
  });

  it('writes every case to the byte', () => {
    expect(written().json).toEqual(cases.map(({ json }) => json));
  });

  it("signs a request as AWS's own signer does", async () => {
    const signer = new SignatureV4({
      credentials,
      region: sign.region,
      service: sign.service,
      sha256: Sha256,
    });
    const { host, 'x-amz-content-sha256': hash = '' } = {
      host: 'sqs.eu-central-1.amazonaws.com',
      ...written().headers,
    };
    const { headers } = await signer.sign(
      {
        method: 'POST',
        protocol: 'https:',
        hostname: host,
        path: '/',
        headers: { host, 'x-amz-content-sha256': hash },
        body: sign.body,
      },
      { signingDate: new Date(AT) },
    );
    expect(written().headers['authorization']).toBe(headers['authorization']);
  });

  it('passes its own tests', () => {
    const tests = ['-m', 'unittest', 'discover', '-s', 'tests'];
    const { status, stderr } = spawnSync('python3', tests, { cwd: join(CLIENTS, 'python') });
    expect(stderr.toString()).toContain('OK');
    expect(status).toBe(0);
  });
});
