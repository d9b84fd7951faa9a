import { Button, Stack, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { DAY_MS } from '../dates/DAY_MS';
import { useNow } from '../dates/useNow';
import { Dialog } from '../forms/Dialog';
import { type ApiKeyRowFragment, NarrowApiKeyDocument } from '../generated/graphql';
import { Notice } from '../layout/Notice';
import { Section } from '../layout/Section';
import { useSession } from '../session/useSession';
import type { KeyUse } from './KeyUse';
import { NarrowApiKeyForm } from './NarrowApiKeyForm';
import { ScopeTable } from './ScopeTable';
import type { UsePeriod } from './USE_PERIODS';

interface ScopeSectionProps {
  readonly apiKey: ApiKeyRowFragment;
  readonly use: KeyUse;
  readonly period: UsePeriod;
}

/** The scopes of a key with what is known of their use, and the way to take away what nobody needed. */
export function ScopeSection({ apiKey, use, period }: ScopeSectionProps) {
  const { may } = useSession();
  const [isOpen, setIsOpen] = useState(false);
  const [removed, setRemoved] = useState<readonly string[]>([]);
  const button = useRef<HTMLButtonElement>(null);
  const status = useRef<HTMLDivElement>(null);
  const [heirs, setHeirs] = useState<readonly HTMLElement[]>([]);
  const hindrance = useHindrance(apiKey, use, period);
  const isOffered =
    may(NarrowApiKeyDocument) &&
    apiKey.status !== 'DELETED' &&
    use.scopes.some(({ evidence }) => evidence === 'UNUSED');
  const open = (): void => {
    setHeirs([button.current, status.current].filter((each) => each !== null));
    setIsOpen(true);
  };
  const action = isOffered && hindrance === null && (
    <Button ref={button} variant="default" onClick={open}>
      Remove unused scopes
    </Button>
  );
  return (
    <Section title="Scopes" actions={action}>
      <Stack gap={removed.length > 0 || hindrance !== null ? 'md' : 0}>
        <div ref={status} role="status" tabIndex={-1}>
          {removed.length > 0 && (
            <Notice tone="good">
              <span>Removed:</span> <span translate="no">{removed.join(', ')}</span>
            </Notice>
          )}
        </div>
        {isOffered && hindrance !== null && (
          <Text size="sm" c="dimmed">
            {hindrance}
          </Text>
        )}
        <ScopeTable use={use} />
      </Stack>
      <Dialog title="Remove unused scopes" isOpen={isOpen} onClose={() => setIsOpen(false)} heirs={heirs}>
        <NarrowApiKeyForm
          apiKey={apiKey}
          use={use}
          period={period}
          onClose={() => setIsOpen(false)}
          onRemoved={setRemoved}
        />
      </Dialog>
    </Section>
  );
}

/** Why the unused scopes cannot be removed yet; null where they can. The server would say the same. */
function useHindrance({ createdAt }: ApiKeyRowFragment, use: KeyUse, { title, days }: UsePeriod): string | null {
  const beginsAt = useNow() - days * DAY_MS;
  if (Date.parse(createdAt) > beginsAt) return `The key is younger than ${title}. Look at a shorter time to narrow it.`;
  if (Date.parse(use.recordedSince) > beginsAt) {
    return `Use was not counted for ${title} yet. Look at a shorter time to narrow the key.`;
  }
  if (use.scopes.every(({ evidence }) => evidence === 'UNUSED')) {
    return `Nobody needed any scope in ${title}. A key needs one at least: delete it, or look at a longer time.`;
  }
  return null;
}
