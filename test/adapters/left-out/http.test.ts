import http from 'node:http';
import { describe, expect, it } from 'vitest';
import standIn, { Agent, request, STATUS_CODES } from '../../../adapters/left-out/http.ts';

describe('what stands for node:http', () => {
  it('is the same module', () => {
    expect(standIn).toBe(http);
    expect([Agent, request, STATUS_CODES]).toEqual([http.Agent, http.request, http.STATUS_CODES]);
  });
});
