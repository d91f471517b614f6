import { ApiError, callApi, type ApiAccess } from './api-request.ts';
import { SendFailure, WRONG_ADDRESS, type Transport } from './transport.ts';

interface RecordAnswer {
  rejected?: { index: number; errors?: unknown }[];
  warnings?: { field: string; message: string; suggestion: string | null }[];
}

/** Answers after which the same body may pass later: sign-in, time-outs, limits and server errors. */
function isPermanent(status: number): boolean {
  return status >= 400 && status < 500 && ![401, 403, 408, 425, 429].includes(status);
}

/** What the ledger says of the events of a body. */
function settled(answer: RecordAnswer | undefined) {
  return {
    rejected: (answer?.rejected ?? []).map(({ index, errors }) => ({
      index,
      reason: JSON.stringify(errors ?? 'rejected'),
    })),
    warnings: (answer?.warnings ?? []).map(
      ({ field, message, suggestion }) => `${field} ${message}${suggestion ? ` (${suggestion}?)` : ''}`,
    ),
  };
}

/** Sends to `POST /record` with a writer's token: for senders outside AWS. */
export function createHttpTransport(access: ApiAccess): Transport {
  return {
    async send(body) {
      try {
        const answer = (await callApi(access, 'POST', '/record', body)) as RecordAnswer | string | undefined;
        // A page that says 200 to everything, a sign-in or a dashboard, has recorded nothing.
        if (typeof answer === 'string') throw new SendFailure(WRONG_ADDRESS);
        return settled(answer);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const refused = error.problem as RecordAnswer | undefined;
        // None of the events was accepted: each is named, as those are that others were accepted beside.
        if (refused?.rejected) return settled(refused);
        const how = {
          permanent: isPermanent(error.status),
          tooLarge: error.status === 413,
          retryAfterMs: error.retryAfterMs,
        };
        const said = error.status === 404 ? `${error.message}: ${WRONG_ADDRESS}` : error.message;
        throw new SendFailure(said, how, { cause: error });
      }
    },
  };
}
