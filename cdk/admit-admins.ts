import { CfnUserPoolUser, CfnUserPoolUserToGroupAttachment } from 'aws-cdk-lib/aws-cognito';
import { Token } from 'aws-cdk-lib/core';
import { ADMIN_GROUP } from '../lib/constructs/token-issuer.ts';
import type { LedgerApi } from '../lib/parts/ledger-api.ts';

/**
 * Makes users of the stage's pool that are administrators; Cognito mails each a temporary password.
 * @param admins mail addresses
 * @throws Error where another issuer says who is one
 */
export function admitAdmins(api: LedgerApi, admins: readonly string[]): void {
  if (admins.length === 0) return;
  if (!api.userPool) {
    throw new Error(
      `admins: the issuer of jwt says who is in ${ADMIN_GROUP}: leave admins out, or leave jwt out`,
    );
  }
  const { userPoolId } = api.userPool;
  for (const [index, mail] of admins.entries()) {
    // By the address, not the place in the list: where one is taken out, the others stay who they are.
    const id = `Admin${Token.isUnresolved(mail) ? index : ` ${mail}`}`;
    const user = new CfnUserPoolUser(api, id, {
      userPoolId,
      username: mail,
      desiredDeliveryMediums: ['EMAIL'],
      userAttributes: [
        { name: 'email', value: mail },
        { name: 'email_verified', value: 'true' },
      ],
    });
    const member = new CfnUserPoolUserToGroupAttachment(api, `${id}Group`, {
      userPoolId,
      username: mail,
      groupName: ADMIN_GROUP,
    });
    member.node.addDependency(user);
  }
}
