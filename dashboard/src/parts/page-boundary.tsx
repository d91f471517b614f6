import { Component, type ReactNode } from 'react';

interface PageBoundaryProps {
  /** A new value begins anew: the address. */
  readonly at: string;
  readonly children: ReactNode;
}

/** Whether it broke because a script did not arrive. */
function isMissingPart({ message }: Error): boolean {
  return /dynamically imported module|importing a module script|error loading/i.test(message);
}

/** A page that breaks leaves the others reachable. */
export class PageBoundary extends Component<PageBoundaryProps, { error: Error | undefined; at: string }> {
  override state = { error: undefined as Error | undefined, at: this.props.at };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  static getDerivedStateFromProps({ at }: PageBoundaryProps, state: { at: string }) {
    return at === state.at ? null : { at, error: undefined };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div className="state" role="alert">
        <h1>{isMissingPart(error) ? 'A part of this page could not be loaded' : 'This page broke'}</h1>
        <p>
          {isMissingPart(error) ? 'It is loaded again as soon as the server can be reached.' : error.message}
        </p>
        <button type="button" className="button" onClick={() => location.reload()}>
          Load it again
        </button>
      </div>
    );
  }
}
