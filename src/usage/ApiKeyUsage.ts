import { ObjectType } from 'type-graphql';
import type { UseReport } from './UseReport';
import { UseTotals } from './UseTotals';

/** What one key was used for. */
@ObjectType({ simpleResolvers: true, description: 'What a key was used for.' })
export class ApiKeyUsage extends UseTotals {
  report!: UseReport;
}
