import { NativeSelect } from '@mantine/core';
import type { Role } from '../generated/graphql';
import { ROLE_TITLES } from './ROLE_TITLES';

interface RoleSelectProps {
  readonly role: Role;
  readonly onChange: (role: Role) => void;
  readonly error: string | undefined;
}

const ROLES = Object.entries(ROLE_TITLES).map(([value, label]) => ({ value, label }));

/** Lets one choose a role. */
export function RoleSelect({ role, onChange, error }: RoleSelectProps) {
  return (
    <NativeSelect
      label="Role"
      description="An admin may do everything. A user works with documents and sees the processes."
      value={role}
      data={ROLES}
      // The options are the roles.
      onChange={(event) => onChange(event.currentTarget.value as Role)}
      error={error}
    />
  );
}
