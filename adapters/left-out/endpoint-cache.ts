/**
 * Stands in bundles for the cache of DynamoDB's endpoint discovery (lib/bundling.ts), which every client makes and
 * looks into before each call, whether it discovers endpoints or not. Ours do not: it is always empty.
 */
export class EndpointCache {
  /** Nothing was discovered: the call goes to the endpoint of the region. */
  getEndpoint(): undefined {
    return undefined;
  }

  get(): undefined {
    return undefined;
  }

  has(): false {
    return false;
  }

  /** @throws Error always: only discovery, which must be asked for, keeps an endpoint */
  set(): never {
    throw new Error(
      'bundles discover no endpoints: take the alias of @aws-sdk/endpoint-cache out of lib/bundling.ts',
    );
  }
}
