import type { DashboardConfig } from '../contracts/dashboard-config.ts';
import { ROLE_GROUPS } from '../contracts/role-groups.ts';
import { apiOf } from './endpoints.ts';
import type { Runtime } from './runtime.ts';
import { mintToken } from './tokens.ts';

const TOKEN_SECONDS = 3600;

/** What the page reads: a token of an hour, which it renews, since any program on this machine may ask for it. */
export async function pageConfig(runtime: Runtime | undefined): Promise<DashboardConfig> {
  if (runtime === undefined) return { apiUrl: '' };
  const admin = { sub: 'admin', groups: [ROLE_GROUPS.admin], lifetimeSeconds: TOKEN_SECONDS };
  return { apiUrl: new URL(apiOf(runtime)).pathname, token: await mintToken(runtime.key, admin) };
}
