/** The port of dashboard and API where nobody names one. */
export const USUAL_PORT = 4400;

/**
 * Starts at the port that was asked for, at a free one where the usual one is taken and nobody asked for it. Throws an
 * Error that says how to name another.
 */
export async function startAtPort<Started>(
  start: (port: number) => Promise<Started>,
  port: string | undefined,
): Promise<Started> {
  try {
    return await start(Number(port ?? USUAL_PORT));
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error;
    if (port === undefined) return await start(0);
    throw new Error(`port ${port} is taken: give another with --port N, --port 0 takes a free one.`, {
      cause: error,
    });
  }
}
