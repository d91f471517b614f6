import type { Found } from './templates.ts';

/** What the CDK brings along: what copies files, empties buckets and makes single calls of AWS. */
const CDK_OWN = /^(Custom(CDK|S3)|AWS679f53fac002430cb0da5b7982bd2287|Page(Assets|Documents)AwsCliLayer)/;

/** Whether a resource, or the role that it is of, is the CDK's own, whose properties are not ours to choose. */
export function isCdkOwn({ id }: Found): boolean {
  return CDK_OWN.test(id);
}
