import { Token } from 'aws-cdk-lib/core';
import { stageSchema } from '../config/stage-schema.ts';

const PLACEMENTS: readonly unknown[] = ['own-stacks', 'nested-stacks', 'same-stack'];

/** What the construct has beside the options of a stage, of whatever type JavaScript brings. */
interface OwnProps {
  readonly admins: unknown;
  readonly placement: unknown;
}

/**
 * Checks it, and says it as wrong options are said.
 * @throws Error with one line for each that cannot be used
 */
export function checkOwnProps({ admins, placement }: OwnProps, remedy: string): void {
  const lines = [
    ...wrongAdmins(admins),
    ...(PLACEMENTS.includes(placement) ? [] : ['placement: must be own-stacks, nested-stacks or same-stack']),
  ];
  if (lines.length > 0) throw new Error(`The stage cannot be used:\n  ${lines.join('\n  ')}\n${remedy}`);
}

function wrongAdmins(admins: unknown): string[] {
  if (!Array.isArray(admins)) return ['admins: must be a list of mail addresses'];
  const wrong = admins.flatMap((mail, index) =>
    isMail(mail) ? [] : [`admins.${index}: must be a mail address`],
  );
  const once = new Set(admins.map((mail) => String(mail).toLowerCase())).size === admins.length;
  return once ? wrong : [...wrong, 'admins: must have each address once'];
}

/** A mail address, or what is known at the deployment only. */
function isMail(value: unknown): boolean {
  return (
    value !== undefined && (Token.isUnresolved(value) || stageSchema.shape.alarmMail.safeParse(value).success)
  );
}

/** @throws Error on what no stage is called: the parameters below it would be missing at the deployment */
export function checkStageName(stage: string): void {
  const { error } = stageSchema.shape.stage.safeParse(stage);
  if (error) throw new Error(`stage: ${error.issues[0]?.message}, not "${stage}"`);
}
