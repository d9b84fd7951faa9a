import classes from '../layout/Facts.module.css';
import { Page } from '../layout/Page';
import { Section } from '../layout/Section';
import { ROLE_TITLES } from '../members/ROLE_TITLES';
import { useSession } from '../session/useSession';
import { ChangePasswordForm } from './ChangePasswordForm';

/** Who one is here, and one's password. */
export function ProfilePage() {
  const { viewer } = useSession();
  const role = viewer.memberships.find(({ isCurrent }) => isCurrent)?.role;
  return (
    <Page title="Profile">
      <dl className={classes.facts}>
        <dt>Name</dt>
        <dd translate="no">{viewer.name}</dd>
        <dt>E-mail</dt>
        <dd translate="no">{viewer.email}</dd>
        <dt>Role</dt>
        <dd>{role && ROLE_TITLES[role]}</dd>
      </dl>
      <Section title="Change password">
        <ChangePasswordForm />
      </Section>
    </Page>
  );
}
