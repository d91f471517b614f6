import { SignInError } from './core/api-request.ts';
import { signatureHeaders, type AwsCredentials } from './wrappers/sigv4.ts';

export type { AwsCredentials } from './wrappers/sigv4.ts';

/** Whose rights sign the requests. */
export interface IamOptions {
  region: string;
  /** Credentials, or a provider of them, such as `sqsClient.config.credentials`. */
  credentials: AwsCredentials | (() => Promise<AwsCredentials>);
}

/**
 * A `fetch` that signs requests to the API with IAM, for Lambdas that ask the gate without a token:
 * `createCostkeeper({ queueUrl, apiUrl: apiUrl + '/service', fetch: iamFetch({ region, credentials }) })`.
 */
export function iamFetch({ region, credentials }: IamOptions): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const body = typeof init?.body === 'string' ? init.body : '';
    const found = typeof credentials === 'function' ? await credentialsFrom(credentials) : credentials;
    const method = init?.method ?? 'GET';
    const signed = { method, url, body, region, service: 'execute-api', credentials: found, at: new Date() };
    const headers = new Headers(init?.headers);
    for (const [name, value] of Object.entries(signatureHeaders(signed))) headers.set(name, value);
    return fetch(url, { ...init, headers });
  };
}

/** Throws SignInError when the provider has none, with its error as cause. */
async function credentialsFrom(provider: () => Promise<AwsCredentials>): Promise<AwsCredentials> {
  try {
    return await provider();
  } catch (error) {
    throw new SignInError(`no AWS credentials to sign with: ${String(error)}`, { cause: error });
  }
}
