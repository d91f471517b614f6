import type { Grant, IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import { experimental } from 'aws-cdk-lib/aws-cloudfront';
import { LazyRole, Role, UnknownPrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, Function as LambdaFunction, SingletonFunction, Version } from 'aws-cdk-lib/aws-lambda';
import { Annotations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** A function of this app, which takes variables. */
export type OwnFunction = LambdaFunction | SingletonFunction;

/** The function that a grantee is, or of which it is an alias or a version; undefined for one that was imported. */
export function ownFunction(grantee: IGrantable): OwnFunction | undefined {
  if (grantee instanceof LambdaFunction || grantee instanceof SingletonFunction) return grantee;
  return grantee instanceof Alias || grantee instanceof Version ? ownFunction(grantee.lambda) : undefined;
}

/** What is missing where something was imported, with where its value is found. */
export interface Missing {
  /** The right, such as `sqs:SendMessage on arn:…`. */
  readonly right: () => string;
  /** The environment variable, such as `COSTKEEPER_QUEUE_URL`. */
  readonly variable: string;
}

/**
 * Warns at synthesis where a right or a variable does not reach a grantee: CDK takes both of an imported function or
 * role without a word, and changes nothing; and at the edge a function takes no variable.
 */
export function warnOfImported(at: Construct, grantee: IGrantable, grant: Grant, missing: Missing): void {
  const name = Construct.isConstruct(grantee) ? grantee.node.path : 'the grantee';
  if (grantee instanceof experimental.EdgeFunction) {
    Annotations.of(at).addWarningV2(
      `@costkeeper/cdk:edge:${name}`,
      `${name} runs at the edge, where a function takes no variables: ${missing.variable} is not set, and its code names that address itself`,
    );
    return;
  }
  const lacks = [
    ...(takesRights(grantee.grantPrincipal, grant) ? [] : [`give its role ${missing.right()}`]),
    ...(isImportedFunction(grantee) ? [`give it the environment variable ${missing.variable}`] : []),
  ];
  if (lacks.length === 0) return;
  Annotations.of(at).addWarningV2(
    `@costkeeper/cdk:imported:${name}`,
    `${name} was imported, and CDK does not change what is imported: where it is made, ${lacks.join(', and ')}`,
  );
}

function isImportedFunction(grantee: IGrantable): boolean {
  return 'functionArn' in grantee && ownFunction(grantee) === undefined;
}

/** False for a role that keeps its policies: one of another account, or imported with `mutable: false`. */
function takesRights(principal: IPrincipal, { principalStatement }: Grant): boolean {
  if (principal instanceof UnknownPrincipal) return false;
  if (!('roleArn' in principal) || principal instanceof Role || principal instanceof LazyRole) return true;
  if (principalStatement === undefined) return false;
  // The policy that has the statement; where there is none, it was not added, whatever the grant says.
  return Construct.isConstruct(principal.addToPrincipalPolicy(principalStatement).policyDependable);
}
