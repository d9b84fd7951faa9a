import { AGAINST_OTHERS } from './againstOthers';
import { DOCUMENT_ROWS } from './documentRows';
import { LISTING_ROWS } from './listingRows';
import { mixedRow } from './mixedRow';
import { neighbourRow } from './neighbourRow';
import type { Row } from './row';
import { SCALE_ROWS } from './scaleRows';
import { START_ROWS } from './startRows';
import { USAGE_ROWS } from './usageRows';

/** Every row of the table, in its order. */
export const ROWS: readonly Row[] = [
  ...AGAINST_OTHERS,
  ...START_ROWS,
  mixedRow,
  neighbourRow,
  ...DOCUMENT_ROWS,
  ...USAGE_ROWS,
  ...SCALE_ROWS,
  ...LISTING_ROWS,
];
