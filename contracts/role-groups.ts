/** The group of a token, without the stage's prefix, that gives each role; a caller in none sees its own costs. */
export const ROLE_GROUPS = {
  admin: 'cost-admins',
  reader: 'cost-readers',
  writer: 'cost-writers',
} as const;

/** What a caller may do beyond reading its own costs. */
export type Role = keyof typeof ROLE_GROUPS;
