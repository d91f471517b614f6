import { Template } from 'aws-cdk-lib/assertions';
import { CfnParameter, Stack } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { checkOwnProps, checkStageName } from '../../cdk/check-props.ts';
import { Costkeeper, type CostkeeperProps } from '../../cdk/costkeeper.ts';
import { createApp } from '../support/synthesize.ts';

const check = (props: object) => () =>
  checkOwnProps({ admins: [], placement: 'own-stacks', ...props }, 'Correct it.');

function usersOf(admins: string[]) {
  const { stacks } = new Costkeeper(new Stack(createApp(), 'Mine'), 'Costs', { dashboard: false, admins });
  return Template.fromStack(stacks.api).findResources('AWS::Cognito::UserPoolUser');
}

describe('what the construct has beside a stage', () => {
  it.each([
    [{ admins: 'me@example.com' }, 'admins: must be a list of mail addresses'],
    [{ admins: ['me'] }, 'admins.0: must be a mail address'],
    [{ admins: ['me@example.com', 'ME@example.com'] }, 'admins: must have each address once'],
    [{ placement: 'mine' }, 'placement: must be own-stacks, nested-stacks or same-stack'],
  ])('is told as options are: %o', (props, said) => {
    expect(check(props)).toThrow(`The stage cannot be used:\n  ${said}\nCorrect it.`);
    // The construct asks it.
    expect(() => new Costkeeper(new Stack(createApp(), 'Mine'), 'Costs', props as CostkeeperProps)).toThrow(
      said,
    );
  });

  it('may be an address that is known at deployment', () => {
    const mail = new CfnParameter(new Stack(createApp(), 'Mine'), 'Mail').valueAsString;
    expect(check({ admins: ['me@example.com', mail] })).not.toThrow();
  });

  it('refuses names that no stage has, and what is no queue', () => {
    const stack = new Stack(createApp(), 'Mine');
    expect(() => checkStageName('Prod 1')).toThrow(/^stage: must be 1 to 20 .*, not "Prod 1"$/);
    expect(() => Costkeeper.fromStage(stack, 'A', '')).toThrow(/^stage: must be/);
    const topic = 'arn:aws:sns:eu-west-1:111122223333:usage';
    expect(() => Costkeeper.fromQueueArn(stack, 'B', topic)).toThrow(/^queueArn: must be the ARN of a queue/);
  });

  it('refuses a second ledger of one name in a place, and takes one of another name or place', () => {
    const app = createApp();
    const options = { dashboard: false, placement: 'same-stack' } as const;
    const make = (id: string, region: string, stage: string) =>
      new Costkeeper(new Stack(app, id, { env: { region } }), 'Costs', { ...options, stage });
    expect(make('A', 'eu-west-1', 'one').stage).toBe('one');
    expect(make('B', 'eu-west-1', 'two').stage).toBe('two');
    expect(make('C', 'us-east-1', 'one').stage).toBe('one');
    expect(() => make('D', 'eu-west-1', 'one')).toThrow(/^stage: A\/Costs is the ledger "one" here already/);
  });

  it('leaves administrators who they are when another is taken out of the list', () => {
    const [all, rest] = [usersOf(['a@example.com', 'b@example.com']), usersOf(['b@example.com'])];
    expect(Object.keys(all)).toHaveLength(2);
    expect(all).toMatchObject(rest);
  });
});
