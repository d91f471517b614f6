import {
  AccountRecovery,
  CfnUserPoolGroup,
  Mfa,
  OAuthScope,
  UserPool,
  UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Aws, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ROLE_GROUPS } from '../../contracts/role-groups.ts';

/** Who issues tokens and for whom, as the API checks it. */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: readonly string[];
}

export interface TokenIssuerProps {
  readonly stage: string;
  readonly retain: boolean;
  /** Where the dashboard is; absent without one. */
  readonly dashboardOrigin?: string | undefined;
}

/** The group of administrators. */
export const ADMIN_GROUP = ROLE_GROUPS.admin;

/** Groups that carry a role; a user in none of them sees their own costs only. */
const GROUPS: Readonly<Record<string, string>> = {
  [ROLE_GROUPS.admin]: 'Everything, budgets and corrections included',
  [ROLE_GROUPS.reader]: 'Reads everything',
  [ROLE_GROUPS.writer]: 'Records usage and asks the gate: application backends',
};

/** The stage's own user pool, where the stage names no other issuer. */
export class TokenIssuer extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  /** Signs people in on the dashboard; it has no secret and needs none. */
  readonly dashboardClient: UserPoolClient | undefined;

  constructor(scope: Construct, id: string, props: TokenIssuerProps) {
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
      // The second is for operators: it takes rights in the account beside the person's password.
      authFlows: { userSrp: true, adminUserPassword: true },
      generateSecret: false,
      disableOAuth: true,
      preventUserExistenceErrors: true,
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
    });
    this.dashboardClient = this.#signInAt(props);
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

  #signInAt({ stage, dashboardOrigin }: TokenIssuerProps): UserPoolClient | undefined {
    if (dashboardOrigin === undefined) return undefined;
    this.pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `costkeeper-${stage}-${Aws.ACCOUNT_ID}` },
    });
    return this.pool.addClient('Dashboard', {
      generateSecret: false,
      preventUserExistenceErrors: true,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [`${dashboardOrigin}/`],
        logoutUrls: [`${dashboardOrigin}/`],
      },
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(1),
    });
  }

  /** What the API must ask of a token of this pool. */
  get rules(): TokenRules {
    const region = Stack.of(this).region;
    return {
      issuer: `https://cognito-idp.${region}.amazonaws.com/${this.pool.userPoolId}`,
      audience: [this.client, this.dashboardClient].flatMap((client) => client?.userPoolClientId ?? []),
    };
  }
}
