import type { HttpAnswer, HttpRequest } from './http-event.ts';
import { list, text } from '../template.ts';

/** Whether a browser asks what it may ask. */
export function isPreflight({ method, headers }: HttpRequest): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

/** An answer's headers as API Gateway hands them on where the API has CORS of its own. */
export function withoutCors(headers: HttpAnswer['headers']): HttpAnswer['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('access-control-')));
}

/** Whether a list of the API's names or patterns has each of these; letters of both sizes are one. */
function allows(configured: unknown, asked: string | undefined): boolean {
  const known = list(configured).map((one) => String(one).toLowerCase());
  const names = (asked ?? '').split(',').map((name) => name.trim().toLowerCase());
  return known.includes('*') || names.every((name) => name === '' || known.includes(name));
}

/** Whether a preflight asks for what the API allows; if not, its answer has no header of CORS at all. */
function isAllowedPreflight(cors: Record<string, unknown>, { headers }: HttpRequest): boolean {
  return (
    allows(cors['AllowMethods'], headers['access-control-request-method']) &&
    allows(cors['AllowHeaders'], headers['access-control-request-headers'])
  );
}

/** The CORS headers for an origin that the API allows, by its name, by its scheme, or as any. */
export function corsHeaders(
  cors: Record<string, unknown>,
  request: HttpRequest,
): Record<string, string> | undefined {
  const { headers, method } = request;
  const origin = headers.origin;
  const allowed = list(cors['AllowOrigins']).map(String);
  const [scheme = ''] = origin?.split('//') ?? [];
  if (origin === undefined || !(allows(allowed, origin) || allowed.includes(`${scheme}//*`)))
    return undefined;
  if (isPreflight(request) && !isAllowedPreflight(cors, request)) return undefined;
  const shared: Record<string, string> = {
    'access-control-allow-origin': allowed.includes('*') ? '*' : origin,
  };
  const exposed = list(cors['ExposeHeaders']).join(',');
  if (exposed !== '') shared['access-control-expose-headers'] = exposed;
  if (method !== 'OPTIONS') return shared;
  shared['access-control-allow-methods'] = list(cors['AllowMethods']).join(',');
  shared['access-control-allow-headers'] = list(cors['AllowHeaders']).join(',');
  if (cors['MaxAge'] !== undefined) shared['access-control-max-age'] = text(cors['MaxAge']) ?? '0';
  return shared;
}
