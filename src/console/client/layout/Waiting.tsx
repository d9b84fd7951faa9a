import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';

/** Stands where something is about to be shown. */
export function Waiting() {
  return (
    <Stack gap="sm" role="status" py="xs">
      <VisuallyHidden>Loading</VisuallyHidden>
      <Skeleton height={18} width="38%" />
      <Skeleton height={18} />
      <Skeleton height={18} width="86%" />
    </Stack>
  );
}
