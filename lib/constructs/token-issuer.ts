import { AccountRecovery, CfnUserPoolGroup, Mfa, UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** Who issues tokens and for whom, as the API checks it. */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: readonly string[];
}

/** Groups that carry a role; a user in none of them sees their own costs only. */
const GROUPS: Readonly<Record<string, string>> = {
  'cost-admins': 'Everything, budgets and corrections included',
  'cost-readers': 'Reads everything',
  'cost-writers': 'Records usage and asks the gate: application backends',
};

/** The stage's own user pool, where the stage names no other issuer. */
export class TokenIssuer extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;

  constructor(scope: Construct, id: string, props: { readonly retain: boolean }) {
    super(scope, id);
    this.pool = new UserPool(this, 'UserPool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      deletionProtection: props.retain,
      removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.client = this.pool.addClient('Client', {
      authFlows: { userSrp: true },
      generateSecret: false,
      disableOAuth: true,
      preventUserExistenceErrors: true,
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
    });
    Validations.of(this.pool).acknowledge(
      {
        id: 'AwsSolutions-COG2',
        reason: 'A second factor is offered; whether all must use it is for the owner of the pool.',
      },
      {
        id: 'AwsSolutions-COG8',
        reason: 'The plus plan bills every user monthly; the ledger costs nothing when idle.',
      },
    );
    for (const [groupName, description] of Object.entries(GROUPS)) {
      new CfnUserPoolGroup(this, groupName, { userPoolId: this.pool.userPoolId, groupName, description });
    }
  }

  /** What the API must ask of a token of this pool. */
  get rules(): TokenRules {
    const region = Stack.of(this).region;
    return {
      issuer: `https://cognito-idp.${region}.amazonaws.com/${this.pool.userPoolId}`,
      audience: [this.client.userPoolClientId],
    };
  }
}
