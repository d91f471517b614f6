import { CfnElement, Names, Stack } from 'aws-cdk-lib/core';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { areDeployedTogether } from '../placement.ts';

/**
 * The address of a bucket as `consumer` reads it: by an export of the bucket's stack, which stays there while another
 * part still imports it, or directly where one deployment makes both. `name` is what rules about wildcards call it.
 */
export function sharedBucketArn(bucket: Bucket, consumer: IConstruct): { token: string; name: string } {
  const [own, other] = [Stack.of(bucket), Stack.of(consumer)];
  if (!areDeployedTogether(bucket, consumer)) {
    const token = own.exportValue(bucket.bucketArn);
    const { 'Fn::ImportValue': name } = own.resolve(token) as { 'Fn::ImportValue': string };
    return { token, name };
  }
  const resource = bucket.node.defaultChild as CfnElement;
  if (own === other) return { token: bucket.bucketArn, name: `<${own.getLogicalId(resource)}.Arn>` };
  // CDK hands it on as an output of one nested stack and a parameter of the other, which it calls so.
  const [nested, inner] = [own.nestedStackResource?.node, resource.node].map(
    (node) => node && Names.nodeUniqueId(node),
  );
  return { token: bucket.bucketArn, name: `<referenceto${nested ?? ''}Outputs${inner ?? ''}Arn>` };
}
