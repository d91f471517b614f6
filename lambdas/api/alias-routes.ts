import { aliasAnswerSchema, aliasListSchema } from '../../contracts/api/prices.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { priceAliasSchema } from '../../contracts/price-alias.ts';
import { changeOnce } from '../../core/budgets/change-once.ts';
import { ascending, orderedBy } from '../../core/order.ts';
import { planAlias } from '../../core/pricing/plan-alias.ts';
import type { PriceAlias } from '../../core/pricing/price-alias.ts';
import { startCallersJob } from './job-routes.ts';
import type { ApiPorts } from './ports.ts';
import { type Route, route } from './route.ts';

const byName = orderedBy<PriceAlias>(
  ascending(({ provider }) => provider),
  ascending(({ model }) => model),
  ascending(({ from }) => from ?? ''),
);

/** Names that stand for listed models by a person's word. */
export function aliasRoutes(ports: ApiPorts): Route[] {
  return [
    route({
      method: 'GET',
      path: '/prices/aliases',
      summary: 'Names that cost what a listed model costs, by your own word, with their dates',
      access: 'readers',
      query: noQuery,
      answer: aliasListSchema,
      handle: async () => ({ body: { aliases: (await ports.overrides.aliases()).sort(byName) } }),
    }),
    route({
      method: 'POST',
      path: '/prices/aliases',
      summary:
        'Makes a name cost what a listed model of its provider costs, from a time to another; what waited is settled',
      access: 'admins',
      query: noQuery,
      body: priceAliasSchema,
      answer: aliasAnswerSchema,
      status: 201,
      handle: async ({ body, now, caller }) => {
        const alias = await changeOnce(async () => {
          const seen = await ports.overrides.version();
          const [existing, book] = await Promise.all([ports.overrides.aliases(), ports.prices.current()]);
          const planned = planAlias(body, existing, book, now);
          return (await ports.overrides.saveAlias(planned, seen)) ? planned : undefined;
        });
        const settling = await startCallersJob(ports, 'settle', {}, caller);
        return { body: { ...alias, settleJobId: settling.body.jobId } };
      },
    }),
  ];
}
