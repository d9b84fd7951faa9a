import { Paper, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './CardPage.module.css';
import { usePageHeading } from './usePageHeading';
import { WordMark } from './WordMark';

interface CardPageProps {
  /** Left out while it is not known what the page will be. */
  readonly title?: string | undefined;
  readonly children: ReactNode;
}

/** A page without navigation, for people who are not signed in, and for what goes wrong. */
export function CardPage({ title, children }: CardPageProps) {
  return (
    <main className={classes.page}>
      <WordMark />
      <Paper withBorder radius="lg" p="xl" className={classes.card}>
        <Stack gap="lg">
          {title !== undefined && <Heading title={title} />}
          {children}
        </Stack>
      </Paper>
    </main>
  );
}

function Heading({ title }: { readonly title: string }) {
  const heading = usePageHeading(title);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {title}
    </h1>
  );
}
