import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { placeOfClient } from '../../../adapters/dynamo/place-by-sdk.ts';
import { placeOf } from '../../../adapters/dynamo/table-place.ts';

/** Nobody's files, and the credentials of a function: the SDK looks whether they name an account. */
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'id');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const REGIONS = ['us-east-1', 'eu-central-1', 'ap-southeast-7', 'il-central-1', 'mx-central-1'];
/** Of other partitions, or no region of AWS at all. */
const OTHERS = ['cn-north-1', 'us-gov-west-1', 'us-iso-east-1', 'eusc-de-east-1', 'local'];

describe('the address of the table', () => {
  it.each([...REGIONS, ...OTHERS])('in %s is that of the SDK', async (region) => {
    expect(await placeOf({ region })).toEqual(await placeOfClient(new DynamoDBClient({ region })));
  });

  it.each<Record<string, string>>([
    { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000/below/' },
    { AWS_ENDPOINT_URL: 'https://gateway.example' },
    { AWS_ENDPOINT_URL: 'https://gateway.example', AWS_ENDPOINT_URL_DYNAMODB: '' },
    { AWS_ENDPOINT_URL: 'https://gateway.example', AWS_ENDPOINT_URL_DYNAMODB: 'http://table.example:81' },
    { AWS_ENDPOINT_URL: 'https://gateway.example', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    { AWS_USE_FIPS_ENDPOINT: 'true' },
    { AWS_USE_FIPS_ENDPOINT: 'false' },
    { AWS_USE_DUALSTACK_ENDPOINT: 'true' },
  ])('is that of the SDK where the environment has %j', async (variables) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    expect(await placeOf({})).toEqual(await placeOfClient(new DynamoDBClient({})));
  });

  it('is the one that a client is told', async () => {
    const told = { region: 'eu-west-1', endpoint: 'http://127.0.0.1:8000' };
    expect(await placeOf(told)).toEqual(await placeOfClient(new DynamoDBClient(told)));
    vi.stubEnv('AWS_REGION', undefined);
    await expect(placeOf({})).rejects.toThrow('Region is missing');
  });
});
