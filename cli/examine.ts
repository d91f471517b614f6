import type { z } from 'zod/mini';
import type { alertListSchema } from '../contracts/api/alerts.ts';
import type { unpricedSchema } from '../contracts/api/prices.ts';
import type { quarantineListSchema, statusSchema } from '../contracts/api/status.ts';
import type { formReadSchema } from '../contracts/api/budgets.ts';
import type { Ledger } from './ledger.ts';

/** What a look at one thing found. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  /** What to do where it is not ok. */
  readonly remedy?: string;
}

type Look = (ledger: Ledger, now: number) => Promise<Omit<Finding, 'what'>>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Totals are minutes old at the most, whatever the stage's freshness. */
const MOST_LAG_S = 900;
/** A pack is made every day; the alarm on old prices of a stage is at three days too. */
const OLDEST_PRICES_H = 72;

const API_LOOKS: Readonly<Record<string, Look>> = {
  API: async (ledger) => {
    const { stage } = await ledger.get<{ stage: string }>('/health');
    return { ok: true, found: `answers, stage ${stage}` };
  },
  totals: async (ledger) => {
    const { recorded, aggregated, lagSeconds } = await readStatus(ledger);
    return {
      ok: lagSeconds <= MOST_LAG_S,
      found: `${aggregated} of ${recorded} recorded are in the totals, ${lagSeconds} s behind`,
      remedy:
        'Look at the function UsageAggregation and its failure queue: docs/runbook.md, "aggregation-lag".',
    };
  },
  audit: async (ledger, now) => {
    const { balancedAsOf, drift, recorded } = await readStatus(ledger);
    const late = balancedAsOf !== null && now - Date.parse(balancedAsOf) > 3 * DAY_MS;
    return {
      ok: Number(drift) === 0 && !late,
      found:
        balancedAsOf === null
          ? `none yet, ${recorded} recorded`
          : `of ${balancedAsOf}, difference ${drift} USD`,
      remedy:
        'costkeeper recalculate all makes totals equal their entries; the nightly audit has to run again.',
    };
  },
  keys: async (ledger) => {
    const { expiringKeys } = await readStatus(ledger);
    return {
      ok: expiringKeys.length === 0,
      found:
        expiringKeys.length === 0
          ? 'none ends within thirty days'
          : expiringKeys.map(({ name, expiresAt }) => `"${name}" ends at ${expiresAt}`).join(', '),
      remedy: 'costkeeper keys rotate ID gives a key another secret and a new end.',
    };
  },
  'kept aside': async (ledger, now) => {
    const from = new Date(now - 7 * DAY_MS).toISOString().slice(0, 10);
    const { items } = await ledger.get<z.infer<typeof quarantineListSchema>>('/quarantine', {
      from,
      limit: '200',
    });
    const waiting = items.filter(({ redrivenAt }) => redrivenAt === null);
    return {
      ok: waiting.length === 0,
      found:
        waiting.length === 0
          ? 'nothing in seven days'
          : `${waiting.length} in seven days: ${waiting[0]?.reason}`,
      remedy: 'costkeeper quarantine list says why; mend the sender, then costkeeper replay.',
    };
  },
  prices: async (ledger) => {
    const { events, items } = await ledger.get<z.infer<typeof unpricedSchema>>('/prices/unpriced');
    const names = items.slice(0, 3).map(({ provider, model }) => `${provider}/${model}`);
    return {
      ok: events === 0,
      found:
        events === 0 ? 'every call has a price' : `${events} calls wait for a price: ${names.join(', ')}`,
      remedy:
        'costkeeper unpriced lists them with names that are near; the page "Prices" stores a price or an alias.',
    };
  },
  'price data': async (ledger) => {
    const { priceDataAge } = await readStatus(ledger);
    return {
      ok: priceDataAge <= OLDEST_PRICES_H,
      found: `${Math.round(priceDataAge)} hours old`,
      remedy: 'Set priceFeed for the stage, or deploy a newer version: docs/prices.md.',
    };
  },
  alerts: async (ledger) => {
    const { alerts } = await ledger.get<z.infer<typeof alertListSchema>>('/alerts', { limit: '200' });
    const failed = alerts.flatMap(({ deliveries }) => deliveries.filter(({ status }) => status === 'FAILED'));
    const [first] = failed;
    return {
      ok: failed.length === 0,
      found:
        first === undefined
          ? 'all delivered'
          : `${failed.length} not delivered: ${first.channel}: ${first.error ?? ''}`,
      remedy: 'POST /alerts/test tries a channel; docs/alerts.md says what each needs.',
    };
  },
  'alert mails': async (ledger) => {
    const form = await ledger.get<z.infer<typeof formReadSchema>>('/budget/config');
    const reaches =
      (form.emailAlerts && form.emailRecipients.length > 0) || form.slackAlerts || form.webhookAlerts;
    return {
      ok: reaches,
      found: reaches ? 'somebody is told' : 'nobody is told when a limit is reached',
      remedy: 'Name recipients on the page "Budgets", or by PUT /budget/config.',
    };
  },
};

const AWS_LOOKS: Readonly<
  Record<string, (aws: NonNullable<Ledger['aws']>) => Promise<Omit<Finding, 'what'>>>
> = {
  queues: async (aws) => {
    const full = [...(await aws.queueDepths())].filter(
      ([name, depth]) => name !== 'UsageQueueUrl' && depth > 0,
    );
    return {
      ok: full.length === 0,
      found:
        full.length === 0
          ? 'no failures wait'
          : full.map(([name, depth]) => `${depth} in ${name}`).join(', '),
      remedy: 'docs/runbook.md says for each queue what its messages are and how they go back.',
    };
  },
  stacks: async (aws) => {
    const unwell = await aws.unwellStacks();
    return {
      ok: unwell.length === 0,
      found: unwell.length === 0 ? 'updated, without drift' : unwell.join(', '),
      remedy: 'Deploy again; the stack’s events say what failed.',
    };
  },
  'mail identities': async (aws) => {
    const unverified = await aws.unverifiedIdentities();
    return {
      ok: unverified.length === 0,
      found: unverified.length === 0 ? 'all verified' : `not verified: ${unverified.join(', ')}`,
      remedy: 'Enter the DKIM records of the output MailRecords at your DNS: docs/deploy.md.',
    };
  },
};

async function readStatus(ledger: Ledger): Promise<z.infer<typeof statusSchema>> {
  return await ledger.get('/status');
}

/** Looks at everything, one after the other; a look that fails is a finding too. */
export async function examine(
  ledger: Ledger,
  now: number,
  progress: (text: string) => void,
): Promise<Finding[]> {
  const { aws } = ledger;
  const looks: [string, () => Promise<Omit<Finding, 'what'>>][] = [
    ...Object.entries(API_LOOKS).map(
      ([what, look]) => [what, () => look(ledger, now)] as [string, () => ReturnType<Look>],
    ),
    ...(aws === undefined
      ? []
      : Object.entries(AWS_LOOKS).map(
          ([what, look]) => [what, () => look(aws)] as [string, () => ReturnType<Look>],
        )),
  ];
  const findings: Finding[] = [];
  for (const [what, look] of looks) {
    progress(what);
    try {
      findings.push({ what, ...(await look()) });
    } catch (error) {
      // What cannot be looked at is what is wrong; the other looks go on.
      findings.push({ what, ok: false, found: error instanceof Error ? error.message : String(error) });
    }
  }
  return findings;
}
