import { Paper, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './CardPage.module.css';
import { usePageHeading } from './usePageHeading';
import { WordMark } from './WordMark';

interface CardPageProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** A page without navigation, for people who are not signed in. */
export function CardPage({ title, children }: CardPageProps) {
  const heading = usePageHeading(title);
  return (
    <main className={classes.page}>
      <WordMark />
      <Paper withBorder radius="lg" p="xl" className={classes.card}>
        <Stack gap="lg">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {children}
        </Stack>
      </Paper>
    </main>
  );
}
