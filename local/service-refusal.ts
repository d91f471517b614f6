/** What a small service of the runner refuses, by the type that the service of AWS names. */
export class ServiceRefusal extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = 'ServiceRefusal';
    this.type = type;
  }
}
