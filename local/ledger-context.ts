/** The context under which Costkeeper runs here when no option says otherwise. */
export const LEDGER_CONTEXT: Readonly<Record<string, string>> = {
  stage: 'dev',
  requestsPerMinute: '0',
  dashboard: 'false',
  // A developer's stage has no address of its own that SES could verify; the embedded mail server takes this one.
  mailSender: 'costkeeper@example.com',
  mailIdentity: 'example.com',
};
