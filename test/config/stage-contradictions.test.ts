import { describe, expect, it } from 'vitest';
import { contradictionsOf } from '../../config/stage-contradictions.ts';

describe('fields of a stage that contradict each other', () => {
  it.each([
    ['sub', undefined, 0],
    ['username', undefined, 0],
    ['email', undefined, 1],
    ['email', { issuer: 'https://login.example.com' }, 0],
  ])('userClaim %s with the issuer %j: %i', (userClaim, jwt, count) => {
    const lines = contradictionsOf({ userClaim, jwt, groupsClaim: jwt && 'groups' });
    expect(lines.filter((line) => /userClaim: .*"email"/.test(line))).toHaveLength(count);
    expect(lines).toHaveLength(count);
  });

  it.each([
    ['example.com', 'costs@example.com', true],
    ['example.com', 'costs@mail.example.com', true],
    ['costs@example.com', 'costs@example.com', true],
    ['other.com', 'costs@example.com', false],
    ['ample.com', 'costs@example.com', false],
    ['alice@example.com', 'costs@example.com', false],
    ['example.com', undefined, false],
  ])('the identity %s and the sender %s: %s', (mailIdentity, mailSender, fits) => {
    const lines = contradictionsOf({ userClaim: 'sub', mailIdentity, mailSender });
    expect(lines.map((line) => line.split(':')[0])).toEqual(fits ? [] : ['  mailIdentity']);
  });

  it.each([
    [{ reportRecipients: ['a@example.com'] }, 'reportRecipients'],
    [{ organisationBudget: { emailRecipients: ['a@example.com'] } }, 'organisationBudget'],
    [{ organisationBudget: { emailAlerts: true } }, 'organisationBudget'],
    [{ budgets: [{ channels: ['email'] }] }, 'budgets'],
    [{ organisationBudget: { slackAlerts: true } }, 'organisationBudget'],
    [{ budgets: [{ channels: ['event', 'webhook'] }] }, 'budgets'],
  ])('asks for a sender or the key where %j needs it', (stage, field) => {
    const lines = contradictionsOf({ userClaim: 'sub', ...stage });
    expect(lines.map((line) => line.split(':')[0])).toEqual([`  ${field}`]);
    const set = { userClaim: 'sub', mailSender: 'costs@example.com', webhooks: true };
    expect(contradictionsOf({ ...set, ...stage })).toEqual([]);
  });

  it.each([
    [undefined, undefined, []],
    [undefined, 'cognito:groups', []],
    [undefined, 'groups', ['  groupsClaim']],
    [{ issuer: 'https://login.example.com' }, undefined, ['  groupsClaim']],
    [{ issuer: 'https://login.example.com' }, 'groups', []],
  ])('the issuer %j and the groupsClaim %s: %j', (jwt, groupsClaim, fields) => {
    const lines = contradictionsOf({ userClaim: 'sub', jwt, groupsClaim });
    expect(lines.map((line) => line.split(':')[0])).toEqual(fields);
  });
});
