import { NativeSelect, TextInput } from '@mantine/core';
import type { ApiKeyOrder, ApiKeyOwnerKind, ApiKeyStatus } from '../generated/graphql';
import classes from './ApiKeyFilters.module.css';
import type { ApiKeyWishes } from './ApiKeyWishes';
import { groupScopes } from './groupScopes';
import { STATUSES } from './STATUSES';
import { useScopes } from './useScopes';

interface ApiKeyFiltersProps {
  readonly kind: ApiKeyOwnerKind;
  readonly wishes: ApiKeyWishes;
  readonly onChange: (wishes: ApiKeyWishes) => void;
}

const ORDER_TITLES: Record<ApiKeyOrder, string> = {
  CREATED_AT_DESC: 'Newest first',
  CREATED_AT_ASC: 'Oldest first',
  EXPIRES_AT_ASC: 'First to expire',
  EXPIRES_AT_DESC: 'Last to expire',
  NAME_ASC: 'Name, from A',
  NAME_DESC: 'Name, from Z',
};

const ORDERS = Object.entries(ORDER_TITLES).map(([value, label]) => ({ value, label }));
const STATUS_OPTIONS = Object.entries(STATUSES).map(([value, { title }]) => ({ value, label: title }));

/** Which keys are shown, and in which order. */
export function ApiKeyFilters({ kind, wishes, onChange }: ApiKeyFiltersProps) {
  const { data: scopes = [] } = useScopes(kind);
  const groups = groupScopes(scopes).map(([group, members]) => ({
    group,
    items: members.map(({ name, title }) => ({ value: name, label: title })),
  }));
  return (
    <search className={classes.filters}>
      <TextInput
        type="search"
        aria-label="Search"
        placeholder="Search by name or user"
        value={wishes.text}
        onChange={(event) => onChange({ ...wishes, text: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label="Status"
        value={wishes.status ?? ''}
        data={[{ value: '', label: 'Not deleted' }, ...STATUS_OPTIONS]}
        // The options are the statuses and the empty one.
        onChange={(event) => onChange({ ...wishes, status: (event.currentTarget.value as ApiKeyStatus) || null })}
      />
      <NativeSelect
        aria-label="Scope"
        value={wishes.scope ?? ''}
        data={[{ value: '', label: 'Any scope' }, ...groups]}
        onChange={(event) => onChange({ ...wishes, scope: event.currentTarget.value || null })}
      />
      <NativeSelect
        aria-label="Order"
        value={wishes.orderBy}
        data={ORDERS}
        // The options are the orders.
        onChange={(event) => onChange({ ...wishes, orderBy: event.currentTarget.value as ApiKeyOrder })}
      />
    </search>
  );
}
