import { Menu, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { ask } from '../api/ask';
import { describeFailure } from '../api/describeFailure';
import { queryClient } from '../api/queryClient';
import { SwitchOrganizationDocument } from '../generated/graphql';
import { Notice } from '../layout/Notice';
import { endSession } from '../session/endSession';
import { enterSession } from '../session/enterSession';
import { useSession } from '../session/useSession';
import { viewerKey } from '../session/viewerKey';
import classes from './PersonMenu.module.css';

/** The person's own menu: profile, the other organizations, and the way out. */
export function PersonMenu() {
  const { viewer } = useSession();
  const [, navigate] = useLocation();
  const [failure, setFailure] = useState<string | null>(null);
  const attempt = (act: () => Promise<string | null>) => () => {
    act().then(setFailure, (error: unknown) => {
      setFailure(describeFailure(error));
      void queryClient.invalidateQueries({ queryKey: viewerKey }); // It may have been done all the same.
    });
  };
  const leave = attempt(async () => {
    await endSession();
    navigate('/');
    return null;
  });
  const switchTo = (organizationId: string) =>
    attempt(async () => {
      const { switchOrganization } = await ask(SwitchOrganizationDocument, { input: { organizationId } });
      const [refused] = switchOrganization?.userErrors ?? [];
      if (refused) return refused.message;
      navigate('/');
      await enterSession();
      return null;
    });
  const others = viewer.memberships.filter(({ isCurrent }) => !isCurrent);
  return (
    <>
      {failure && <Notice tone="bad">{failure}</Notice>}
      <Menu position="top-start" width={192}>
        <Menu.Target>
          <UnstyledButton className={classes.person}>
            <span translate="no" className={classes.identity}>
              <span className={classes.name}>{viewer.name}</span>
              <span className={classes.email}>{viewer.email}</span>
            </span>
            <svg viewBox="0 0 16 16" width="16" height="16" className={classes.chevron} aria-hidden="true">
              <path d="M4 6 8 2l4 4M4 10l4 4 4-4" fill="none" stroke="currentColor" strokeWidth="1.5" />
            </svg>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => navigate('/profile')}>Profile</Menu.Item>
          {others.length > 0 && <Menu.Label>Switch organization</Menu.Label>}
          {others.map(({ organizationId, organizationName }) => (
            <Menu.Item key={organizationId} onClick={switchTo(organizationId)}>
              {organizationName}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={leave}>Sign out</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
