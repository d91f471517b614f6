type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The other ways to say a period, as queries have them. */
export function whatIfBody(body: unknown): unknown {
  if (!isFields(body)) return body;
  const { startDate, endDate, ...rest } = body;
  const from = rest['from'] ?? startDate;
  const to = rest['to'] ?? endDate;
  const overrides = Array.isArray(rest['overrides'])
    ? rest['overrides'].map(overrideBody)
    : rest['overrides'];
  return { ...rest, from, to, ...(overrides === undefined ? {} : { overrides }) };
}

/** The other ways to say a tag: `"tier:tier2"` as queries have it, `{"tier": "tier2"}` as messages do. */
export function overrideBody(body: unknown): unknown {
  if (!isFields(body)) return body;
  const { tag } = body;
  if (typeof tag === 'string' && tag.includes(':')) {
    const end = tag.indexOf(':');
    return { ...body, tag: { name: tag.slice(0, end), value: tag.slice(end + 1) } };
  }
  const pairs = isFields(tag) ? Object.entries(tag) : [];
  const [pair] = pairs;
  if (pairs.length !== 1 || !pair || ['name', 'value'].includes(pair[0])) return body;
  return { ...body, tag: { name: pair[0], value: pair[1] } };
}
