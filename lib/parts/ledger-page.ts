import { Construct } from 'constructs';
import { DashboardPage } from '../constructs/dashboard-page.ts';
import type { LogGroupOptions } from '../constructs/log-group.ts';
import type { LedgerApi } from './ledger-api.ts';
import type { LedgerWeb } from './ledger-web.ts';

export interface LedgerPageProps {
  readonly web: LedgerWeb;
  readonly api: LedgerApi;
  readonly logs: LogGroupOptions;
}

/** What the dashboard's site shows: the built page, and where the API and the sign-in are. */
export class LedgerPage extends Construct {
  constructor(scope: Construct, id: string, { web, api, logs }: LedgerPageProps) {
    super(scope, id);
    new DashboardPage(this, 'Page', {
      site: web.site,
      config: api.configFor(this),
      logs,
    });
  }
}
