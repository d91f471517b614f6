import {
  allNamedBy,
  functionNamedBy,
  type Found,
  isSame,
  listOf,
  namedBy,
  nameOfResource,
  propertyOf,
  resourcesIn,
  type Rule,
  shown,
  statementsOf,
  statementsOfRole,
  type Templates,
} from './templates.ts';

/**
 * A policy on a topic replaces SNS's default one, by which the account's alarms may publish; without one the default
 * holds. Source: Amazon SNS, "Example cases for Amazon SNS access control"; CloudWatch alarms and SNS.
 */
export const alarmTopicsArePublishable: Rule = (templates) =>
  alarmTopics(templates).flatMap((topic) => {
    const policies = resourcesIn(templates, 'AWS::SNS::TopicPolicy').filter((policy) =>
      listOf(propertyOf(policy, 'Topics')).some((value) =>
        isSame(namedBy(value, policy.stack, templates), topic),
      ),
    );
    const allows = policies
      .flatMap(statementsOf)
      .some(
        ({ Effect, Action, Principal }) =>
          Effect === 'Allow' &&
          listOf(Action).some((action) => /^sns:(Publish|\*)$/i.test(shown(action))) &&
          JSON.stringify(Principal ?? '').includes('cloudwatch.amazonaws.com'),
      );
    return policies.length === 0 || allows
      ? []
      : [
          `${nameOfResource(topic)} takes alarms, and its policy does not let cloudwatch.amazonaws.com publish`,
        ];
  });

function alarmTopics(templates: Templates): Found[] {
  const topics = resourcesIn(templates, 'AWS::CloudWatch::Alarm').flatMap((alarm) =>
    listOf(propertyOf(alarm, 'AlarmActions')).flatMap(
      (action) => namedBy(action, alarm.stack, templates) ?? [],
    ),
  );
  return topics.filter((topic, index) => topics.findIndex((other) => isSame(other, topic)) === index);
}

/** An alarm that tells no one is no alarm. */
export const alarmsTellSomeone: Rule = (templates) =>
  resourcesIn(templates, 'AWS::CloudWatch::Alarm')
    .filter(
      (alarm) =>
        !listOf(propertyOf(alarm, 'AlarmActions')).some(
          (action) => namedBy(action, alarm.stack, templates)?.Type === 'AWS::SNS::Topic',
        ),
    )
    .map((alarm) => `${nameOfResource(alarm)} has no action`);

/**
 * A route of method ANY, of OPTIONS or `$default` takes preflights away from the API's own CORS answer.
 * Source: API Gateway, "Configure CORS for HTTP APIs".
 */
export const noRouteTakesPreflights: Rule = (templates) =>
  resourcesIn(templates, 'AWS::ApiGatewayV2::Api')
    .filter((api) => propertyOf(api, 'CorsConfiguration') !== undefined)
    .flatMap((api) =>
      routesOf(api, templates)
        .filter((route) => /^(ANY |OPTIONS |\$default$)/.test(shown(propertyOf(route, 'RouteKey'))))
        .map(
          (route) =>
            `${nameOfResource(route)} (${shown(propertyOf(route, 'RouteKey'))}) takes preflights of an API with CORS`,
        ),
    );

function routesOf(api: Found, templates: Templates): Found[] {
  return resourcesIn(templates, 'AWS::ApiGatewayV2::Route').filter((route) =>
    isSame(namedBy(propertyOf(route, 'ApiId'), route.stack, templates), api),
  );
}

/** API Gateway may call a function for a route only where a permission's source address covers the route's own. */
export const routesMayCallTheirFunction: Rule = (templates) =>
  resourcesIn(templates, 'AWS::ApiGatewayV2::Route').flatMap((route) => {
    const integration = allNamedBy(propertyOf(route, 'Target'), route.stack, templates).find(
      ({ Type }) => Type === 'AWS::ApiGatewayV2::Integration',
    );
    const fn =
      integration && functionNamedBy(propertyOf(integration, 'IntegrationUri'), integration.stack, templates);
    const called =
      integration && namedBy(propertyOf(integration, 'IntegrationUri'), integration.stack, templates);
    if (fn?.Type !== 'AWS::Lambda::Function') return [`${nameOfResource(route)} leads to no function`];
    const key = shown(propertyOf(route, 'RouteKey'));
    const [method = '', path = ''] = key.split(' ');
    const address = key === '$default' ? '/$default/$default' : `/$default/${method}${path}`;
    const covered = resourcesIn(templates, 'AWS::Lambda::Permission').some(
      (permission) =>
        propertyOf(permission, 'Principal') === 'apigateway.amazonaws.com' &&
        // A permission of the function does not open its alias.
        isSame(namedBy(propertyOf(permission, 'FunctionName'), permission.stack, templates), called) &&
        covers(sourcePattern(propertyOf(permission, 'SourceArn')), address),
    );
    return covered
      ? []
      : [`${nameOfResource(route)} (${key}) may not call its function: no permission covers ${address}`];
  });

