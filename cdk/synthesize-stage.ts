import type { App } from 'aws-cdk-lib/core';
import { readOverrides, readVariables } from '../config/overrides.ts';
import { pickStage } from '../config/pick-stage.ts';
import { Costkeeper } from './costkeeper.ts';
import type { Stages } from './costkeeper.ts';

/** Where stages come from: their file, as sentences about mistakes name it, and the process's environment. */
export interface StageSource {
  readonly file: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Makes the ledger of one stage: that of `-c stage=NAME`, or the only one there is. Other `-c name=value`, and
 * variables such as COSTKEEPER_STAGE_MAIL_SENDER, override single options.
 * @throws Error whose sentence says what to write instead
 */
export function synthesizeStage(app: App, stages: Stages, { file, environment }: StageSource): Costkeeper {
  const context = app.node.getAllContext() as Readonly<Record<string, unknown>> & { readonly stage?: string };
  const overrides = { ...readVariables(environment), ...readOverrides(context) };
  const names = Object.keys(stages);
  const name = context.stage ?? (names.length === 1 ? names[0] : undefined) ?? '';
  const options = pickStage(stages, name, file);
  return new Costkeeper(
    app,
    'Costs',
    { ...options, ...overrides, stage: name },
    `Correct it in ${file} or in the -c options of the command.`,
  );
}
