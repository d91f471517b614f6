import { Component, type ReactNode } from 'react';

interface PageBoundaryProps {
  /** A new value begins anew: the address. */
  readonly at: string;
  /** What of the page is inside, where that is not all of it. */
  readonly part?: string;
  readonly children: ReactNode;
}

/** Whether it broke because a script did not arrive. */
function isMissingPart({ message }: Error): boolean {
  return /imported module|module script|error loading/i.test(message);
}

/** A page that breaks leaves the others reachable, and a part of it the rest of the page. */
export class PageBoundary extends Component<PageBoundaryProps, { error: Error | undefined; at: string }> {
  override state = { error: undefined as Error | undefined, at: this.props.at };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  static getDerivedStateFromProps({ at }: PageBoundaryProps, state: { at: string }) {
    return at === state.at ? null : { at, error: undefined };
  }

  override componentDidCatch() {
    // The window must not be called by the page before.
    if (!this.props.part) document.title = 'Costkeeper';
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    const { part } = this.props;
    const isMissing = isMissingPart(error);
    const title = `${part ?? 'This page'} ${isMissing ? 'could not be loaded' : 'broke'}`;
    return (
      <div className="state" role="alert">
        {part ? <b>{title}</b> : <h1>{title}</h1>}
        <p>{isMissing ? 'It is loaded again once the server answers.' : error.message}</p>
        <button type="button" className="button" onClick={() => location.reload()}>
          Load it again
        </button>
      </div>
    );
  }
}
