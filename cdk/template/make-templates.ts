import { CfnParameter, type App } from 'aws-cdk-lib/core';
import { parseStage } from '../../config/stage-schema.ts';
import { createLedger } from '../../lib/create-ledger.ts';
import { ownStacks } from '../../lib/placement.ts';
import { admitAdmins } from '../admit-admins.ts';
import { type AssetFile, BucketSynthesizer } from './bucket-synthesizer.ts';
import { ADMIN_MAIL, type Part, rootTemplate } from './root-template.ts';

/** Everything that a deployment by CloudFormation alone needs. */
export interface Templates {
  /** The template that is deployed. */
  readonly root: object;
  readonly parts: readonly Part[];
  /** Files that the templates name. */
  readonly files: readonly AssetFile[];
  /** The assembly's folder, which has those files. */
  readonly folder: string;
}

/** A region for the rules of options; the templates take the one they are deployed to. */
const ANY_REGION = 'us-east-1';

/**
 * Synthesizes the same stacks as the construct, as templates that find their files by parameters and may go to any
 * account and region.
 * @param options those of a stage, by name
 * @throws Error with a line for each option that cannot be used
 */
export function makeTemplates(app: App, options: Readonly<Record<string, unknown>>): Templates {
  const stage = parseStage(
    { ...options, region: ANY_REGION },
    'Correct it in the -c options of the command.',
  );
  if (stage.customerManagedKey) {
    throw new Error('customerManagedKey: a key needs its region in the template: deploy such a stage by CDK');
  }
  const files: AssetFile[] = [];
  const place = ownStacks(app, stage, {}, () => new BucketSynthesizer(files));
  const { api } = createLedger(place, stage);
  if (api.userPool) admitAdmins(api, [new CfnParameter(api, ADMIN_MAIL, { type: 'String' }).valueAsString]);
  const assembly = app.synth();
  const idOf = (stackName: string): string =>
    stackName.replace(/^Costkeeper/, '').replace(`-${stage.stage}`, '');
  const parts = assembly.stacks.map(({ stackName, template, dependencies }) => ({
    id: idOf(stackName),
    file: `${idOf(stackName).toLowerCase()}.template.json`,
    after: dependencies.flatMap((one) => ('stackName' in one ? idOf(String(one.stackName)) : [])),
    template: template as Part['template'],
  }));
  const once = new Map(files.map((file) => [file.key, file]));
  return {
    root: rootTemplate(stage.stage, parts),
    parts,
    files: [...once.values()],
    folder: assembly.directory,
  };
}
