import { describe, expect, it } from 'vitest';
import { allowedOriginsSchema } from '../../config/origin-schema.ts';

describe('the origins that may call the API', () => {
  it.each(['*', 'https://*', 'http://localhost:3000', 'https://app.example.com', 'capacitor://localhost'])(
    'may be %s',
    (origin) => expect(allowedOriginsSchema.safeParse([origin]).success).toBe(true),
  );

  it.each([
    'https://*.example.com',
    'https://app.example.com/',
    'https://app.example.com/costs',
    'app.example.com',
    'https:/',
    '',
  ])('may not be %j, which API Gateway refuses or no browser sends', (origin) => {
    const { success, error } = allowedOriginsSchema.safeParse([origin]);
    expect([success, error?.issues[0]?.message]).toEqual([
      false,
      expect.stringContaining('an origin such as'),
    ]);
  });
});
