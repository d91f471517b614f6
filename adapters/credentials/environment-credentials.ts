/** As the SDK takes them. */
interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Stands in bundles for the SDK's chain of providers (lib/bundling.ts): Lambda hands a function the credentials of its
 * role by its environment, and files, single sign-on and metadata servers, a quarter of a small bundle, are never
 * asked.
 * @returns a provider that rejects with an Error naming the variables when they are missing
 */
export function defaultProvider(): () => Promise<Credentials> {
  return () => {
    const accessKeyId = process.env['AWS_ACCESS_KEY_ID'];
    const secretAccessKey = process.env['AWS_SECRET_ACCESS_KEY'];
    const sessionToken = process.env['AWS_SESSION_TOKEN'];
    if (!accessKeyId || !secretAccessKey) {
      return Promise.reject(
        new Error(
          'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are missing: Lambda sets them for every function',
        ),
      );
    }
    return Promise.resolve({ accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) });
  };
}
