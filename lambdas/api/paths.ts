/** The API's base path on the gateway. */
export const BASE_PATH = '/cost-tracking';

/** Functions come in below this with a role of AWS instead of a token. */
export const SERVICE_PATH = `${BASE_PATH}/service`;

/** Machines without a role of AWS come in below this with a key, which the API itself looks at. */
export const KEY_PATH = `${BASE_PATH}/key`;
