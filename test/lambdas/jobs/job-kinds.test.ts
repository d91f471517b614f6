import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DocumentClient } from '../../../adapters/dynamo/table-calls.ts';
import { jobKinds } from '../../../lambdas/jobs/job-kinds.ts';
import { readSources } from '../../../scripts/check/read-sources.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('BUCKET_NAME', 'bucket');
  vi.stubEnv('JOB_QUEUE_URL', 'http://queue.test/jobs');
  vi.stubEnv('STAGE', 'staging');
});
afterEach(() => vi.unstubAllEnvs());

function kinds() {
  return jobKinds(ledgerOn({} as DocumentClient, 'ledger'));
}

/** Kinds that routes, tasks and use cases start. */
function startedKinds(): Set<string> {
  const texts = readSources('core', 'lambdas').map(({ text }) => text);
  const named = texts
    .filter((text) => text.includes('startJob('))
    .flatMap((text) =>
      Array.from(text.matchAll(/kind: '([\w-]+)'(?: as const)?,\s+input/g), ([, kind = '']) => kind),
    );
  const ofCallers = texts.flatMap((text) =>
    Array.from(text.matchAll(/startCallersJob\(ports, '([\w-]+)'/g), ([, kind = '']) => kind),
  );
  return new Set([...named, ...ofCallers]);
}

describe('the kinds of jobs', () => {
  it('are those that are started', () => {
    expect(new Set(Object.keys(kinds()))).toEqual(startedKinds());
  });

  it.each(['BUCKET_NAME', 'JOB_QUEUE_URL', 'STAGE'])('need %s, and name it when it is missing', (name) => {
    vi.stubEnv(name, '');
    expect(kinds).toThrow(name);
  });
});
