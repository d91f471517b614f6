/** Days that stored records without a setting of their own are kept. */
export const RECORD_LIFETIME_DAYS = {
  /** From their start. */
  jobs: 30,
  /** From when they were raised. */
  alerts: 400,
} as const;
