import { type Place, placeAt, type PlaceSettings } from './place.ts';

/** Regions with addresses like that of us-east-1. Source: the partition `aws` of the SDK's endpoint rules. */
const PLAIN_REGION = /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/;

/** Variables by which the SDK's endpoint rules come to something else. */
const RULES = ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'];

/**
 * The address of the table, as the SDK finds it in its options and its environment. Its endpoint rules, and its client
 * with them, are loaded where these could come to another address than the plain one: other partitions, FIPS, dual
 * stack.
 */
export async function placeOf({
  region = process.env['AWS_REGION'],
  endpoint,
}: PlaceSettings): Promise<Place> {
  const plain = RULES.every((name) => process.env[name] === undefined);
  const named =
    endpoint ??
    // An empty variable names nothing.
    (plain ? process.env['AWS_ENDPOINT_URL_DYNAMODB'] || process.env['AWS_ENDPOINT_URL'] : undefined);
  if (region && named) return placeAt(new URL(named), region);
  if (region && plain && PLAIN_REGION.test(region)) {
    return placeAt(new URL(`https://dynamodb.${region}.amazonaws.com`), region);
  }
  const { placeBySdk } = await import('./place-by-sdk.ts');
  return placeBySdk({ region, endpoint });
}
