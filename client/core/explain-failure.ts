import { ApiError } from './api-request.ts';
import { causeText, errorChain } from './cause-of.ts';
import { NO_SDK, WRONG_ADDRESS } from './transport.ts';

/** What to do about an answer of the API, by its status. */
const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'the token is missing, over, or of another stage; a key (ck_…) goes to an apiUrl that ends in /key',
  403: 'it may not do this: a token needs the group cost-writers, a key the scope, a role execute-api:Invoke',
  404: WRONG_ADDRESS,
  429: 'too many requests a minute',
};

/** What to do about an error of Node or of the AWS SDK, by the word that names it. */
const BY_NAME: readonly [RegExp, string][] = [
  [/ENOTFOUND|EAI_AGAIN/, 'no such host: check the address'],
  [/ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT|EHOSTUNREACH/, 'nothing answers there: check the address'],
  [/TimeoutError|AbortError/, 'no answer came in time'],
  [/CERT|SELF_SIGNED/, 'its certificate is not trusted'],
  [/ERR_MODULE_NOT_FOUND/, NO_SDK],
  [/NonExistentQueue|QueueDoesNotExist/, 'no such queue: check queueUrl and its region'],
  [
    /AccessDenied/,
    'the role needs sqs:SendMessage on the queue, and with a key of your own kms:GenerateDataKey and kms:Decrypt',
  ],
  [
    /CredentialsProviderError|InvalidClientTokenId|UnrecognizedClient|ExpiredToken/,
    'no valid AWS credentials',
  ],
  [/Kms|KMS/, 'the role needs kms:GenerateDataKey and kms:Decrypt on the key of the queue'],
];

function namesOf(error: Error): string {
  return `${error.name} ${(error as { code?: unknown }).code?.toString() ?? ''} ${error.message}`;
}

/** One line: what failed, why, and what to do about it where that is known. */
export function explainFailure(error: unknown): string {
  const chain = errorChain(error);
  const answered = chain.find((one): one is ApiError => one instanceof ApiError);
  const names = chain.map(namesOf).join(' ');
  const advice = answered ? BY_STATUS[answered.status] : BY_NAME.find(([known]) => known.test(names))?.[1];
  const said = causeText(error);
  return advice === undefined || said.includes(advice) ? said : `${said}: ${advice}`;
}
