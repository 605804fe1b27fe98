import { Component, type ErrorInfo, type ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { appWords } from "./words.ts";

/**
 * A bug in one view does not take the window along. The error itself goes to the console only: it may hold text of the case, and
 * nothing of a case is logged.
 */
export class ErrorBoundary extends Component<{ readonly children: ReactNode; readonly name: string }, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { readonly broken: boolean } {
    return { broken: true };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error("view-failed", this.props.name, error.name, info.componentStack);
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    const words = appWords().broken;
    return (
      <div className="frame-broken">
        <Notice
          tone="danger"
          title={words.title}
          actions={
            <Button size="small" icon="refresh" onClick={() => this.setState({ broken: false })}>
              {words.again}
            </Button>
          }
        >
          {words.text}
        </Notice>
      </div>
    );
  }
}
