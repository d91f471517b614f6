import { outputOfExport } from '../contracts/stack-outputs.ts';
import { identityOf } from './identity.ts';
import type { Identity, Places } from './identity.ts';
import { list, record, resourcesOf, text } from './template.ts';
import type { Resource, Stack } from './template.ts';

/**
 * Turns template values into what they are on this machine. Knows Ref, Fn::GetAtt, Fn::Join, Fn::Sub,
 * Fn::ImportValue, Fn::GetStackOutput, Fn::Select, Fn::Split, the AWS:: pseudo parameters and SSM parameters declared
 * in the same app; refuses every other intrinsic by name.
 */
export class Resolver {
  readonly resources: readonly Resource[];
  readonly #stacks: ReadonlyMap<string, Stack>;
  readonly #byId = new Map<string, Resource>();
  readonly #exports = new Map<string, { stack: string; value: unknown }>();
  readonly #places: Places;

  constructor(stacks: readonly Stack[], places: Places) {
    this.#places = places;
    this.#stacks = new Map(stacks.map((stack) => [stack.name, stack]));
    this.resources = resourcesOf(stacks);
    for (const resource of this.resources)
      this.#byId.set(`${resource.stack}/${resource.logicalId}`, resource);
    for (const stack of stacks) {
      for (const output of Object.values(stack.template.Outputs ?? {})) {
        const name = output.Export && text(this.resolve(output.Export.Name, stack.name));
        if (name) this.#exports.set(name, { stack: stack.name, value: output.Value });
      }
    }
  }

  /** Resources of one type. */
  ofType(...types: string[]): Resource[] {
    return this.resources.filter((resource) => types.includes(resource.type));
  }

  /** The properties of a resource, resolved. */
  properties(resource: Resource): Record<string, unknown> {
    return record(this.resolve(resource.properties, resource.stack));
  }

  /** What Ref and GetAtt give for a resource. */
  identity(resource: Resource): Identity {
    const stack = this.#stack(resource.stack);
    const name = (key: string) => text(this.resolve(resource.properties[key], resource.stack));
    return identityOf(resource, { region: stack.region, account: stack.account, name, places: this.#places });
  }

  /** The resource with this ARN (any of its ARN attributes), if the templates declare it. */
  byArn(arn: string): Resource | undefined {
    return this.resources.find((resource) => Object.values(this.identity(resource).attributes).includes(arn));
  }

  /** The stack's own values: region, account and assets. */
  stackOf(resource: Resource): Stack {
    return this.#stack(resource.stack);
  }

  /** Resolved outputs of all stacks by output name; by the name that the ledger exports one by, where it has one. */
  outputs(): Map<string, string> {
    const all = [...this.#stacks.values()].flatMap((stack) =>
      Object.entries(stack.template.Outputs ?? {}).map(
        ([name, { Value, Export }]) =>
          [
            outputOfExport(text(Export?.Name) ?? '') ?? name,
            text(this.resolve(Value, stack.name)) ?? '',
          ] as const,
      ),
    );
    return new Map(all);
  }

  /** Resolves a value found in the named stack. @throws on an intrinsic or a name it does not know. */
  resolve(value: unknown, stack: string): unknown {
    if (Array.isArray(value)) {
      return value.map((item) => this.resolve(item, stack)).filter((item) => item !== undefined);
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [first] = entries;
    if (entries.length === 1 && first && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
      return this.#intrinsic(first[0], first[1], stack);
    }
    return Object.fromEntries(entries.map(([key, item]) => [key, this.resolve(item, stack)]));
  }

  #intrinsic(name: string, argument: unknown, stack: string): unknown {
    switch (name) {
      case 'Ref':
        return this.#reference(String(argument), stack);
      case 'Fn::GetAtt': {
        const [id = '', ...attribute] = Array.isArray(argument)
          ? argument.map(String)
          : String(argument).split(/\.(.*)/s, 2);
        return this.#attribute(id, attribute.join('.'), stack);
      }
      case 'Fn::Join': {
        const [separator, parts] = list(argument);
        return list(this.resolve(parts, stack)).map(String).join(String(separator));
      }
      case 'Fn::Sub':
        return this.#substitute(argument, stack);
      case 'Fn::ImportValue':
        return this.#import(String(this.resolve(argument, stack)));
      case 'Fn::GetStackOutput':
        return this.#outputOf(record(this.resolve(argument, stack)));
      case 'Fn::Select': {
        const [index, items] = list(argument);
        return list(this.resolve(items, stack))[Number(index)];
      }
      case 'Fn::Split': {
        const [separator, whole] = list(argument);
        return String(this.resolve(whole, stack)).split(String(separator));
      }
      default:
        throw new Error(`${name} in stack ${stack} is not supported by the local system`);
    }
  }

  #substitute(argument: unknown, stack: string): string {
    const [template, values] = Array.isArray(argument) ? (argument as unknown[]) : [argument];
    const own = record(values);
    return String(template).replace(/\$\{([^}]+)\}/g, (_match, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (name in own) return String(this.resolve(own[name], stack));
      const [id = '', attribute] = name.split(/\.(.*)/s, 2);
      return String(attribute ? this.#attribute(id, attribute, stack) : this.#reference(name, stack));
    });
  }

  #reference(name: string, stack: string): unknown {
    const { region, account, template } = this.#stack(stack);
    const pseudo: Record<string, string> = {
      'AWS::Region': region,
      'AWS::AccountId': account,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stack,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stack}/local`,
    };
    if (name === 'AWS::NoValue') return undefined;
    if (name in pseudo) return pseudo[name];
    const parameter = template.Parameters?.[name];
    if (parameter) {
      return parameter.Type.startsWith('AWS::SSM::Parameter::Value')
        ? this.#stored(String(parameter.Default), name)
        : parameter.Default;
    }
    return this.identity(this.#find(name, stack)).ref;
  }

  #stored(name: string, parameter: string): unknown {
    const found = this.ofType('AWS::SSM::Parameter').find((item) => this.identity(item).ref === name);
    if (!found)
      throw new Error(`template parameter ${parameter}: no stack declares the SSM parameter ${name}`);
    return this.properties(found)['Value'];
  }

  #attribute(id: string, attribute: string, stack: string): string {
    const resource = this.#find(id, stack);
    const value = this.identity(resource).attributes[attribute];
    if (value === undefined) {
      throw new Error(
        `Fn::GetAtt ${id}.${attribute} (${resource.type}) is not supported by the local system`,
      );
    }
    return value;
  }

  #import(name: string): unknown {
    const found = this.#exports.get(name);
    if (!found) throw new Error(`Fn::ImportValue ${name}: no stack exports it`);
    return this.resolve(found.value, found.stack);
  }

  /** How a stack reads another of CDK's weak references, the default of new apps. */
  #outputOf({ StackName, OutputName }: Record<string, unknown>): unknown {
    const stack = String(StackName);
    const output = this.#stack(stack).template.Outputs?.[String(OutputName)];
    if (!output) throw new Error(`Fn::GetStackOutput: stack ${stack} has no output ${String(OutputName)}`);
    return this.resolve(output.Value, stack);
  }

  #find(id: string, stack: string): Resource {
    const found = this.#byId.get(`${stack}/${id}`);
    if (!found) throw new Error(`stack ${stack} refers to ${id}, which it does not declare`);
    return found;
  }

  #stack(name: string): Stack {
    const found = this.#stacks.get(name);
    if (!found) throw new Error(`no stack is called ${name}`);
    return found;
  }
}
