import * as z from 'zod';

/** What API Gateway takes beside an origin: any, and any of a scheme. Parts of a name cannot be left open. */
const PATTERNS = ['*', 'https://*', 'http://*'];

/**
 * Origins that a browser may call the API from. API Gateway refuses patterns such as `https://*.example.com` at the
 * deployment, and an origin with a path is one that no browser sends.
 */
export const allowedOriginsSchema = z
  .array(
    z
      .string()
      .refine(
        (text) => PATTERNS.includes(text) || /^[a-z][a-z0-9+.-]*:\/\/[^\s/*?#@]+$/i.test(text),
        'must be "*", "https://*" or an origin such as "https://app.example.com", without a path',
      ),
  )
  .min(1);
