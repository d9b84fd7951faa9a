import { Stack } from '@mantine/core';
import { ask } from '../api/ask';
import { queryClient } from '../api/queryClient';
import { NameForm } from '../forms/NameForm';
import { DeleteProcessDocument, type ProcessRowFragment, UpdateProcessDocument } from '../generated/graphql';
import { useSession } from '../session/useSession';
import { DeleteProcessSection } from './DeleteProcessSection';
import { processQueries } from './processQueries';

interface GeneralSectionProps {
  readonly process: ProcessRowFragment;
}

/** The name of a process, and its end. */
export function GeneralSection({ process }: GeneralSectionProps) {
  const { id, name } = process;
  const { may } = useSession();
  return (
    <Stack gap="xl">
      {may(UpdateProcessDocument) && (
        <NameForm
          name={name ?? ''}
          send={async (newName) => (await ask(UpdateProcessDocument, { input: { id, name: newName } })).updateProcess}
          onDone={async () => {
            void queryClient.invalidateQueries({ queryKey: processQueries.lists });
            await queryClient.invalidateQueries({ queryKey: [...processQueries.one, id] });
          }}
        />
      )}
      {may(DeleteProcessDocument) && <DeleteProcessSection process={process} />}
    </Stack>
  );
}
