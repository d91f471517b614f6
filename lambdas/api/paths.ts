/** The API's base path on the gateway. */
export const BASE_PATH = '/cost-tracking';

/** Functions come in below this with a role of AWS instead of a token. */
export const SERVICE_PATH = `${BASE_PATH}/service`;
