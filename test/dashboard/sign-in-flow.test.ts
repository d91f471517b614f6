import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { contentSecurityPolicy, type DashboardConfig } from '../../contracts/dashboard-config.ts';
import { buildDashboard } from '../../local/build-dashboard.ts';
import { serveDashboard } from '../../local/dashboard.ts';
import { openWindow, type Visit } from '../../testing/dashboard/window.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';
import { shareBrowser } from '../support/shared/shared.ts';
import { AUDIENCE, type Issuer, startIssuer } from './support/issuer.ts';
import { tellOf } from './support/visit.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

let browser: Browser;
let window: Visit;
let issuer: Issuer;
let server: Server;
let origin: string;
/** Claims of the tokens that the page sent to the API, checked as API Gateway checks them. */
const accepted: JWTPayload[] = [];
const refused: unknown[] = [];

/** Serves the built page under the headers of a deployment, and an API that only looks at tokens. */
beforeAll(async () => {
  await buildDashboard(ROOT, (error) => {
    throw error;
  });
  server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  issuer = await startIssuer(origin);
  const config: DashboardConfig = {
    apiUrl: `${origin}/cost-tracking`,
    signIn: { issuer: issuer.url, clientId: 'page', scope: 'openid offline_access', groupsClaim: 'groups' },
  };
  const page = serveDashboard(path.join(ROOT, 'dashboard', 'dist'), () => config);
  const servePage = async (pathname: string, response: ServerResponse) => {
    const answer = await page(pathname);
    response.writeHead(answer.status, {
      ...answer.headers,
      'content-security-policy': contentSecurityPolicy([issuer.url]),
    });
    // The page itself asks for https besides; this issuer has none.
    const isPage = String(answer.headers['content-type']).startsWith('text/html');
    response.end(
      isPage ? answer.body.toString().replace("connect-src 'self' https:", '$& http:') : answer.body,
    );
  };
  const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`));
  server.on('request', ({ url = '/', headers }, response) => {
    const { pathname } = new URL(url, origin);
    if (!pathname.startsWith('/cost-tracking')) {
      void servePage(pathname, response);
      return;
    }
    const token = (headers.authorization ?? '').replace('Bearer ', '');
    jwtVerify(token, keys, { issuer: issuer.url, audience: AUDIENCE })
      .then(
        ({ payload }) => accepted.push(payload),
        (error: unknown) => refused.push(error),
      )
      .finally(() => response.writeHead(503).end());
  });
  browser = await shareBrowser();
  window = await openWindow(browser, origin);
  tellOf(window.page);
  await window.context.route('https://fonts.googleapis.com/**', (route) => route.abort());
});

beforeEach(async () => {
  // The issuer knows nobody any more.
  await window.context.clearCookies();
});

afterAll(async () => {
  await browser?.close();
  await issuer?.close();
  server?.closeAllConnections();
  server?.close();
});

describe('signing in with an issuer', () => {
  it('proves the code exchange, calls the API with its token, renews it, and needs no password again', async () => {
    const { page, errors } = window;
    await page.goto('/users?range=7d');
    await page.locator('input[name=login]').fill('ada');
    await page.locator('input[name=password]').fill('any');
    await page.locator('button[type=submit]').click();
    await page.locator('button[type=submit]').click();
    await page.waitForURL(`${origin}/users?range=7d`);
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    await expect.poll(() => accepted.length).toBeGreaterThan(0);
    expect(accepted[0]).toMatchObject({ sub: 'ada', groups: ['cost-admins'] });
    const first = accepted[0]?.jti;

    // The token is renewed once it is older than a second: each page asks the API anew.
    await expect
      .poll(async () => {
        await page.getByRole('link', { name: 'Users', exact: true }).click();
        await page.getByRole('link', { name: 'Status', exact: true }).click();
        return accepted.some(({ jti }) => jti !== first);
      })
      .toBe(true);

    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Status' }).waitFor();
    expect(refused).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('asks the issuer by a proof key and names nothing secret', async () => {
    const { page } = window;
    const asked = page.waitForRequest((request) => request.url().startsWith(`${issuer.url}/auth?`));
    await page.goto('/prices');
    const query = new URL((await asked).url()).searchParams;
    expect(Object.fromEntries(query)).toEqual({
      response_type: 'code',
      client_id: 'page',
      redirect_uri: `${origin}/`,
      scope: 'openid offline_access',
      state: expect.stringMatching(/^\w{22,}$/) as string,
      code_challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) as string,
      code_challenge_method: 'S256',
    });
    // The next test would meet this one on its way to the issuer.
    await page.locator('input[name=login]').waitFor();
  });

  it.runIf(IN_PROOF)('tells why the issuer refused, and begins anew when asked', async () => {
    const { page } = window;
    await page.goto('/users');
    await page.getByRole('link', { name: 'Cancel' }).click();
    await page.getByText('Sign-in failed: End-User aborted interaction').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('input[name=login]').waitFor();
  });

  it('does not redeem a code of a sign-in that was not begun here', async () => {
    const { page } = window;
    const redeemed: string[] = [];
    page.on('request', (request) => {
      if (request.url() === `${issuer.url}/token`) redeemed.push(request.postData() ?? '');
    });
    await page.goto('/?code=stolen&state=strange');
    await page.locator('input[name=login]').waitFor();
    expect(redeemed).toEqual([]);
  });
});
