import { describe, expect, it } from 'vitest';
import { expandEntry } from '../../../core/pricing/expand-entry.ts';
import type { PriceEntry } from '../../../core/pricing/price-file.ts';
import { addRegion } from '../../../scripts/prices/add-region.ts';
import { type OfferFile, readOffer } from '../../../scripts/prices/aws-price-list.ts';
import { readPriceFile } from '../../../scripts/prices/price-files.ts';

function offer(
  offerCode: string,
  products: readonly (readonly [Record<string, string>, readonly (readonly [string, string])[]])[],
): OfferFile {
  return {
    offerCode,
    version: '20261101000000',
    publicationDate: '2026-11-01T00:00:00Z',
    products: Object.fromEntries(products.map(([attributes], index) => [`SKU${index}`, { attributes }])),
    terms: {
      OnDemand: Object.fromEntries(
        products.map(([, steps], index) => [
          `SKU${index}`,
          {
            term: {
              priceDimensions: Object.fromEntries(
                steps.map(([beginRange, USD], step) => [
                  `RATE${step}`,
                  { beginRange, endRange: 'Inf', pricePerUnit: { USD } },
                ]),
              ),
            },
          },
        ]),
      ),
    },
  };
}

const lambda = offer('AWSLambda', [
  [
    { regionCode: 'eu-west-1', group: 'AWS-Lambda-Duration-ARM', usagetype: 'EU-Lambda-GB-Second-ARM' },
    [
      ['7500000000', '0.0000120001'],
      ['0', '0.0000133334'],
    ],
  ],
  [
    { regionCode: 'eu-west-1', group: 'AWS-Lambda-Requests-ARM', usagetype: 'EU-Request-ARM' },
    [['0', '0.0000002000']],
  ],
  [
    { regionCode: 'us-west-2', group: 'AWS-Lambda-Requests-ARM', usagetype: 'USW2-Request-ARM' },
    [['0', '0.9']],
  ],
]);

const source = 'AWS Price List AWSLambda 20261101000000';

describe('a Price List file', () => {
  it('gives the prices of the region asked for, steps in order', () => {
    const common = { region: 'eu-west-1', per: 1, source, observedAt: '2026-11-01' };
    expect(readOffer(lambda, 'eu-west-1')).toEqual([
      {
        id: 'lambda-arm64',
        set: {
          ...common,
          over: [7_500_000_000],
          graduated: true,
          usd: { gb_seconds: ['0.0000133334', '0.0000120001'] },
        },
      },
      { id: 'lambda-arm64', set: { ...common, usd: { requests: '0.0000002' } } },
    ]);
  });

  it('takes a free first step as an allowance and not as a price', () => {
    const storage = offer('AmazonDynamoDB', [
      [
        { regionCode: 'eu-west-1', usagetype: 'EU-TimedStorage-ByteHrs' },
        [
          ['0', '0.0000000000'],
          ['25', '0.2830000000'],
        ],
      ],
    ]);
    expect(readOffer(storage, 'eu-west-1')[0]?.set.usd).toEqual({
      gb_months: '0.283',
      storage_gb_month: '0.283',
    });
  });
});

describe('prices of a region', () => {
  const aws = readPriceFile('catalogue.json').providers['aws'] ?? [];
  const ofVirginia = aws.map((entry) => ({
    ...entry,
    prices: (entry.prices ?? []).filter(({ region }) => region === undefined),
  }));

  it('are added beside those of other regions, once', () => {
    const first = addRegion(ofVirginia, readOffer(lambda, 'eu-west-1'), '2026-11-21');
    expect(first.done).toHaveLength(2);
    const again = addRegion(first.entries, readOffer(lambda, 'eu-west-1'), '2026-11-22');
    expect(again).toEqual({ entries: first.entries, done: [] });
  });

  it('that are the same as ours change nothing, whatever they are per', () => {
    const same = offer('AWSLambda', [
      [
        { regionCode: 'us-east-1', group: 'AWS-Lambda-Requests-ARM', usagetype: 'Request-ARM' },
        [['0', '0.0000002']],
      ],
    ]);
    expect(addRegion(aws, readOffer(same, 'us-east-1'), '2026-11-21').done).toEqual([]);
  });

  it('that changed close the old price and leave the other parts alone', () => {
    const entries: PriceEntry[] = [
      {
        id: 'lambda-arm64',
        region: 'us-east-1',
        prices: [{ per: 1, usd: { requests: '0.0000002', gb_seconds: '1' } }],
      },
    ];
    const raised = offer('AWSLambda', [
      [
        { regionCode: 'us-east-1', group: 'AWS-Lambda-Requests-ARM', usagetype: 'Request-ARM' },
        [['0', '0.0000003']],
      ],
    ]);
    const { entries: after } = addRegion(entries, readOffer(raised, 'us-east-1'), '2026-11-21');
    expect(after[0]?.prices).toMatchObject([
      { usd: { gb_seconds: '1' } },
      { to: '2026-11-21', usd: { requests: '0.0000002' } },
      { from: '2026-11-21', usd: { requests: '0.0000003' } },
    ]);
  });

  it('that changed leave the regions that shared the old price at it, row by row', () => {
    const region = 'us-east-1|eu-west-1|us-west-2';
    const entry: PriceEntry = {
      id: 'lambda-arm64',
      service: 'lambda',
      prices: [{ region, per: 1_000_000, usd: { requests: '0.2' } }],
    };
    const dearer = offer('AWSLambda', [
      [
        { regionCode: 'eu-west-1', group: 'AWS-Lambda-Requests-ARM', usagetype: 'EU-Request-ARM' },
        [['0', '0.0000003']],
      ],
    ]);
    const { entries: after } = addRegion([entry], readOffer(dearer, 'eu-west-1'), '2026-11-21');
    expect(after[0]?.prices).toMatchObject([
      { region: 'us-east-1|us-west-2', usd: { requests: '0.2' } },
      { region: 'eu-west-1', to: '2026-11-21', usd: { requests: '0.2' } },
      { region: 'eu-west-1', from: '2026-11-21', usd: { requests: '0.0000003' } },
    ]);
    const origin = { source: 'page', observedAt: '2026-11-21' };
    const idsOf = (entries: readonly PriceEntry[]) =>
      entries.flatMap((one) => expandEntry('aws', one, 'catalogue', origin).map(({ id }) => id));
    expect(idsOf(after)).toEqual(expect.arrayContaining(idsOf([entry])));
  });
});
