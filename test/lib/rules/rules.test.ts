import { describe, expect, it } from 'vitest';
import { IN_PROOF } from '../../../testing/property-runs.ts';
import { stageSchema } from '../../../config/stage-schema.ts';
import { ledgerSettingsSchema } from '../../../contracts/ledger-settings.ts';
import { RULES } from './all.ts';
import { BROKEN } from './broken.ts';
import { faultsOfUpdate, sharedNames } from './changes.ts';
import { everythingFits, SIZED } from './sizes.ts';
import { ALONE, EVERY_OPTION, NO_OPTION, PLACE, SETTINGS, STAGES, SWITCHES } from './stages.ts';
import {
  propertyOf,
  resourcesIn,
  stackOf,
  type StackTemplate,
  type Templates,
  templatesOf,
} from './templates.ts';

describe.each(STAGES)('the templates of %s', (_, templates) => {
  it.each(Object.entries(RULES))('keep the rule %s', async (_name, rule) => {
    expect(await rule(templates())).toEqual([]);
  });
});

const OPTIONS = Object.keys(stageSchema.shape).filter(
  (name) => !PLACE.some((one) => one === name),
) as (keyof typeof EVERY_OPTION)[];

/** What options bring that no rule can ask for: a template does not say what its stage file asked for. */
const BROUGHT: Partial<Readonly<Record<keyof typeof EVERY_OPTION, string>>> = {
  mailIdentity: 'AWS::SES::EmailIdentity',
  alarmMail: 'AWS::SNS::Subscription',
  operationsDashboard: 'AWS::CloudWatch::Dashboard',
  dashboard: 'AWS::CloudFront::Distribution',
  webhooks: 'AWS::KMS::Key',
  bedrockLogs: 'Custom::BedrockInvocationLogging',
};

/** Templates as text, without the settings of the functions. */
function bare(templates: Templates): string {
  return JSON.stringify(templates).replaceAll(/"LEDGER_SETTINGS":"(?:[^"\\]|\\.)*"/g, '');
}

describe('the options of a stage', () => {
  it('are each on in one stage of the rules and off in another', () => {
    const same = OPTIONS.filter(
      (name) => JSON.stringify(EVERY_OPTION[name]) === JSON.stringify(NO_OPTION[name]),
    );
    expect(same).toEqual(Object.keys(ALONE));
  });

  it('are each switched to their opposite, or travel in the settings of the functions', () => {
    const switched = SWITCHES.flatMap(([, on]) =>
      OPTIONS.filter((name) => JSON.stringify(on[name]) !== JSON.stringify(NO_OPTION[name])),
    );
    expect(OPTIONS.filter((name) => !switched.includes(name))).toEqual([]);
    const carried: readonly string[] = [...Object.keys(ledgerSettingsSchema.shape), 'ledgerTimeZone'];
    expect(SETTINGS.filter((name) => !carried.includes(name))).toEqual([]);
  });

  it.each(Object.entries(BROUGHT))('%s brings %s, which is not there without it', (_name, type) => {
    const [on, off] = [templatesOf('production', EVERY_OPTION), templatesOf('production', NO_OPTION)];
    expect(resourcesIn(on, type).length).toBeGreaterThan(0);
    expect(resourcesIn(off, type)).toEqual([]);
  });

  it('have SES verify the domain that was asked for, and tell its records', () => {
    const [identity] = resourcesIn(templatesOf('production', EVERY_OPTION), 'AWS::SES::EmailIdentity');
    expect(identity?.Properties?.['EmailIdentity']).toBe(EVERY_OPTION.mailIdentity);
    const { Outputs } = templatesOf('production', EVERY_OPTION).find(({ name }) => /Data/.test(name)) ?? {};
    const records = JSON.stringify(Outputs?.['MailRecords']?.Value);
    expect(records.match(/DkimDNSTokenName\d/g)).toHaveLength(3);
    expect(records.match(/DkimDNSTokenValue\d/g)).toHaveLength(3);
  });

  it('let pages of the origins call that were asked for', () => {
    const [api] = resourcesIn(templatesOf('production', EVERY_OPTION), 'AWS::ApiGatewayV2::Api');
    const allowed = JSON.stringify(api && propertyOf(api, 'CorsConfiguration', 'AllowOrigins'));
    expect(allowed).toContain('https://costs.example.com');
    expect(allowed).not.toContain('"*"');
  });

  it('that are settings change one variable of the functions and nothing else', () => {
    const settings = Object.fromEntries(SETTINGS.map((name) => [name, EVERY_OPTION[name]]));
    const { logRetentionDays, mailSender } = EVERY_OPTION;
    const kept = { ...NO_OPTION, retainData: true, logRetentionDays, mailSender };
    const [off, on] = [templatesOf('production', kept), templatesOf('production', { ...kept, ...settings })];
    expect(bare(on)).toBe(bare(off));
    const functions = resourcesIn(on, 'AWS::Lambda::Function').filter((fn) => propertyOf(fn, 'Environment'));
    expect(functions.length).toBeGreaterThan(5);
  });
});

