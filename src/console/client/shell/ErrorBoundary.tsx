import { Button, Text } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { CardPage } from '../layout/CardPage';

interface ErrorBoundaryProps {
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly hasFailed: boolean;
}

/** Stands in for the console where a fault of its own stops it. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override readonly state: ErrorBoundaryState = { hasFailed: false };

  static getDerivedStateFromError(): ErrorBoundaryState {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <CardPage title="Latchkey">
        <Text size="sm">Something went wrong in the console itself. Reload it to go on.</Text>
        <Button onClick={() => window.location.reload()}>Reload</Button>
      </CardPage>
    );
  }
}
