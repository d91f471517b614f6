import { alarmsWatchWhatTheyAreFor } from './alarm-metrics.ts';
import {
  alarmsAreThoseOfTheRunbook,
  alarmsWatchSomething,
  dashboardsShowTheStage,
  somebodyIsTold,
  whatIsGivenUpIsTold,
} from './alarms.ts';
import { eventSourcesFitTheirFunction, functionsAnswerInTime, valuesAreAllowed } from './arithmetic.ts';
import { namesAreTakenOnce } from './changes.ts';
import { whatTheCdkBringsIsWhole } from './cdk-own.ts';
import { nothingWaitsForItself } from './cycles.ts';
import { whatIsKeptIsKeptTwice } from './keeping.ts';
import { functionsAreToldTheirStage, namesLeadToTheirOwn } from './leads.ts';
import {
  nothingIsOpenedBeside,
  policiesCoverTheirStore,
  rolesAreTakenByWhoUsesThem,
  whatIsNeededIsThereFirst,
} from './openings.ts';
import { otherAccountsMaySend } from './other-accounts.ts';
import { pageFilesAreReplaced } from './page-files.ts';
import { actionsFitTheirResources } from './permissions.ts';
import { resourcesAreProtected } from './requirements.ts';
import { nothingIsAllowedToAll, rolesMayDoTheirWorkAlone, variablesAndRightsAgree } from './roles.ts';
import { versionsComeGradually } from './rollouts.ts';
import { apisAreLimited, authorizersAreWhole, routesAskWhoCalls } from './routes.ts';
import { outputsAreTold, parametersAreWritten, tasksAreScheduled } from './shared.ts';
import { everythingFits } from './sizes.ts';
import {
  functionsAreWoken,
  functionsMayLog,
  permissionsNameTheirSource,
  policiesNameTheirOwn,
  sourcesMayWake,
  storesTakeTlsAlone,
} from './sources.ts';
import { statementsSayWhatTheyMean } from './statements.ts';
import {
  everyReferenceLeadsSomewhere,
  everythingIsSpecified,
  whatIsBilledIsTagged,
} from './specification.ts';
import type { Rule, Templates } from './templates.ts';
import { functionsTakeTheirTime } from './times.ts';
import {
  alarmsTellSomeone,
  alarmTopicsArePublishable,
  noBucketBlocksItsDeletion,
  noFunctionFeedsItself,
  noRouteTakesPreflights,
  routesMayCallTheirFunction,
  sendersMayUseTheQueuesKey,
} from './wiring.ts';

/** Every rule that the templates of a stage are held to. */
export const RULES = {
  everythingIsSpecified,
  everyReferenceLeadsSomewhere,
  valuesAreAllowed,
  whatIsBilledIsTagged,
  actionsFitTheirResources,
  rolesMayDoTheirWorkAlone,
  rolesAreTakenByWhoUsesThem,
  whatIsNeededIsThereFirst,
  nothingIsAllowedToAll,
  nothingIsOpenedBeside,
  statementsSayWhatTheyMean,
  variablesAndRightsAgree,
  functionsAreToldTheirStage,
  namesLeadToTheirOwn,
  alarmTopicsArePublishable,
  alarmsTellSomeone,
  alarmsAreThoseOfTheRunbook,
  alarmsWatchSomething,
  alarmsWatchWhatTheyAreFor,
  dashboardsShowTheStage,
  somebodyIsTold,
  whatIsGivenUpIsTold,
  noRouteTakesPreflights,
  routesMayCallTheirFunction,
  routesAskWhoCalls,
  authorizersAreWhole,
  apisAreLimited,
  sourcesMayWake,
  permissionsNameTheirSource,
  policiesNameTheirOwn,
  policiesCoverTheirStore,
  functionsAreWoken,
  versionsComeGradually,
  functionsMayLog,
  noFunctionFeedsItself,
  noBucketBlocksItsDeletion,
  storesTakeTlsAlone,
  resourcesAreProtected,
  whatIsKeptIsKeptTwice,
  whatTheCdkBringsIsWhole,
  nothingWaitsForItself,
  namesAreTakenOnce,
  pageFilesAreReplaced,
  sendersMayUseTheQueuesKey,
  otherAccountsMaySend,
  eventSourcesFitTheirFunction,
  functionsAnswerInTime,
  functionsTakeTheirTime,
  outputsAreTold,
  parametersAreWritten,
  tasksAreScheduled,
  everythingFits,
} as const satisfies Readonly<Record<string, Rule | ((templates: Templates) => Promise<string[]>)>>;
