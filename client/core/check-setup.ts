import { callApi, type ApiAccess } from './api-request.ts';
import { explainFailure } from './explain-failure.ts';
import type { GateClient } from './gate-client.ts';
import type { Transport } from './transport.ts';

/** One way between the application and the ledger, as it was tried. */
export interface CheckedWay {
  way: 'record' | 'gate' | 'read';
  /** `not-configured`: the client was not given what this way needs. */
  result: 'ok' | 'failed' | 'not-configured';
  /** What was tried and what came of it, with what to do where it failed. */
  detail: string;
}

/** What `check()` found. */
export interface CheckReport {
  /** True when nothing that is configured failed, and usage can be recorded. */
  ok: boolean;
  ways: CheckedWay[];
}

/** What is tried. */
export interface CheckParts {
  transport: Transport;
  access: ApiAccess | undefined;
  gate: GateClient;
}

/** The ledger takes it for what it is, by the queue and by `POST /record`, and records nothing. */
const CHECK_MESSAGE = '{"events":[],"check":true}';

async function tried(way: CheckedWay['way'], work: () => Promise<string>): Promise<CheckedWay> {
  try {
    return { way, result: 'ok', detail: await work() };
  } catch (error) {
    return { way, result: 'failed', detail: explainFailure(error) };
  }
}

function missing(way: CheckedWay['way'], what: string): CheckedWay {
  return { way, result: 'not-configured', detail: `createCostkeeper was given no ${what}` };
}

/** Asks for nothing, which holds nothing, and gives that back; unreachable is a failure here. */
async function tryGate(gate: GateClient): Promise<string> {
  const grant = await gate.authorize({ provider: 'costkeeper', model: 'check', estimateUsd: '0' }, {});
  if (grant.source === 'unreachable') throw new Error(grant.reasons.join('; '));
  if (grant.holdId !== undefined) await gate.release(grant.holdId);
  return `POST /budgets/authorize answered ${grant.decision} to a call of 0 USD`;
}

/** Tries to record, to ask the gate and to read; nothing is recorded, and nothing stays held. Never rejects. */
export async function checkSetup({ transport, access, gate }: CheckParts): Promise<CheckReport> {
  const ways = await Promise.all([
    tried('record', async () => {
      await transport.send(CHECK_MESSAGE);
      return 'a message of no events was taken';
    }),
    access === undefined ? missing('gate', 'apiUrl') : tried('gate', () => tryGate(gate)),
    access === undefined
      ? missing('read', 'apiUrl')
      : tried('read', async () => {
          await callApi(access, 'GET', '/me');
          return 'GET /me answered: the token is known';
        }),
  ]);
  return {
    ok: ways.every(({ way, result }) => result === 'ok' || (way !== 'record' && result !== 'failed')),
    ways,
  };
}
