import { ApiError, callLedger, type ApiAccess } from './api-request.ts';
import { explainFailure } from './explain-failure.ts';
import type { GateClient } from './gate-client.ts';
import type { Transport } from './transport.ts';

/** One way between the application and the ledger, as it was tried. */
export interface CheckedWay {
  way: 'record' | 'gate' | 'read';
  /**
   * `not-configured`: the client was not given what this way needs. `not-allowed`: a key without the scope or a role
   * without the right was, which is well for an application that does not go this way.
   */
  result: 'ok' | 'failed' | 'not-configured' | 'not-allowed';
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

/** Keys and roles may be refused the gate and reads; every token has its own. */
const OF_MACHINES = /\/(key|service)\/*$/;

async function tried(
  way: CheckedWay['way'],
  work: () => Promise<string>,
  mayBeRefused = false,
): Promise<CheckedWay> {
  try {
    return { way, result: 'ok', detail: await work() };
  } catch (error) {
    const isRefused = mayBeRefused && error instanceof ApiError && error.status === 403;
    return { way, result: isRefused ? 'not-allowed' : 'failed', detail: explainFailure(error) };
  }
}

async function tryRead(access: ApiAccess, isMachine: boolean): Promise<string> {
  // Machines have no totals of their own.
  const path = isMachine ? '/status' : '/me';
  await callLedger(access, 'GET', path);
  return `GET ${path} answered`;
}

function missing(way: CheckedWay['way'], what: string): CheckedWay {
  return { way, result: 'not-configured', detail: `createCostkeeper was given no ${what}` };
}

/** Asks for nothing, which holds nothing, and gives that back; unreachable is a failure here. */
async function tryGate(gate: GateClient): Promise<string> {
  const grant = await gate.authorize({ provider: 'costkeeper', model: 'check', estimateUsd: '0' }, {});
  if (grant.source === 'unreachable') throw new Error(grant.reasons.join('; '));
  if (grant.holdId !== undefined) await gate.release(grant.holdId);
  return `POST /budgets/authorize answered ${grant.decision}`;
}

/** Tries to record, to ask the gate and to read; nothing is recorded, and nothing stays held. Never rejects. */
export async function checkSetup({ transport, access, gate }: CheckParts): Promise<CheckReport> {
  const isMachine = access !== undefined && OF_MACHINES.test(access.apiUrl);
  const ways = await Promise.all([
    tried('record', async () => {
      await transport.send(CHECK_MESSAGE);
      return 'a message of no events was taken';
    }),
    access === undefined ? missing('gate', 'apiUrl') : tried('gate', () => tryGate(gate), isMachine),
    access === undefined
      ? missing('read', 'apiUrl')
      : tried('read', () => tryRead(access, isMachine), isMachine),
  ]);
  return {
    ok: ways.every(({ way, result }) => result === 'ok' || (way !== 'record' && result !== 'failed')),
    ways,
  };
}
