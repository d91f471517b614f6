import type { z } from 'zod/mini';
import type { alertListSchema } from '../contracts/api/alerts.ts';
import type { unpricedSchema } from '../contracts/api/prices.ts';
import type { quarantineListSchema, statusSchema } from '../contracts/api/status.ts';
import type { budgetListSchema, formReadSchema } from '../contracts/api/budgets.ts';
import { OLDEST_PRICE_HOURS } from '../contracts/price-vocabulary.ts';
import { AWS_LOOKS } from './doctor-aws.ts';
import type { Ledger } from './ledger.ts';
import { type Finding, type Look, lookAt } from './look.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Totals are minutes old at the most, whatever the stage's freshness. */
const MOST_LAG_S = 900;

/** What is looked at by the API alone, once it answers. */
const API_LOOKS: Readonly<Record<string, (ledger: Ledger, now: number) => ReturnType<Look>>> = {
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
    const waiting = events === 1 ? '1 call waits' : `${events} calls wait`;
    return {
      ok: events === 0,
      found: events === 0 ? 'every call has a price' : `${waiting} for a price: ${names.join(', ')}`,
      remedy:
        'costkeeper unpriced lists them with names that are near; the page "Prices" stores a price or an alias.',
    };
  },
  'price data': async (ledger) => {
    const { priceDataAge } = await readStatus(ledger);
    return {
      ok: priceDataAge <= OLDEST_PRICE_HOURS,
      found: `${Math.round(priceDataAge)} hours old`,
      remedy: 'Set priceFeed for the stage, or deploy a newer version: docs/prices.md.',
    };
  },
  'price packs': async (ledger) => {
    const { heldPricePacks } = await readStatus(ledger);
    return {
      ok: heldPricePacks === 0,
      found: heldPricePacks === 0 ? 'none waits' : `${heldPricePacks} held until an administrator applies it`,
      remedy:
        'The page "Prices" shows what a held pack changes; POST /prices/packs/{version}/apply brings it into force.',
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
    const { budgets } = await ledger.get<z.infer<typeof budgetListSchema>>('/budgets');
    const reaches =
      (form.emailAlerts && form.emailRecipients.length > 0) || form.slackAlerts || form.webhookAlerts;
    // A new ledger has no limit: there is nothing to tell anybody.
    const hasLimits = budgets.length > 0 || form.monthlyLimit !== null || form.dailyLimit !== null;
    const nobody = hasLimits
      ? 'nobody is told when a limit is reached'
      : 'no limit is set that could be reached';
    return {
      ok: reaches || !hasLimits,
      found: reaches ? 'somebody is told' : nobody,
      remedy: 'Name recipients on the page "Budgets", or by PUT /budget/config.',
    };
  },
};

async function readStatus(ledger: Ledger): Promise<z.infer<typeof statusSchema>> {
  return await ledger.get('/status');
}

const READER = 'a token of the group cost-readers or cost-admins, or a role that grantRead was given to';

/** Looks at everything, one after the other; a look that fails is a finding too. */
export async function examine(
  ledger: Ledger,
  now: number,
  progress: (text: string) => void,
): Promise<Finding[]> {
  progress('API');
  const api = await lookAt('API', () => answers(ledger), READER);
  const findings = [api];
  // Where nothing answers, each look at it would say so once more.
  for (const [what, look] of api.ok ? Object.entries(API_LOOKS) : []) {
    progress(what);
    findings.push(await lookAt(what, () => look(ledger, now), READER));
  }
  const { aws } = ledger;
  if (aws === undefined) return findings;
  for (const { what, look, needs } of AWS_LOOKS) {
    progress(what);
    findings.push(await lookAt(what, () => look(aws), needs));
  }
  return findings;
}

async function answers(ledger: Ledger): ReturnType<Look> {
  // Not /health: it is open, and not among the routes that roles of AWS come in by.
  await readStatus(ledger);
  return { ok: true, found: `${ledger.name} answers` };
}
