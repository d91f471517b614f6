import { USAGE_UNITS } from '../../contracts/usage-vocabulary.ts';
import type { AskedAttribute } from './asked-attributes.ts';
import { normalizeAttributes } from './attributes.ts';
import type { CataloguePriceBook } from './catalogue-price-book.ts';
import { describedAlone } from './descriptive-parts.ts';
import { isServiceAlone, meantService } from './meant-service.ts';
import type { PriceRequest } from './price-book.ts';
import { CATALOGUE_PROVIDERS, canonicalProvider } from './provider-names.ts';
import type { UsageWarning } from './usage-aliases.ts';

const PARTS: ReadonlySet<string> = new Set(USAGE_UNITS);

/** What of a price book tells why nothing is priced. */
export type KnownNames = Pick<
  CataloguePriceBook,
  'otherProviders' | 'suggest' | 'partsWithoutPrice' | 'pricedParts' | 'attributesAskedFor' | 'billableUsage'
>;

/** The last time there is: prices that hold now hold then. */
const LATEST = 8.64e15;

/** Values of an attribute that a sentence names. */
const MOST_VALUES = 12;

/**
 * Why an event will wait for a price, where its names tell: another provider has the model, the model is nearly one
 * that is known, is not sold by what was counted, has prices by an attribute alone that was not sent, or is like no
 * other.
 */
export function nameWarnings(
  {
    provider,
    model,
    service,
    usage,
    attributes = {},
    region,
    at = LATEST,
  }: Pick<PriceRequest, 'provider' | 'model' | 'service' | 'usage' | 'region'> &
    Partial<Pick<PriceRequest, 'attributes' | 'at'>>,
  book: KnownNames,
): UsageWarning[] {
  const meant = meantWarning({ provider, model, service }, book);
  if (meant !== undefined) return [meant];
  const [likeliest, ...others] = book
    .otherProviders(provider, model, service)
    // `storage` is a word, and no sign of the provider that has a model of that name.
    .filter((other) => !isServiceAlone(model) || meantService(model).provider === other);
  if (likeliest !== undefined) {
    const message = `has no model of this name that is known: ${[likeliest, ...others].join(', ')} has one`;
    return [{ field: 'provider', message, suggestion: likeliest }];
  }
  const near = book.suggest(provider, model).map((one) => one.model);
  const [nearest] = near;
  if (nearest !== undefined) {
    const message = `is no model of this provider that has a price: did you mean ${near.join(' or ')}?`;
    return [{ field: 'model', message, suggestion: nearest }];
  }
  const sold = book.pricedParts(provider, model, service);
  if (sold.length === 0) return [{ field: 'model', message: unknownText(service), suggestion: null }];
  // What is billed may be counted from what describes it.
  const billable = book.billableUsage({ provider, model, service, usage, attributes, region, at });
  const [described] = describedAlone(billable, () => false);
  if (described !== undefined) {
    const why = `only describes the work, and nothing that is billed is there: this model is sold by ${sold.join(', ')}`;
    const way = sold.includes('gb_seconds') ? '; memory_mb and duration_ms together make gb_seconds' : '';
    return [{ field: `usage.${described}`, message: why + way, suggestion: null }];
  }
  const counted = Object.keys(usage).filter((part) => PARTS.has(part) && (usage[part] ?? 0n) > 0n);
  const message = `has no price for this model, which is sold by ${sold.join(', ')}`;
  const without = book.partsWithoutPrice(provider, model, counted);
  const sellable = counted.filter((part) => !without.includes(part));
  return [
    ...without.map((part) => ({ field: `usage.${part}`, message, suggestion: null })),
    ...attributeWarnings(attributes, book.attributesAskedFor(provider, model, sellable)),
  ];
}

/** Of names that say what was used and not who bills it, or which model: the names that have a price. */
function meantWarning(
  { provider, model, service }: Pick<PriceRequest, 'provider' | 'model' | 'service'>,
  book: KnownNames,
): UsageWarning | undefined {
  if (book.pricedParts(provider, model, service).length > 0) return undefined;
  const billed = canonicalProvider(provider);
  if (!CATALOGUE_PROVIDERS.has(billed)) {
    const { model: does, ...meant } = meantService(provider, model);
    if (meant.provider === undefined) return undefined;
    const isKnown = book.pricedParts(meant.provider, model, meant.service).length > 0;
    const names = JSON.stringify({ ...meant, ...(does !== undefined && !isKnown && { model: does }) });
    const message = `says what was used, and not who bills it: send ${names}`;
    return { field: 'provider', message, suggestion: meant.provider };
  }
  const meant = isServiceAlone(model) ? meantService(`${billed}_${model}`, model) : {};
  if (meant.provider !== billed || meant.model === undefined) return undefined;
  const message = `names a service and what it does: send ${JSON.stringify({ service: meant.service, model: meant.model })}`;
  return { field: 'model', message, suggestion: meant.model };
}

/** A name that nobody knows says nothing of its service either. */
function unknownText(service: string | undefined): string {
  const booked =
    service === undefined ? ', and is booked under "other" unless "service" says what it is' : '';
  return `has no price: it waits for one (GET /prices/unpriced, POST /prices)${booked}`;
}

/** Attributes that every price of a part asks for, sent without or with a value that has no price. */
function attributeWarnings(
  sent: PriceRequest['attributes'],
  asked: readonly AskedAttribute[],
): UsageWarning[] {
  const normal = normalizeAttributes(sent);
  return asked
    .filter(({ name, values }) => !values.includes(normal[name] ?? ''))
    .map(({ name, values }) => {
      const priced = `${values.slice(0, MOST_VALUES).join(', ')}${values.length > MOST_VALUES ? ' …' : ''}`;
      const message =
        sent[name] === undefined
          ? `is missing: this model has a price for each of ${priced}`
          : `has no price for this value: this model has one for each of ${priced}`;
      return { field: `attributes.${name}`, message, suggestion: null };
    });
}
