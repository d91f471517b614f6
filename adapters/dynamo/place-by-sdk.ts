import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { type Place, placeAt, type PlaceSettings } from './place.ts';

/** The address of the table by the SDK's endpoint rules. @throws the SDK's errors, as where no region is known */
export function placeBySdk({ region, endpoint }: PlaceSettings): Promise<Place> {
  const client = new DynamoDBClient({ ...(region && { region }), ...(endpoint && { endpoint }) });
  return placeOfClient(client);
}

/** The address that a client of the SDK calls. */
export async function placeOfClient({ config }: DynamoDBClient): Promise<Place> {
  const { url, properties } = await getEndpointFromInstructions({}, PutItemCommand, config);
  const [scheme] = (properties?.['authSchemes'] ?? []) as readonly { readonly signingRegion?: string }[];
  return placeAt(url, scheme?.signingRegion ?? (await config.region()));
}
