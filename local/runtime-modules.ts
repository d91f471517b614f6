import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

/** What Lambda's runtime has, so that bundles leave it out (the CDK's NodejsFunction does). */
const OF_THE_RUNTIME = /^@(?:aws-sdk|smithy)\//;

/**
 * Lets modules of this thread find the AWS SDK in the packages of `folder` where they bring none, as Lambda's runtime
 * has it. @throws from the import, with what to install, where `folder` has it neither
 */
export function offerRuntimeModules(folder: string): void {
  const inFolder = pathToFileURL(`${folder}/`).href;
  const requireInFolder = createRequire(inFolder);
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (!OF_THE_RUNTIME.test(specifier)) return nextResolve(specifier, context);
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        try {
          if (context.conditions.includes('import'))
            return nextResolve(specifier, { ...context, parentURL: inFolder });
          // A require resolves by its own file, whatever parent it is given.
          return { url: pathToFileURL(requireInFolder.resolve(specifier)).href, shortCircuit: true };
        } catch {
          const said = error instanceof Error ? error.message : String(error);
          throw new Error(
            `${said}. Lambda's runtime has it: install ${specifier} as a development dependency`,
            {
              cause: error,
            },
          );
        }
      }
    },
  });
}
