import { describe, expect, it } from 'vitest';
import { faultsOfUpdate } from '../rules/changes.ts';
import { propertyOf, resourcesIn, shown, type Templates, templatesOf } from '../rules/templates.ts';

const gradual = templatesOf('production', { gradualDeploys: true });
const atOnce = templatesOf('production', { gradualDeploys: false });

/** Event source mappings by stack and id: another id would read a stream twice. */
function mappings(templates: Templates): string[] {
  return resourcesIn(templates, 'AWS::Lambda::EventSourceMapping').map(
    ({ stack, id }) => `${stack.name} ${id}`,
  );
}

describe('gradual deployments', () => {
  it('give recorder, aggregator and API an alias that sources call, in the place of the functions', () => {
    expect(resourcesIn(gradual, 'AWS::Lambda::Alias')).toHaveLength(3);
    const called = [
      ...resourcesIn(gradual, 'AWS::Lambda::EventSourceMapping').map((one) =>
        propertyOf(one, 'FunctionName'),
      ),
      ...resourcesIn(gradual, 'AWS::ApiGatewayV2::Integration').map((one) =>
        propertyOf(one, 'IntegrationUri'),
      ),
    ].map(shown);
    const beside = called.filter((name) => !name.includes('RolloutLive'));
    // Work in steps has its own queue, is tried again and answers nobody.
    expect(beside).toEqual([expect.stringContaining('JobsRunJob')]);
    expect(called.length - beside.length).toBeGreaterThan(2);
  });

  it('are an option: without it there is no alias, no alarm and no role of theirs', () => {
    const own = resourcesIn(atOnce).filter(({ Type }) => /CodeDeploy|Lambda::(Alias|Version)/.test(Type));
    expect(own).toEqual([]);
    expect(JSON.stringify(atOnce)).not.toContain('rollout');
  });

  it('are switched on and off in a running stage, with the event sources that it has', () => {
    expect(mappings(gradual)).toEqual(mappings(atOnce));
    expect(faultsOfUpdate(atOnce, gradual)).toEqual([]);
    expect(faultsOfUpdate(gradual, atOnce)).toEqual([]);
  });
});
