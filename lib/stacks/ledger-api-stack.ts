import { CfnOutput, Fn, Stack } from 'aws-cdk-lib/core';
import type { StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { STACK_OUTPUT } from '../../contracts/stack-outputs.ts';
import type { JobRunner } from '../constructs/job-runner.ts';
import { LedgerAlarms } from '../constructs/ledger-alarms.ts';
import type { FunctionDefaults } from '../constructs/ledger-function.ts';
import { ReadApi } from '../constructs/read-api.ts';
import { TokenIssuer } from '../constructs/token-issuer.ts';
import type { TokenRules } from '../constructs/token-issuer.ts';
import type { LedgerDataStack } from './ledger-data-stack.ts';

export interface LedgerApiStackProps extends StackProps {
  readonly data: LedgerDataStack;
  readonly jobs: JobRunner;
  readonly functions: Omit<FunctionDefaults, 'alarms'>;
  /** Who issues tokens. Default: a user pool of this stack. */
  readonly tokens: TokenRules | undefined;
  readonly retainData: boolean;
  readonly allowedOrigins: readonly string[];
  readonly requestsPerSecond: number;
}

/** The HTTP API and whoever issues its tokens. */
export class LedgerApiStack extends Stack {
  readonly api: ReadApi;

  constructor(scope: Construct, id: string, props: LedgerApiStackProps) {
    super(scope, id, props);
    const { data, functions } = props;
    const alarms = new LedgerAlarms(this, 'Alarms', { stage: functions.stage, topic: data.alarmTopic });
    const tokens = props.tokens ?? new TokenIssuer(this, 'Tokens', { retain: props.retainData }).rules;
    this.api = new ReadApi(this, 'Read', {
      defaults: { ...functions, alarms },
      table: data.table,
      queue: data.queue,
      bucket: data.bucket,
      jobs: props.jobs,
      channels: data.channels,
      tokens,
      allowedOrigins: props.allowedOrigins,
      requestsPerSecond: props.requestsPerSecond,
    });
    new CfnOutput(this, STACK_OUTPUT.apiUrl, { value: this.api.url });
    new CfnOutput(this, STACK_OUTPUT.issuer, { value: tokens.issuer });
    new CfnOutput(this, STACK_OUTPUT.audience, { value: Fn.join(',', [...tokens.audience]) });
  }
}
