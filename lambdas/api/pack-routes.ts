import { feedPlace } from '../../contracts/feed-address.ts';
import { packChangeSchema, packFetchSchema, packListSchema } from '../../contracts/api/price-packs.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { ConflictError, InvalidInputError } from '../../core/errors.ts';
import { applyPack, isPartOf, rollBackPack } from '../../core/price-packs/change-pack.ts';
import type { PackRecord, PricesInForce } from '../../core/price-packs/pack-record.ts';
import { priceDataAge } from '../../core/price-packs/price-data-age.ts';
import { BUILT_IN_PRICES } from '../../core/pricing/catalogue-index.ts';
import { isoTime } from '../../core/time/ledger-time.ts';
import { startCallersJob } from './job-routes.ts';
import type { ApiPorts } from './ports.ts';
import { type Route, route } from './route.ts';

/** Packs that a list shows. */
const MOST_SHOWN = 50;

/** Price packs: what came, what is in force, and how to apply one or roll it back. */
export function packRoutes(ports: ApiPorts): Route[] {
  return [listRoute(ports), fetchRoute(ports), ...changeRoutes(ports)];
}

function listRoute({ packs, prices, settings }: ApiPorts): Route {
  return route({
    method: 'GET',
    path: '/prices/packs',
    summary:
      'Price packs that came, with what each changes, its replay of the last seven days and its status',
    access: 'readers',
    query: noQuery,
    answer: packListSchema,
    handle: async ({ now }) => {
      const { priceFeed: feed } = settings;
      const [listed, inForce, book, age] = await Promise.all([
        packs.list(MOST_SHOWN),
        packs.inForce(),
        prices.current(),
        priceDataAge(packs, BUILT_IN_PRICES, feed, now),
      ]);
      const all = [...listed.packs, ...listed.others];
      return {
        body: {
          current: feed ? inForce.version : null,
          catalogueVersion: book.version,
          priceDataAge: age,
          feed: feed
            ? {
                urls: feed.urls.map(feedPlace),
                everyMinutes: feed.everyMinutes,
                holdAbovePercent: feed.holdAbovePercent,
                pinnedVersion: feed.pinnedVersion ?? null,
              }
            : null,
          packs: all.map((record) => presentPack(record, inForce)),
        },
      };
    },
  });
}

function fetchRoute(ports: ApiPorts): Route {
  return route({
    method: 'POST',
    path: '/prices/packs/fetch',
    summary: 'Looks for a newer price pack now, without waiting for the schedule',
    access: 'admins',
    query: noQuery,
    answer: packFetchSchema,
    status: 202,
    handle: async ({ caller }) => {
      refuseWithoutFeed(ports);
      return startCallersJob(ports, 'fetch-prices', {}, caller);
    },
  });
}

function changeRoutes(ports: ApiPorts): Route[] {
  const { packs } = ports;
  const change = (
    what: 'apply' | 'rollback',
    summary: string,
    act: (version: number) => Promise<PackRecord>,
  ): Route =>
    route({
      method: 'POST',
      path: `/prices/packs/{version}/${what}` as const,
      summary,
      access: 'admins',
      query: noQuery,
      answer: packChangeSchema,
      handle: async ({ path, caller }) => {
        refuseWithoutFeed(ports);
        const record = await act(versionOf(path.version));
        const settling = what === 'apply' ? await startCallersJob(ports, 'settle', {}, caller) : undefined;
        const inForce = await packs.inForce();
        return {
          body: {
            version: record.version,
            status: record.status,
            current: inForce.version,
            pack: presentPack(record, inForce),
            settleJobId: settling?.body.jobId ?? null,
          },
        };
      },
    });
  return [
    change(
      'apply',
      'Puts a held price pack in force, or one that was rolled back; what waited for a price is settled by it',
      (version) => applyPack(version, packs),
    ),
    change(
      'rollback',
      'Takes a price pack out of force: what held before it holds again; entries keep their prices',
      (version) => rollBackPack(version, packs),
    ),
  ];
}

function refuseWithoutFeed({ settings }: ApiPorts): void {
  if (settings.priceFeed) return;
  throw new ConflictError(
    'this stage takes no price packs: name addresses and a trusted key in its priceFeed (config/stages.ts)',
  );
}

function versionOf(text: string): number {
  const version = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(version)) return version;
  const message = 'must be the whole number of a pack, as GET /prices/packs lists it';
  throw new InvalidInputError(`version ${message}`, [{ field: 'version', message }]);
}

function presentPack(record: PackRecord, inForce: PricesInForce) {
  const { version, publishedAt, takenAt, status, reason, changes, counts, canary } = record;
  return {
    version,
    publishedAt,
    takenAt: isoTime(takenAt),
    status,
    reason,
    changes: changes.map((change) => ({ ...change })),
    changeCounts: { ...counts },
    canary: canary && { ...canary, models: canary.models.map((model) => ({ ...model })) },
    additionsInForce: isPartOf(inForce, record),
  };
}
