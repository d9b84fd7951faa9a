import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { EmptyNote } from './EmptyNote';
import { Page } from './Page';

interface NotFoundPageProps {
  readonly title: string;
}

/** Says that there is nothing at an address. */
export function NotFoundPage({ title }: NotFoundPageProps) {
  return (
    <Page title={title}>
      <EmptyNote title="There is nothing here">
        <p>
          It was deleted, or the address is wrong.{' '}
          <Anchor component={Link} href="/" inherit underline="always">
            Go to the dashboard
          </Anchor>
        </p>
      </EmptyNote>
    </Page>
  );
}
