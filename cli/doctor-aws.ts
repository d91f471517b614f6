import type { AwsView } from './ledger.ts';
import type { Look } from './look.ts';

/** A look, and what of IAM it needs. */
interface AwsLook {
  readonly what: string;
  readonly look: (aws: AwsView) => ReturnType<Look>;
  readonly needs: string;
}

const DETECT = 'aws cloudformation detect-stack-drift --stack-name NAME';

/** What is looked at with the caller's AWS credentials, beside the API. */
export const AWS_LOOKS: readonly AwsLook[] = [
  {
    what: 'queues',
    look: async (aws) => {
      const full = [...(await aws.queueDepths())].filter(
        ([name, depth]) => name !== 'UsageQueueUrl' && depth > 0,
      );
      const found = full.map(([name, depth]) => `${depth} in ${name}`).join(', ');
      return {
        ok: full.length === 0,
        found: found || 'no failures wait',
        remedy: 'docs/runbook.md says for each queue what its messages are and how they go back.',
      };
    },
    needs: 'sqs:GetQueueAttributes on the queues of the stage',
  },
  {
    what: 'stacks',
    look: async (aws) => {
      const unwell = await aws.unwellStacks();
      return {
        ok: unwell.length === 0,
        found: unwell.join(', ') || 'all updated',
        remedy: 'Deploy again; the stack’s events say what failed.',
      };
    },
    needs: 'cloudformation:DescribeStacks',
  },
  {
    what: 'drift',
    look: async (aws) => {
      const { drifted, unchecked } = await aws.drift();
      const found = [
        ...(drifted.length > 0 ? [`${drifted.join(', ')} is not as its template says`] : []),
        ...(unchecked.length > 0 ? [`never looked for in ${unchecked.join(', ')} (${DETECT})`] : []),
      ];
      return {
        ok: drifted.length === 0,
        found: found.join('; ') || 'none when it was last looked for',
        remedy: `Undo what was changed by hand, or deploy again; ${DETECT} looks once more.`,
      };
    },
    needs: 'cloudformation:DescribeStacks',
  },
  {
    what: 'mail identities',
    look: async (aws) => {
      const unverified = await aws.unverifiedIdentities();
      return {
        ok: unverified.length === 0,
        found: unverified.length === 0 ? 'all verified' : `not verified: ${unverified.join(', ')}`,
        remedy: 'Enter the DKIM records of the output MailRecords at your DNS: docs/deploy.md.',
      };
    },
    needs: 'ses:ListIdentities and ses:GetIdentityVerificationAttributes',
  },
  {
    what: 'alarm subscriptions',
    look: async (aws) => {
      const { confirmed, pending } = await aws.alarmSubscriptions();
      const found = [
        confirmed === 0 ? 'nobody hears an alarm' : `${confirmed} confirmed`,
        ...(pending.length > 0 ? [`not confirmed: ${pending.join(', ')}`] : []),
      ];
      return {
        ok: confirmed > 0 && pending.length === 0,
        found: found.join(', '),
        remedy:
          'Set alarmMail of the stage and deploy, then follow the link in the mail that AWS sends; it ends after two days, and sns subscribe sends another.',
      };
    },
    needs: 'sns:ListSubscriptionsByTopic on the alarm topic',
  },
];
