import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ALERTS_WAITING, EVENT_SOURCE, TOTALS_CHANGED } from '../../contracts/budget-events.ts';
import type { CheckBudgetsPayload } from '../../contracts/budget-events.ts';
import { TIMEOUTS } from '../timeouts.ts';
import type { AlertChannels } from './alert-channels.ts';
import { FunctionSchedule, SCHEDULED_TIME } from './function-schedule.ts';
import type { AlarmRegister } from './alarm-register.ts';
import { LedgerFunction } from './ledger-function.ts';
import type { FunctionDefaults } from './ledger-function.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { UndeliveredCalls } from './undelivered-calls.ts';

export interface BudgetCheckProps {
  readonly defaults: FunctionDefaults;
  readonly table: LedgerTable;
  readonly channels: AlertChannels;
  readonly undelivered: UndeliveredCalls;
}

/** Compares spend with budgets and alerts: `check-budgets`, woken by changed totals and every quarter of an hour. */
export class BudgetCheck extends Construct {
  readonly checker: LedgerFunction;

  constructor(scope: Construct, id: string, { defaults, table, channels, undelivered }: BudgetCheckProps) {
    super(scope, id);
    this.checker = new LedgerFunction(this, 'CheckBudgets', {
      name: 'check-budgets',
      defaults,
      timeout: TIMEOUTS.checkBudgets,
      memorySize: 1024,
    });
    table.allow(this.checker, ['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem']);
    table.allowDayIndex(this.checker);
    channels.allowPublish(this.checker);
    channels.allowMail(this.checker);
    channels.allowDecrypt(this.checker);
    undelivered.keepFailuresOf(this.checker);
    this.#listen(channels, undelivered);
    this.#safetyNet(undelivered);
    this.#watch(defaults.alarms);
  }

  #listen({ bus }: AlertChannels, undelivered: UndeliveredCalls): void {
    new Rule(this, 'TotalsChanged', {
      eventBus: bus,
      description: 'Totals changed: look whether a budget is crossed. Alerts wait: send them',
      eventPattern: { source: [EVENT_SOURCE], detailType: [TOTALS_CHANGED, ALERTS_WAITING] },
      // The safety net looks at the same totals; an event older than its interval has nothing to add.
      targets: [
        new LambdaFunction(this.checker, {
          retryAttempts: 2,
          maxEventAge: Duration.minutes(15),
          deadLetterQueue: undelivered.queue,
        }),
      ],
    });
  }

  #watch(alarms: AlarmRegister): void {
    alarms.add({
      name: 'alerts-not-delivered',
      severity: 'high',
      description: 'A budget alert was given up on one of its channels: perhaps no one was told.',
      metric: this.checker.ownMetric('AlertsNotDelivered'),
      above: 0,
    });
  }

  #safetyNet(undelivered: UndeliveredCalls): void {
    const payload: CheckBudgetsPayload = { task: 'check-budgets', scheduledAt: SCHEDULED_TIME };
    new FunctionSchedule(this, 'SafetyNet', {
      fn: this.checker,
      undelivered,
      schedules: { 'check-budgets': { expression: 'rate(15 minutes)', payload } },
    });
  }
}
