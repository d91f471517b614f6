import type { StageConfig } from '../../../config/stage.ts';
import { type Templates, templatesOf } from './templates.ts';

/** A stage with every option on. */
export const EVERY_OPTION: Partial<StageConfig> = {
  customerManagedKey: true,
  alarmMail: 'ops@example.com',
  mailSender: 'costs@example.com',
  mailIdentity: 'example.com',
  webhooks: true,
  hashUserIds: true,
  ownCost: true,
  alertCanary: true,
  applySavings: true,
  retentionDays: 90,
  trackedTags: ['tier', 'niche', 'team', 'plan'],
  lanes: [{ from: '2027-01-01', count: 8 }],
  jwt: { issuer: 'https://login.example.com', audience: ['ledger'] },
  groupsClaim: 'groups',
};

/** A stage with every option off. */
export const NO_OPTION: Partial<StageConfig> = {
  customerManagedKey: false,
  alarmMail: undefined,
  mailSender: undefined,
  mailIdentity: undefined,
  webhooks: false,
  hashUserIds: false,
  ownCost: false,
  alertCanary: false,
  applySavings: false,
  retentionDays: undefined,
  trackedTags: [],
  lanes: [],
  jwt: undefined,
  groupsClaim: undefined,
  dashboard: false,
};

/** The stages that every rule is held to, by name. */
export const STAGES: readonly (readonly [string, () => Templates])[] = [
  ['dev', () => templatesOf('dev')],
  ['staging', () => templatesOf('staging')],
  ['production', () => templatesOf('production')],
  ['every option', () => templatesOf('production', EVERY_OPTION)],
  ['no option', () => templatesOf('production', NO_OPTION)],
  ['dev with every option', () => templatesOf('dev', EVERY_OPTION)],
];

/** Each option with its opposite. */
export const SWITCHES: readonly (readonly [string, Partial<StageConfig>, Partial<StageConfig>])[] = [
  ['webhooks', { webhooks: true }, { webhooks: false }],
  ['customerManagedKey', { customerManagedKey: true }, { customerManagedKey: false }],
  [
    'restoredTable',
    {
      restoredTable: {
        name: 'ledger-restored',
        streamArn:
          'arn:aws:dynamodb:us-east-1:222222222222:table/ledger-restored/stream/2026-11-29T00:00:00.000',
      },
    },
    { restoredTable: undefined },
  ],
  ['hashUserIds', { hashUserIds: true }, { hashUserIds: false }],
  ['ownCost', { ownCost: true }, { ownCost: false }],
  ['alertCanary', { alertCanary: true }, { alertCanary: false }],
  ['mailSender', { mailSender: 'costs@example.com' }, { mailSender: undefined }],
  [
    'mailIdentity',
    { mailSender: 'costs@example.com', mailIdentity: 'example.com' },
    { mailSender: 'costs@example.com', mailIdentity: undefined },
  ],
  ['alarmMail', { alarmMail: 'ops@example.com' }, { alarmMail: undefined }],
  [
    'jwt',
    { jwt: { issuer: 'https://login.example.com', audience: ['ledger'] }, groupsClaim: 'groups' },
    { jwt: undefined, groupsClaim: undefined },
  ],
  ['dashboard', { dashboard: true }, { dashboard: false }],
  ['retainData', { retainData: true }, { retainData: false }],
  ['freshnessSeconds', { freshnessSeconds: 0 }, { freshnessSeconds: 60 }],
  ['recorderConcurrency', { recorderConcurrency: 2 }, { recorderConcurrency: 20 }],
  ['retentionDays', { retentionDays: 90 }, { retentionDays: undefined }],
];
