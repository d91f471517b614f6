import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { STACK_OUTPUT } from '../../contracts/stack-outputs.ts';
import { DashboardSite } from '../constructs/dashboard-site.ts';
import { tellOutput } from '../constructs/stack-outputs.ts';

export interface LedgerWebProps {
  readonly stage: string;
  readonly retainData: boolean;
  /** Where the page may sign in; undefined is the stage's own user pool. */
  readonly signInOrigins: readonly string[] | undefined;
}

/** Where the dashboard lives. It comes before the API, which must know its address; the page comes after both. */
export class LedgerWeb extends Construct {
  readonly site: DashboardSite;

  constructor(scope: Construct, id: string, props: LedgerWebProps) {
    super(scope, id);
    const { region } = Stack.of(this);
    const issuers = props.signInOrigins ?? [
      `https://cognito-idp.${region}.amazonaws.com`,
      `https://*.auth.${region}.amazoncognito.com`,
    ];
    this.site = new DashboardSite(this, 'Dashboard', {
      connectTo: [`https://*.execute-api.${region}.amazonaws.com`, ...issuers],
      stage: props.stage,
      retain: props.retainData,
    });
    tellOutput(this, STACK_OUTPUT.dashboardUrl, this.site.origin);
  }
}
