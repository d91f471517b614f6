import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** Longer by a second than what the page renews ahead, so that it renews at once. */
const TOKEN_SECONDS = 61;

/** What the API takes as `aud`. */
export const AUDIENCE = 'ledger';

export interface Issuer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts an OpenID Connect issuer with a public client for the page at `origin`. Every user who signs in is an
 * administrator; access tokens are JSON Web Tokens.
 */
export async function startIssuer(origin: string): Promise<Issuer> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(url, {
    clients: [
      {
        client_id: 'page',
        token_endpoint_auth_method: 'none',
        redirect_uris: [`${origin}/`],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    clientBasedCORS: () => true,
    issueRefreshToken: () => Promise.resolve(true),
    extraTokenClaims: () => ({ groups: ['cost-admins'] }),
    ttl: { AccessToken: TOKEN_SECONDS },
    features: {
      resourceIndicators: {
        enabled: true,
        defaultResource: () => Promise.resolve('https://ledger.example'),
        useGrantedResource: () => Promise.resolve(true),
        getResourceServerInfo: () => ({
          scope: '',
          audience: AUDIENCE,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
  const handle = provider.callback();
  server.on('request', (request, response) => void handle(request, response));
  return {
    url,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
