import {
  closeOverrideSchema,
  overrideAnswerSchema,
  priceRowSchema,
  unpricedSchema,
  varianceSchema,
} from '../../contracts/api/prices.ts';
import { jobStartedSchema } from '../../contracts/api/jobs.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { summaryQuery } from '../../contracts/api/summaries.ts';
import { type PriceOverride, priceOverrideSchema } from '../../contracts/price-override.ts';
import { applyWhatIfSchema, whatIfInputSchema } from '../../contracts/what-if.ts';
import { changeOnce } from '../../core/budgets/change-once.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../../core/errors.ts';
import { closeOverride } from '../../core/pricing/override.ts';
import type { PriceRow } from '../../core/pricing/price-row.ts';
import { boundedDays } from '../../core/spend/read-totals.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import { priceWarnings } from '../../core/spend/price-warnings.ts';
import { explainPrices, namePartsByEntry, readUnpriced } from '../../core/spend/read-unpriced.ts';
import { readVariance, variancePercent } from '../../core/spend/read-variance.ts';
import { parseExactBody } from '../../core/usage/accept-events.ts';
import { startCallersJob } from './job-routes.ts';
import { type ApiPorts, dayRange, readContext } from './ports.ts';
import { overrideBody, whatIfBody } from './price-bodies.ts';
import { parseInput } from '../../core/parse-input.ts';
import { presentRow } from './price-routes.ts';
import { jsonOf } from './read-request.ts';
import { type Route, route } from './route.ts';
import { editedFields } from './shown-fields.ts';
import { storePrice } from './store-price.ts';

/** Prices of one's own, what has no price, and what a period would have cost. */
export function overrideRoutes(ports: ApiPorts): Route[] {
  return [...changeRoutes(ports), unpricedRoute(ports), varianceRoute(ports), ...whatIfRoutes(ports)];
}

function changeRoutes(ports: ApiPorts): Route[] {
  return [
    route({
      method: 'POST',
      path: '/prices',
      summary:
        'A price of your own, before every catalogue price; unpriced events are settled by it; 202 where it is replayed first',
      access: 'admins',
      query: noQuery,
      body: priceOverrideSchema,
      rawBody: true,
      answer: overrideAnswerSchema,
      status: 201,
      handle: async ({ text, now, caller }) => {
        const override = parseInput(priceOverrideSchema, overrideBody(parseExactBody(text)), 'the body');
        const { row, closed, status } = await storePrice(override, ports, now);
        const body = { id: row.id, price: presentRow(row), closed: closed ? presentRow(closed) : null };
        if (status === 'replaying') {
          const { body: replay } = await startCallersJob(ports, 'replay-price', { id: row.id }, caller);
          return { status: 202, body: { ...body, settleJobId: null, replayJobId: replay.jobId } };
        }
        const warnings = await warningsOf(row, override, ports, now);
        const { body: settling } = await startCallersJob(ports, 'settle', {}, caller);
        return { body: { ...body, settleJobId: settling.jobId, warnings, replayJobId: null } };
      },
    }),
    route({
      method: 'PUT',
      path: '/prices/{id}',
      summary: 'Ends an override; what it priced before stays as it is',
      access: 'admins',
      query: noQuery,
      body: closeOverrideSchema,
      shownBy: priceRowSchema,
      answer: overrideAnswerSchema,
      handle: async ({ path, body, text, now }) => {
        const closed = await changeOnce(async () => {
          const seen = await ports.overrides.version();
          const row = (await ports.overrides.load()).find(({ id }) => id === path.id);
          if (!row) throw new NotFoundError(`there is no override ${path.id}: GET /prices lists them`);
          refuseEdits(text, row);
          const ended = closeOverride(row, body.effectiveTo, now);
          if (ended === row) return row;
          return (await ports.overrides.close(ended, seen)) ? ended : undefined;
        });
        return {
          body: {
            id: closed.id,
            price: presentRow(closed),
            closed: null,
            settleJobId: null,
            replayJobId: null,
          },
        };
      },
    }),
  ];
}

/** Told before what waits is settled; the price is stored whatever they say. */
async function warningsOf(row: PriceRow, override: PriceOverride, ports: ApiPorts, now: Instant) {
  const { unpriced } = await ports.totals.counts();
  const days = await boundedDays({ from: undefined, to: undefined }, readContext(ports, now));
  return priceWarnings(row, {
    isServiceNamed: override.service !== undefined,
    unpriced: unpriced === 0 ? [] : await readUnpriced(days, ports.totals),
    book: await ports.prices.current(),
    timeZone: ports.settings.timeZone,
  });
}

