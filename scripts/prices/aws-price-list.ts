import type { PriceSet } from '../../core/pricing/price-file.ts';

/** The parts of a Price List offer file that we read: https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/… */
export interface OfferFile {
  readonly offerCode: string;
  readonly version: string;
  readonly publicationDate: string;
  readonly products: Readonly<Record<string, { readonly attributes: Readonly<Record<string, string>> }>>;
  readonly terms: {
    readonly OnDemand: Readonly<
      Record<string, Readonly<Record<string, { readonly priceDimensions: Dimensions }>>>
    >;
  };
}

type Dimensions = Readonly<
  Record<
    string,
    {
      readonly beginRange?: string;
      readonly endRange?: string;
      readonly pricePerUnit: { readonly USD?: string };
    }
  >
>;

/** A price of one SKU of the catalogue in a region. */
export interface ImportedPrice {
  readonly id: string;
  readonly set: PriceSet;
}

interface Rule {
  readonly offer: string;
  readonly group?: string;
  readonly usage: RegExp;
  readonly id: string;
  readonly units: readonly string[];
  readonly chunk?: PriceSet['chunk'];
}

const STORAGE = ['gb_months', 'storage_gb_month'];
const SQS_CHUNK = { bytes: 65_536, kilobytes: 64 };

/** Which products become which SKU: by offer, group, and the usage type without its region prefix. */
const RULES: readonly Rule[] = [
  {
    offer: 'AWSLambda',
    group: 'AWS-Lambda-Duration',
    usage: /Lambda-GB-Second$/,
    id: 'lambda-x86_64',
    units: ['gb_seconds'],
  },
  {
    offer: 'AWSLambda',
    group: 'AWS-Lambda-Duration-ARM',
    usage: /Lambda-GB-Second-ARM$/,
    id: 'lambda-arm64',
    units: ['gb_seconds'],
  },
  {
    offer: 'AWSLambda',
    group: 'AWS-Lambda-Requests',
    usage: /Request$/,
    id: 'lambda-x86_64',
    units: ['requests'],
  },
  {
    offer: 'AWSLambda',
    group: 'AWS-Lambda-Requests-ARM',
    usage: /Request-ARM$/,
    id: 'lambda-arm64',
    units: ['requests'],
  },
  {
    offer: 'AWSQueueService',
    usage: /Requests-Tier1$|Requests$/,
    id: 'sqs-standard',
    units: ['requests'],
    chunk: SQS_CHUNK,
  },
  {
    offer: 'AWSQueueService',
    usage: /Requests-FIFO(?:-Tier1)?$/,
    id: 'sqs-fifo',
    units: ['requests'],
    chunk: SQS_CHUNK,
  },
  { offer: 'AmazonSES', usage: /Recipients$/, id: 'outbound-a-la-carte', units: ['emails'] },
  {
    offer: 'AmazonSES',
    usage: /AttachmentsSize-Bytes$/,
    id: 'outbound-a-la-carte',
    units: ['attachment_gb'],
  },
  { offer: 'AmazonS3', usage: /^(?:[A-Z0-9]+-)?TimedStorage-ByteHrs$/, id: 's3-standard', units: STORAGE },
  { offer: 'AmazonS3', usage: /^(?:[A-Z0-9]+-)?Requests-Tier1$/, id: 'standard-put', units: ['requests'] },
  { offer: 'AmazonS3', usage: /^(?:[A-Z0-9]+-)?Requests-Tier2$/, id: 'standard-get', units: ['requests'] },
  {
    offer: 'AmazonDynamoDB',
    group: 'DDB-WriteUnits',
    usage: /WriteRequestUnits$/,
    id: 'dynamodb-on-demand',
    units: ['write_request_units'],
  },
  {
    offer: 'AmazonDynamoDB',
    group: 'DDB-ReadUnits',
    usage: /ReadRequestUnits$/,
    id: 'dynamodb-on-demand',
    units: ['read_request_units'],
  },
  {
    offer: 'AmazonDynamoDB',
    usage: /^(?:[A-Z0-9]+-)?TimedStorage-ByteHrs$/,
    id: 'dynamodb-on-demand',
    units: STORAGE,
  },
];

/** Prices of the SKUs we know in one region of an offer file. A free first step is an allowance and left out. */
export function readOffer(offer: OfferFile, region: string): ImportedPrice[] {
  const source = `AWS Price List ${offer.offerCode} ${offer.version}`;
  const observedAt = offer.publicationDate.slice(0, 10);
  return Object.entries(offer.products).flatMap(([sku, { attributes }]) => {
    if (attributes['regionCode'] !== region) return [];
    const rule = RULES.find((known) => fits(known, offer.offerCode, attributes));
    const [term] = Object.values(offer.terms.OnDemand[sku] ?? {});
    const steps = term ? stepsOf(term.priceDimensions) : [];
    const [first] = steps;
    if (!rule || !first) return [];
    const prices = steps.map(({ price }) => price);
    const usd = Object.fromEntries(
      rule.units.map((unit) => [unit, prices.length === 1 ? first.price : prices]),
    );
    const over = steps.slice(1).map(({ start }) => start - first.start);
    const tiered = over.length > 0 ? { over, graduated: true as const } : {};
    const chunk = rule.chunk ? { chunk: rule.chunk } : {};
    return [{ id: rule.id, set: { region, per: 1, ...tiered, ...chunk, usd, source, observedAt } }];
  });
}

function fits(rule: Rule, offer: string, attributes: Readonly<Record<string, string>>): boolean {
  if (rule.offer !== offer || (rule.group !== undefined && rule.group !== attributes['group'])) return false;
  return rule.usage.test(attributes['usagetype'] ?? '');
}

function stepsOf(dimensions: Dimensions): { start: number; price: string }[] {
  return Object.values(dimensions)
    .map(({ beginRange = '0', pricePerUnit }) => ({
      start: Number(beginRange),
      price: (pricePerUnit.USD ?? '0').replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, ''),
    }))
    .sort((a, b) => a.start - b.start)
    .filter(({ price }, index, all) => price !== '0' || all.length === 1 || index > 0);
}
