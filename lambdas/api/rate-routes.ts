import { feedPlace } from '../../contracts/feed-address.ts';
import { jobStartedSchema } from '../../contracts/api/jobs.ts';
import { fetchRatesSchema, ratesQuery, ratesSchema } from '../../contracts/api/rates.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { newestOfEach, rateAnswer } from '../../core/currency/currency.ts';
import { ConflictError, InvalidInputError } from '../../core/errors.ts';
import { isoTime } from '../../core/time/ledger-time.ts';
import { ratesOf } from '../support/rates-of.ts';
import { startCallersJob } from './job-routes.ts';
import type { ApiPorts } from './ports.ts';
import { type Route, route } from './route.ts';

/** What amounts can be shown in beside USD, and a look at the feed. */
export function rateRoutes(ports: ApiPorts): Route[] {
  return [listRoute(ports), fetchRoute(ports)];
}

function listRoute(ports: ApiPorts): Route {
  return route({
    method: 'GET',
    path: '/exchange-rates',
    summary:
      'Exchange rates with day and source, of today or of a day, and what the last look at the feed found',
    access: 'readers',
    query: ratesQuery,
    answer: ratesSchema,
    handle: async ({ query: { on } }) => {
      const { rateFeed: feed } = ports.settings;
      const [rates, look] = await Promise.all([
        ratesOf(ports).all(on),
        feed ? ports.exchangeRates.lastLook() : undefined,
      ]);
      const known = rates.filter(({ date }) => on === undefined || date <= on);
      return {
        converted: true,
        body: {
          rates: [...newestOfEach(known).values()]
            .map(rateAnswer)
            .toSorted((a, b) => (a.currency < b.currency ? -1 : 1)),
          feed: feed
            ? {
                url: feedPlace(feed.url),
                currencies: feed.currencies,
                holdAbovePercent: feed.holdAbovePercent,
              }
            : null,
          lastLook: look
            ? { ...look, at: isoTime(look.at), kept: [...look.kept], refused: [...look.refused] }
            : null,
        },
      };
    },
  });
}

function fetchRoute(ports: ApiPorts): Route {
  return route({
    method: 'POST',
    path: '/exchange-rates/fetch',
    summary:
      'Looks at the feed of exchange rates now; currencies in accept are kept although they moved far since the last rate',
    access: 'admins',
    query: noQuery,
    body: fetchRatesSchema,
    answer: jobStartedSchema,
    status: 202,
    handle: async ({ body: { accept }, caller }) => {
      const { rateFeed: feed } = ports.settings;
      if (!feed) {
        throw new ConflictError(
          'this stage takes no exchange rates: name the address and the currencies in its rateFeed (config/stages.ts)',
        );
      }
      const unknown = accept.find((currency) => !feed.currencies.includes(currency));
      if (unknown !== undefined) {
        const message = `must be currencies of the feed: ${feed.currencies.join(', ')}`;
        throw new InvalidInputError(`accept ${message}`, [{ field: 'accept', message }]);
      }
      return startCallersJob(ports, 'fetch-rates', { accept }, caller);
    },
  });
}
