import { EVENT_TYPES } from '../generated/events';
import { titleOfKind } from './titleOfKind';

/** All kinds of events to choose from, under what they are about. Shape: as a `NativeSelect` takes them. */
export const EVENT_KIND_GROUPS = [...new Set(EVENT_TYPES.map((type) => type.replace(/\..*/, '')))].map((noun) => ({
  group: titleOfKind(noun),
  items: [
    { value: noun, label: `${titleOfKind(noun)}: all` },
    ...EVENT_TYPES.filter((type) => type.startsWith(`${noun}.`)).map((type) => ({
      value: type,
      label: titleOfKind(type),
    })),
  ],
}));