describe('an option and its opposite', () => {
  /** One by one every sixteenth in npm test, and all at once; `npm run prove -- synth` takes each. */
  const TAKEN = IN_PROOF ? SWITCHES : SWITCHES.filter((_option, nth) => nth % 16 === 0);

  it.each(TAKEN)('%s: AWS takes the update in both directions', (_name, on, off) => {
    const [one, other] = [templatesOf('production', on), templatesOf('production', off)];
    expect(faultsOfUpdate(one, other)).toEqual([]);
    expect(faultsOfUpdate(other, one)).toEqual([]);
  });

  it('all at once', () => {
    const [all, none] = [templatesOf('production', EVERY_OPTION), templatesOf('production', NO_OPTION)];
    expect(faultsOfUpdate(all, none)).toEqual([]);
    expect(faultsOfUpdate(none, all)).toEqual([]);
  });
});

describe('two deployments in one account', () => {
  it('of one stage in two regions share no name', () => {
    const europe = templatesOf('production', { region: 'eu-central-1' });
    expect(sharedNames(templatesOf('production'), europe, 'another')).toEqual([]);
  });

  it('of two stages in one region share no name', () => {
    expect(sharedNames(templatesOf('staging'), templatesOf('production'), 'same')).toEqual([]);
  });
});

function tableOf(AttributeName: string): Templates {
  return stackOf({
    Table: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: { KeySchema: [{ AttributeName, KeyType: 'HASH' }] },
    },
  });
}

/** A stage with so many resources of a type. */
function manyOf(Type: string, count: number, Properties: Record<string, unknown>): Templates {
  const ids = Array.from({ length: count }, (_unused, index) => `Part${index}`);
  return stackOf(Object.fromEntries(ids.map((id) => [id, { Type, Properties }])));
}

function producerOf(Outputs: StackTemplate['Outputs'] = {}): StackTemplate {
  return { name: 'Producer', Resources: {}, Outputs };
}

describe('a template that breaks it is found by the rule', () => {
  it.each(Object.entries(RULES))('%s', async (name, rule) => {
    const [templates, part] = BROKEN[name as keyof typeof RULES];
    expect((await rule(templates)).join('\n')).toContain(part);
  });

  it.each(SIZED)('of the size of $path of $type', ({ type, path, most }) => {
    const list = ['Dimensions', 'Targets', 'Filters', 'Audience'].includes(path.at(-1) ?? '');
    const inner: unknown = list ? Array.from({ length: most }, () => 'x') : 'x'.repeat(most);
    const Properties = path.reduceRight((value, name) => ({ [name]: value }), inner) as Record<
      string,
      unknown
    >;
    expect(everythingFits(stackOf({ Part: { Type: type, Properties } })).join()).toContain(
      `${path.join('.')} of ${type} Part of Broken has ${most} of them`,
    );
  });

  it('of the policy of a function, and of routes', () => {
    const FunctionName = 'work';
    const permissions = manyOf('AWS::Lambda::Permission', 60, { FunctionName, SourceArn: 'x'.repeat(300) });
    expect(everythingFits(permissions).join()).toContain('the policy of the function work has');
    expect(everythingFits(manyOf('AWS::ApiGatewayV2::Route', 151, {})).join()).toContain('the API has 151');
  });

  it('of exports in use', () => {
    const consumer = {
      name: 'Consumer',
      Resources: {
        Fn: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::ImportValue': 'Producer:Key' } } },
      },
    };
    const before = [producerOf({ Key: { Value: 'key', Export: { Name: 'Producer:Key' } } }), consumer];
    expect(faultsOfUpdate(before, [producerOf({}), consumer])).toEqual([
      'Producer takes away the export Producer:Key, which Consumer still imports',
    ]);
  });

  it('of a table that is replaced', () => {
    expect(faultsOfUpdate(tableOf('pk'), tableOf('id')).join()).toContain('is replaced: KeySchema changes');
  });

  it('of names that two regions share', () => {
    const policy = stackOf({
      Headers: {
        Type: 'AWS::CloudFront::ResponseHeadersPolicy',
        Properties: { ResponseHeadersPolicyConfig: { Name: 'costkeeper' } },
      },
    });
    expect(sharedNames(policy, policy, 'another')).toEqual([
      'AWS::CloudFront::ResponseHeadersPolicy costkeeper',
    ]);
  });
});