/** What was read may be sent back, but a price is never edited: entries name the row that they were priced with. */
function refuseEdits(text: string, row: PriceRow): void {
  const edited = editedFields(jsonOf(text), presentRow(row)).filter((name) => name !== 'effectiveTo');
  if (edited.length === 0) return;
  const message = 'of a price is never edited: POST /prices stores another one, which ends this';
  throw new InvalidInputError(
    'the body cannot be used',
    edited.map((field) => ({ field, message })),
  );
}

function unpricedRoute(ports: ApiPorts): Route {
  return route({
    method: 'GET',
    path: '/prices/unpriced',
    summary:
      'Models that events wait for a price of, with known models of a like name, and what a rule priced',
    access: 'readers',
    query: summaryQuery,
    answer: unpricedSchema,
    handle: async ({ query, now }) => {
      const { closed: _closed, ...range } = dayRange(query, ports, now);
      const context = readContext(ports, now);
      const days = await boundedDays(range, context);
      const book = await ports.prices.current();
      const { unpriced, byRule } = await explainPrices(days, ports.totals, book, context.timeZone);
      const named = await namePartsByEntry(unpriced, context);
      const items = named.map(({ days: _days, parts: _parts, ...model }) => ({
        ...model,
        units: [...model.units],
      }));
      return { body: { events: items.reduce((sum, { events }) => sum + events, 0), items, byRule } };
    },
  });
}

function varianceRoute(ports: ApiPorts): Route {
  return route({
    method: 'GET',
    path: '/prices/variance',
    summary: 'Computed cost against what providers reported of the same events, by model, the largest first',
    access: 'readers',
    query: summaryQuery,
    answer: varianceSchema,
    handle: async ({ query, now }) => {
      const { closed: _closed, ...range } = dayRange(query, ports, now);
      const days = await boundedDays(range, readContext(ports, now));
      const found = await readVariance(days, ports.totals);
      const items = found.map((one) => ({
        provider: one.provider,
        service: one.service,
        model: one.model,
        events: one.events,
        computedUsd: formatDecimal(one.computed),
        reportedUsd: formatDecimal(one.reported),
        varianceUsd: formatDecimal(one.variance),
        variancePercent: variancePercent(one) ?? null,
        uncertainEvents: one.uncertain,
      }));
      return { body: { items } };
    },
  });
}

function whatIfRoutes(ports: ApiPorts): Route[] {
  return [
    route({
      method: 'POST',
      path: '/prices/what-if',
      summary: 'What a period would have cost under other prices or models, per user, resource and group',
      access: 'admins',
      query: noQuery,
      body: whatIfInputSchema,
      rawBody: true,
      answer: jobStartedSchema,
      status: 202,
      handle: async ({ text, caller }) => {
        const input = parseInput(whatIfInputSchema, whatIfBody(parseExactBody(text)), 'the body');
        return startCallersJob(ports, 'what-if', plainInput(input), caller);
      },
    }),
    route({
      method: 'POST',
      path: '/prices/what-if/{jobId}/apply',
      summary: 'Books the difference of a finished what-if as corrections of its entries',
      access: 'admins',
      query: noQuery,
      body: applyWhatIfSchema,
      answer: jobStartedSchema,
      status: 202,
      handle: async ({ path, body, caller }) => {
        const whatIf = await ports.jobs.jobs.read(path.jobId);
        if (whatIf?.kind !== 'what-if') {
          throw new NotFoundError(`there is no what-if ${path.jobId}: start one by POST /prices/what-if`);
        }
        if (whatIf.status !== 'done')
          throw new ConflictError(`the what-if is ${whatIf.status}: only a finished one can be applied`);
        const input = whatIfInputSchema.parse(whatIf.input);
        if (input.substitutions && input.substitutions.length > 0) {
          throw new ConflictError(
            'a model that was not used cannot be booked: only other prices can be applied',
          );
        }
        const apply = { whatIf: whatIf.id, reason: body.reason, input };
        return startCallersJob(ports, 'apply-what-if', apply, caller);
      },
    }),
  ];
}

/** A job's input is kept as JSON: amounts as texts, whatever they came as. */
function plainInput(input: ReturnType<typeof whatIfInputSchema.parse>): unknown {
  return JSON.parse(
    JSON.stringify(input, (_key, value: unknown) =>
      typeof value === 'object' && value !== null && 'source' in value && Object.keys(value).length === 1
        ? value.source
        : value,
    ),
  );
}
