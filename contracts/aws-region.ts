/** The name of a region of AWS: `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`. */
export const AWS_REGION = /^[a-z]{2,}(?:-[a-z]+)+-\d+$/;
