import { NativeSelect, type NativeSelectProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/ask';
import { MembersDocument } from '../generated/graphql';
import { useSession } from '../session/useSession';

/** Somebody who did something. */
export interface KnownActor {
  readonly id: string;
  readonly name: string;
}

interface WhoSelectProps extends Pick<NativeSelectProps, 'onChange'> {
  readonly actors: readonly KnownActor[];
  readonly value: string;
}

/** Units: members that are offered: as many as the server gives at once. */
const MEMBER_COUNT = 100;

/** Who did it: the members, and whoever did something that is shown at present. */
export function WhoSelect({ actors, value, onChange }: WhoSelectProps) {
  const { viewer, may } = useSession();
  const { data: members = [] } = useQuery({
    queryKey: ['actors', viewer.organization.id],
    queryFn: async ({ signal }) => {
      const { organization } = await ask(MembersDocument, { first: MEMBER_COUNT }, signal);
      return organization.members?.edges.map(({ node: { id, name } }) => ({ id, name: name ?? id })) ?? [];
    },
    enabled: may(MembersDocument),
  });
  const known = new Map([...members, ...actors].map(({ id, name }) => [id, name]));
  if (value !== '' && !known.has(value)) known.set(value, value);
  const options = [...known].map(([id, name]) => ({ value: id, label: name }));
  return (
    <NativeSelect
      label="Who"
      translate="no"
      data={[{ value: '', label: 'Anybody' }, ...options]}
      value={value}
      onChange={onChange}
    />
  );
}
