import { Stack } from 'aws-cdk-lib/core';
import type { StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { DashboardPage } from '../constructs/dashboard-page.ts';
import type { LogGroupOptions } from '../constructs/log-group.ts';
import type { LedgerApiStack } from './ledger-api-stack.ts';
import type { LedgerWebStack } from './ledger-web-stack.ts';

export interface LedgerPageStackProps extends StackProps {
  readonly web: LedgerWebStack;
  readonly api: LedgerApiStack;
  readonly logs: LogGroupOptions;
}

/** What the dashboard's site shows: the built page, and where the API and the sign-in are. */
export class LedgerPageStack extends Stack {
  constructor(scope: Construct, id: string, { web, api, logs, ...props }: LedgerPageStackProps) {
    super(scope, id, props);
    new DashboardPage(this, 'Page', {
      site: web.site,
      config: api.configFor(this),
      logs,
    });
  }
}
