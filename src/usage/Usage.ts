import { ObjectType } from 'type-graphql';
import type { UseReport } from './UseReport';
import { UseTotals } from './UseTotals';

/** What the keys of an organization or a process were used for. */
@ObjectType({ simpleResolvers: true, description: 'What the keys of an organization or a process were used for.' })
export class Usage extends UseTotals {
  report!: UseReport;
}
