import { STATEFUL } from './changes.ts';
import { isCdkOwn } from './own.ts';
import { nameOfResource, resourcesIn, type Rule } from './templates.ts';

/**
 * What would be lost says twice what becomes of it, when its stack goes and when it is replaced, and stays where the
 * table stays. Queues go: what is in them is read or told within days, and a queue that is left over takes no names.
 */
export const whatIsKeptIsKeptTwice: Rule = (templates) => {
  const [table] = resourcesIn(templates, 'AWS::DynamoDB::GlobalTable');
  return resourcesIn(templates, ...STATEFUL).flatMap((found) => {
    const { DeletionPolicy, UpdateReplacePolicy } = found;
    if (DeletionPolicy === undefined || DeletionPolicy !== UpdateReplacePolicy) {
      return [
        `${nameOfResource(found)} is deleted by ${DeletionPolicy ?? 'default'} and replaced by ${UpdateReplacePolicy ?? 'default'}`,
      ];
    }
    // Bedrock may still write to the bucket of its log after the stack is gone.
    const goes = found.Type === 'AWS::SQS::Queue';
    const stays = found.id.startsWith('InvocationLogs') && found.Type === 'AWS::S3::Bucket';
    const wanted = goes ? 'Delete' : stays ? 'Retain' : (table?.DeletionPolicy ?? DeletionPolicy);
    return DeletionPolicy === wanted || isCdkOwn(found)
      ? []
      : [`${nameOfResource(found)} says ${DeletionPolicy} where its stage says ${wanted}`];
  });
};
