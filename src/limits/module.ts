import { CountedTries } from './CountedTries';

/** How often things may be tried. */
export const limitsModule = { entities: [CountedTries] };