/** What follows the API's id in a source address: `/*` + `/*` + `/*` as CDK writes it. */
function sourcePattern(value: unknown): string {
  if (typeof value === 'string') return value.slice(value.indexOf('/'));
  const parts = listOf((value as { 'Fn::Join'?: [string, unknown[]] } | undefined)?.['Fn::Join']?.[1]);
  const last = parts.at(-1);
  return typeof last === 'string' ? last : '';
}

function covers(pattern: string, address: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  // A star matches one or more segments; API Gateway compares segment by segment, stage, method, then the path.
  const wanted = pattern.split('/').length;
  return wanted <= address.split('/').length && new RegExp(`^${parts.join('.*')}$`).test(address);
}

/**
 * Lambda ends a function that sends to the queue it is woken by after about 16 rounds, unless it says that it means to.
 * Source: AWS Lambda, "Use Lambda recursive loop detection to prevent infinite loops".
 */
export const noFunctionFeedsItself: Rule = (templates) =>
  resourcesIn(templates, 'AWS::Lambda::EventSourceMapping').flatMap((mapping) => {
    const source = namedBy(propertyOf(mapping, 'EventSourceArn'), mapping.stack, templates);
    const fn = functionNamedBy(propertyOf(mapping, 'FunctionName'), mapping.stack, templates);
    const role = fn && namedBy(propertyOf(fn, 'Role'), fn.stack, templates);
    if (!fn || !role || source?.Type !== 'AWS::SQS::Queue') return [];
    const feeds = statementsOfRole(role, templates).some(
      ({ Action, Resource }) =>
        listOf(Action).includes('sqs:SendMessage') &&
        listOf(Resource).some((value) => isSame(namedBy(value, fn.stack, templates), source)),
    );
    return feeds && propertyOf(fn, 'RecursiveLoop') !== 'Allow'
      ? [`${nameOfResource(fn)} sends to the queue that wakes it; Lambda ends it after about 16 rounds`]
      : [];
  });

/** What the function that empties a bucket does to it: it closes the bucket, then deletes every version. */
const EMPTYING = ['s3:PutBucketPolicy', 's3:GetBucket*', 's3:List*', 's3:DeleteObject*'];

/** CloudFormation deletes empty buckets only: what empties one goes with the stack, before its rights, and may do it. */
export const noBucketBlocksItsDeletion: Rule = (templates) =>
  resourcesIn(templates, 'AWS::S3::Bucket')
    .filter((bucket) => bucket.DeletionPolicy === 'Delete')
    .flatMap((bucket) =>
      hinderedBy(bucket, templates).map(
        (fault) => `${nameOfResource(bucket)} goes with its stack and ${fault}: the deletion stops there`,
      ),
    );

function hinderedBy(bucket: Found, templates: Templates): string[] {
  const ofBucket = (one: Found, name: string) =>
    isSame(namedBy(propertyOf(one, name), one.stack, templates), bucket);
  const emptier = resourcesIn(templates, 'Custom::S3AutoDeleteObjects').find((one) =>
    ofBucket(one, 'BucketName'),
  );
  const policy = resourcesIn(templates, 'AWS::S3::BucketPolicy').find((one) => ofBucket(one, 'Bucket'));
  if (!emptier || emptier.DeletionPolicy !== 'Delete' || emptier.UpdateReplacePolicy !== 'Delete')
    return ['nothing empties it'];
  const fn = namedBy(propertyOf(emptier, 'ServiceToken'), emptier.stack, templates);
  const role = fn && namedBy(propertyOf(fn, 'Role'), fn.stack, templates);
  if (!role || !policy || !listOf(emptier.DependsOn).includes(policy.id))
    return ['nobody empties it in time'];
  const allowed = statementsOf(policy)
    .filter(({ Effect, Principal }) => Effect === 'Allow' && JSON.stringify(Principal).includes(role.id))
    // The bucket, and all in it.
    .filter(({ Resource }) => listOf(Resource).length === 2)
    .flatMap(({ Action }) => listOf<string>(Action));
  const missing = EMPTYING.filter((action) => !allowed.includes(action));
  return missing.length === 0 ? [] : [`what empties it lacks ${missing.join(', ')}`];
}

/** Who sends to a queue under a key needs the key too, or the message is lost at the sender. */
export const sendersMayUseTheQueuesKey: Rule = (templates) =>
  resourcesIn(templates, 'AWS::SQS::Queue').flatMap((queue) => {
    const key = namedBy(propertyOf(queue, 'KmsMasterKeyId'), queue.stack, templates);
    if (!key) return [];
    return resourcesIn(templates, 'AWS::IAM::Role').flatMap((role) => {
      const statements = statementsOfRole(role, templates);
      const may = (action: string, target: Found) =>
        statements.some(
          ({ Action, Resource }) =>
            listOf(Action).includes(action) &&
            listOf(Resource).some((value) => isSame(namedBy(value, role.stack, templates), target)),
        );
      const missing = ['kms:GenerateDataKey', 'kms:Decrypt'].filter((action) => !may(action, key));
      return may('sqs:SendMessage', queue) && missing.length > 0
        ? [`${nameOfResource(role)} sends to ${queue.id} and lacks ${missing.join(', ')} of its key`]
        : [];
    });
  });
