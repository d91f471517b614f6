import { placeOf } from './place.ts';
import { ownFunctions } from './roles.ts';
import {
  allNamedBy,
  type Found,
  functionNamedBy,
  isSame,
  namedBy,
  nameOfResource,
  propertyOf,
  resourcesIn,
  type Rule,
  shown,
  type Templates,
} from './templates.ts';

/** Functions whose new versions come gradually where the stage asks for it. */
const GRADUAL = ['record-usage', 'aggregate-usage', 'serve-api'];

/**
 * Where a stage deploys gradually, recorder, aggregator and API have an alias each, which sources call and CodeDeploy
 * moves, and takes back when the alarm of that alias sounds.
 */
export const versionsComeGradually: Rule = (templates) => {
  const aliases = resourcesIn(templates, 'AWS::Lambda::Alias');
  if (aliases.length === 0 && resourcesIn(templates, 'AWS::CodeDeploy::DeploymentGroup').length === 0)
    return [];
  return ownFunctions(templates)
    .filter(({ variables }) => GRADUAL.includes(shown(variables['POWERTOOLS_SERVICE_NAME'])))
    .flatMap((fn) => {
      const own = aliases.filter((alias) => isSame(functionBehind(alias, templates), fn));
      const [alias] = own;
      if (!alias || own.length > 1) return [`${nameOfResource(fn)} has ${own.length} aliases, not one`];
      return [...faultsOfAlias(alias, fn, templates), ...sourcesBeside(alias, fn, templates)];
    });
};

function functionBehind(alias: Found, templates: Templates): Found | undefined {
  return namedBy(propertyOf(alias, 'FunctionName'), alias.stack, templates);
}

function faultsOfAlias(alias: Found, fn: Found, templates: Templates): string[] {
  const faults: string[] = [];
  const service = shown(propertyOf(fn, 'Environment', 'Variables', 'POWERTOOLS_SERVICE_NAME'));
  const version = namedBy(propertyOf(alias, 'FunctionVersion'), alias.stack, templates);
  if (
    version?.Type !== 'AWS::Lambda::Version' ||
    !isSame(functionNamedBy(propertyOf(version, 'FunctionName'), version.stack, templates), fn)
  )
    faults.push('leads to no version of its function');
  const { ApplicationName, DeploymentGroupName } = (alias.UpdatePolicy?.['CodeDeployLambdaAliasUpdate'] ??
    {}) as Readonly<Record<string, unknown>>;
  const application = namedBy(ApplicationName, alias.stack, templates);
  const group = namedBy(DeploymentGroupName, alias.stack, templates);
  if (!application || group?.Type !== 'AWS::CodeDeploy::DeploymentGroup')
    faults.push('jumps to a new version at once');
  else faults.push(...faultsOfGroup(group, application, { alias, service }, templates));
  return faults.map((fault) => `${nameOfResource(alias)} ${fault}`);
}

function faultsOfGroup(
  group: Found,
  application: Found,
  { alias, service }: { readonly alias: Found; readonly service: string },
  templates: Templates,
): string[] {
  const faults: string[] = [];
  const of = (name: string) => namedBy(propertyOf(group, name), group.stack, templates);
  if (!isSame(of('ApplicationName'), application)) faults.push('is moved by another application');
  const role = of('ServiceRoleArn');
  if (!role || role.id.replace(/Role.{8}$/, '') !== alias.id.replace(/Live.{8}$/, ''))
    faults.push('is moved by another role');
  const [{ Name } = { Name: undefined }, ...more] = (propertyOf(group, 'AlarmConfiguration', 'Alarms') ??
    []) as {
    Name?: unknown;
  }[];
  const alarm = resourcesIn(templates, 'AWS::CloudWatch::Alarm').find(
    (one) => propertyOf(one, 'AlarmName') === Name,
  );
  const watched = alarm && `costkeeper-${placeOf(templates).stage}-${service}-rollout`;
  if (more.length > 0 || watched === undefined || watched !== Name)
    faults.push('is taken back by no alarm of its own');
  return faults;
}

/** A source that calls the function itself runs every new version at once. */
function sourcesBeside(alias: Found, fn: Found, templates: Templates): string[] {
  const sources = [
    ['AWS::Lambda::EventSourceMapping', 'FunctionName'],
    ['AWS::ApiGatewayV2::Integration', 'IntegrationUri'],
  ] as const;
  return sources.flatMap(([type, property]) =>
    resourcesIn(templates, type)
      .filter((source) => isSame(functionNamedBy(propertyOf(source, property), source.stack, templates), fn))
      .filter(
        (source) =>
          !allNamedBy(propertyOf(source, property), source.stack, templates).some((one) =>
            isSame(one, alias),
          ),
      )
      .map((source) => `${nameOfResource(source)} calls ${fn.id} beside its alias`),
  );
}
