import { ActionIcon, Menu } from '@mantine/core';
import { useRef } from 'react';

/** One thing that can be done with a row. */
export interface RowAction {
  readonly title: string;
  readonly isDangerous?: boolean;
  /** @param opener what gets the focus afterwards */
  readonly onChoose: (opener: HTMLElement | null) => void;
}

interface RowActionsProps {
  /** What the row is called. */
  readonly name: string;
  readonly actions: readonly RowAction[];
}

/** The three dots of a row, and what they offer. */
export function RowActions({ name, actions }: RowActionsProps) {
  const button = useRef<HTMLButtonElement>(null);
  if (actions.length === 0) return null;
  return (
    <Menu width={176}>
      <Menu.Target>
        <ActionIcon ref={button} variant="subtle" color="gray" size="lg" aria-label={`Actions for ${name}`}>
          <svg viewBox="0 0 20 20" width="20" height="20" fill="currentColor" aria-hidden="true">
            <circle cx="4" cy="10" r="1.6" />
            <circle cx="10" cy="10" r="1.6" />
            <circle cx="16" cy="10" r="1.6" />
          </svg>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(({ title, isDangerous, onChoose }) => (
          <Menu.Item
            key={title}
            c={isDangerous ? 'var(--mantine-color-error)' : undefined}
            onClick={() => onChoose(button.current)}
          >
            {title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
