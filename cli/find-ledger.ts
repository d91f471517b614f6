import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Endpoints } from '../local/system-endpoints.ts';
import { UsageError } from './command.ts';
import { type Ledger, ledgerAt } from './ledger.ts';
import { stageLedger } from './stage-ledger.ts';

/** Options by which a ledger is named; the same for every command. */
export const LEDGER_OPTIONS = {
  api: { type: 'string' },
  stage: { type: 'string' },
  region: { type: 'string' },
  endpoints: { type: 'string' },
} as const;

/** How those options are told in the help. */
export const LEDGER_HELP = `  --api URL         the API's address, with a token in COSTKEEPER_TOKEN (default: COSTKEEPER_API_URL)
  --stage NAME      a deployed stage, with your AWS credentials: reads by IAM, changes with COSTKEEPER_TOKEN
  --region NAME     the stage's region (default: that of your credentials)
  --endpoints FILE  a local system (default .local/endpoints.json, where neither of the above is given)`;

type Named = { readonly [Name in keyof typeof LEDGER_OPTIONS]?: string | undefined };

/** The ledger that options and environment name. @throws UsageError with the ways to name one */
export async function findLedger(
  { api, stage, region, endpoints }: Named,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Ledger> {
  const token = env['COSTKEEPER_TOKEN'];
  if (stage !== undefined) return await stageLedger(stage, region, token);
  const address = api ?? (endpoints === undefined ? env['COSTKEEPER_API_URL'] : undefined);
  if (address !== undefined) {
    if (token === undefined) throw new UsageError(`${address} needs a token: put one into COSTKEEPER_TOKEN`);
    return ledgerAt(address, { apiUrl: address, token });
  }
  const file = endpoints ?? path.join('.local', 'endpoints.json');
  if (!existsSync(file)) {
    throw new UsageError(
      `which ledger? ${file} does not exist: start one with "costkeeper local", or name one with --stage NAME, or ` +
        'with --api URL and a token in COSTKEEPER_TOKEN',
    );
  }
  const { api: apiUrl, tokens } = JSON.parse(readFileSync(file, 'utf8')) as Endpoints;
  return ledgerAt('the local system', { apiUrl, token: tokens.admin });
}
