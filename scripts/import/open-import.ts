/**
 * Opens an import on a running API, so that events from `since` on are taken for a day although they are old. Answers
 * the months that stay closed. Throws an Error with the API's own words when it refuses.
 */
export async function openImport(
  { api, token }: { readonly api: string; readonly token: string },
  since: string,
): Promise<readonly string[]> {
  const response = await fetch(`${api}/history/import`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ from: since }),
  });
  if (!response.ok)
    throw new Error(`the import cannot be opened: ${response.status} ${await response.text()}`);
  const { closed = [] } = (await response.json()) as { closed?: readonly string[] };
  return closed;
}
