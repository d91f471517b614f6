import { randomBytes } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { ROLE_GROUPS } from '../../contracts/role-groups.ts';

/** A user that exists for one run. */
export interface TemporaryAdmin {
  readonly token: string;
  /** Deletes the user; the token is then valid for an hour at most and is not kept. */
  readonly remove: () => Promise<void>;
}

/**
 * Makes an admin in the stage's own pool with a password that nobody is told, and signs in. What was made is
 * deleted again when a later step fails. Rejects with what Cognito refuses.
 */
export async function temporaryAdmin(
  { userPoolId, clientId }: { readonly userPoolId: string; readonly clientId: string },
  settings: { readonly region?: string },
): Promise<TemporaryAdmin> {
  const client = new CognitoIdentityProviderClient(settings);
  // The pool signs in by mail address; nothing is sent there.
  const user = {
    UserPoolId: userPoolId,
    Username: `costkeeper-smoke-${randomBytes(6).toString('hex')}@example.com`,
  };
  // Every class of characters that the pool asks for.
  const password = `Aa1!${randomBytes(24).toString('base64url')}`;
  const remove = async () => {
    await client.send(new AdminDeleteUserCommand(user));
    client.destroy();
  };
  await client.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }));
  try {
    await client.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
    await client.send(new AdminAddUserToGroupCommand({ ...user, GroupName: ROLE_GROUPS.admin }));
    const { AuthenticationResult } = await client.send(
      new AdminInitiateAuthCommand({
        UserPoolId: userPoolId,
        ClientId: clientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: user.Username, PASSWORD: password },
      }),
    );
    const token = AuthenticationResult?.AccessToken;
    if (token === undefined) throw new Error('the user pool asks for more than a password to sign in');
    return { token, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
