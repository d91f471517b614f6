import { otlpRoutes } from '../otlp-routes.ts';
import { answerRoutes } from '../provider-answer-routes.ts';
import { quarantineRoutes } from '../quarantine-routes.ts';
import { recordRoutes } from '../record-routes.ts';
import type { Area } from '../route.ts';

/** What is sent: events, answers of providers, spans; and what was not taken. */
export const intakeAreas: readonly Area[] = [recordRoutes, answerRoutes, otlpRoutes, quarantineRoutes];
