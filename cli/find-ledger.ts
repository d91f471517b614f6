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
  const token = env['COSTKEEPER_TOKEN'] || undefined;
  if ([api, stage, endpoints].filter((one) => one !== undefined).length > 1)
    throw new UsageError('--api, --stage and --endpoints each name a ledger: give one of them');
  if (stage !== undefined) return await stageLedger(stage, region, token);
  const address = api ?? (endpoints === undefined ? env['COSTKEEPER_API_URL'] || undefined : undefined);
  if (address !== undefined) {
    if (!URL.canParse(address))
      throw new UsageError(`"${address}" is no address: --api takes https://…/cost-tracking`);
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
  const { api: apiUrl, tokens } = readEndpoints(file);
  return ledgerAt('the local system', { apiUrl, token: tokens.admin });
}

function readEndpoints(file: string): Endpoints {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Endpoints;
  } catch (error) {
    throw new UsageError(`${file} is no file of a local system: start one with "costkeeper local"`, {
      cause: error,
    });
  }
}
