import { atLeast, each, has, is, isRetained, leadsTo, record, type Requirement } from './requirement.ts';
import { type Found, listOf, propertyOf, resourcesIn } from './templates.ts';

/** Whether a client is the dashboard's. */
function isOfPage(client: Found): boolean {
  return has('CallbackURLs')(client) || has('AllowedOAuthFlows')(client);
}

/** Who signs in and how; the page. */
export const FRONT: Readonly<Record<string, readonly Requirement[]>> = {
  'AWS::Cognito::UserPool': [
    { says: 'lets anybody sign up', holds: is(true, 'AdminCreateUserConfig', 'AllowAdminCreateUserOnly') },
    {
      says: 'takes passwords below 12 characters',
      holds: atLeast(12, 'Policies', 'PasswordPolicy', 'MinimumLength'),
    },
    ...['RequireLowercase', 'RequireNumbers', 'RequireSymbols', 'RequireUppercase'].map((name) => ({
      says: `takes passwords without ${name}`,
      holds: is(true, 'Policies', 'PasswordPolicy', name),
    })),
    { says: 'offers no second factor', holds: is(['SOFTWARE_TOKEN_MFA'], 'EnabledMfas') },
    { says: 'is signed in to by no mail address', holds: is(['email'], 'UsernameAttributes') },
    { says: 'verifies no mail address', holds: is(['email'], 'AutoVerifiedAttributes') },
    {
      says: 'resets passwords by another way than a verified address',
      holds: is([{ Name: 'verified_email', Priority: 1 }], 'AccountRecoverySetting', 'RecoveryMechanisms'),
    },
    {
      says: 'is kept and can be deleted, or goes and cannot',
      holds: (found) => is('ACTIVE', 'DeletionProtection')(found) === isRetained(found),
    },
  ],
  'AWS::Cognito::UserPoolClient': [
    { says: 'has a secret, which a page cannot keep', holds: is(false, 'GenerateSecret') },
    { says: 'tells which users exist', holds: is('ENABLED', 'PreventUserExistenceErrors') },
    {
      says: 'has tokens for longer than an hour',
      holds: (found) =>
        is(60, 'AccessTokenValidity')(found) &&
        is(60, 'IdTokenValidity')(found) &&
        is('minutes', 'TokenValidityUnits', 'AccessToken')(found) &&
        is('minutes', 'TokenValidityUnits', 'IdToken')(found),
    },
    {
      says: 'takes another flow than the authorization code of the page, or passwords by SRP and of operators',
      holds: (found) =>
        isOfPage(found)
          ? is(true, 'AllowedOAuthFlowsUserPoolClient')(found) &&
            is(['code'], 'AllowedOAuthFlows')(found) &&
            is(['openid', 'email', 'profile'], 'AllowedOAuthScopes')(found) &&
            ['CallbackURLs', 'LogoutURLs'].every((name) => listOf(propertyOf(found, name)).length === 1)
          : is(false, 'AllowedOAuthFlowsUserPoolClient')(found) &&
            is(
              ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
              'ExplicitAuthFlows',
            )(found),
    },
    {
      says: 'keeps a browser signed in for more than a day',
      holds: (found) =>
        !isOfPage(found) ||
        (is(1440, 'RefreshTokenValidity')(found) &&
          is('minutes', 'TokenValidityUnits', 'RefreshToken')(found)),
    },
    {
      says: 'signs in where no page to sign in is',
      holds: (found, templates) =>
        !isOfPage(found) || resourcesIn(templates, 'AWS::Cognito::UserPoolDomain').length === 1,
    },
    { says: 'knows other users than the pool’s', holds: is(['COGNITO'], 'SupportedIdentityProviders') },
  ],
  'AWS::CloudFront::Distribution': [
    {
      says: 'takes plain HTTP',
      holds: is('redirect-to-https', 'DistributionConfig', 'DefaultCacheBehavior', 'ViewerProtocolPolicy'),
    },
    {
      says: 'sends pages as they are',
      holds: is(true, 'DistributionConfig', 'DefaultCacheBehavior', 'Compress'),
    },
    { says: 'is off', holds: is(true, 'DistributionConfig', 'Enabled') },
    { says: 'opens no page', holds: is('index.html', 'DistributionConfig', 'DefaultRootObject') },
    {
      says: 'sends no headers that guard the page',
      holds: leadsTo(
        'AWS::CloudFront::ResponseHeadersPolicy',
        'DistributionConfig',
        'DefaultCacheBehavior',
        'ResponseHeadersPolicyId',
      ),
    },
    {
      says: 'reads its bucket without signing',
      holds: each(
        (origin) => JSON.stringify(record(origin)['S3OriginConfig']) === '{"OriginAccessIdentity":""}',
        'DistributionConfig',
        'Origins',
      ),
    },
    {
      says: 'shows an error for a path of the page',
      holds: (found) =>
        JSON.stringify(
          listOf<Record<string, unknown>>(
            propertyOf(found, 'DistributionConfig', 'CustomErrorResponses'),
          ).map(({ ErrorCode, ResponseCode, ResponsePagePath }) => [
            ErrorCode,
            ResponseCode,
            ResponsePagePath,
          ]),
        ) === '[[403,200,"/index.html"],[404,200,"/index.html"]]',
    },
  ],
  'AWS::CloudFront::OriginAccessControl': [
    {
      says: 'does not sign each request',
      holds: is('always', 'OriginAccessControlConfig', 'SigningBehavior'),
    },
  ],
  'AWS::CloudFront::ResponseHeadersPolicy': [
    ...[
      'ContentSecurityPolicy',
      'ContentTypeOptions',
      'FrameOptions',
      'ReferrerPolicy',
      'StrictTransportSecurity',
    ].map((name) => ({
      says: `leaves ${name} to the bucket`,
      holds: is(true, 'ResponseHeadersPolicyConfig', 'SecurityHeadersConfig', name, 'Override'),
    })),
    {
      says: 'lets browsers call subdomains by plain HTTP',
      holds: is(
        true,
        'ResponseHeadersPolicyConfig',
        'SecurityHeadersConfig',
        'StrictTransportSecurity',
        'IncludeSubdomains',
      ),
    },
    {
      says: 'lets browsers forget HTTPS within a year',
      holds: atLeast(
        31_536_000,
        'ResponseHeadersPolicyConfig',
        'SecurityHeadersConfig',
        'StrictTransportSecurity',
        'AccessControlMaxAgeSec',
      ),
    },
  ],
};
