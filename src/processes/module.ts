import type { Foundation } from '../Foundation';
import type { OrganizationService } from '../organizations/OrganizationService';
import { Process } from './Process';
import { OrganizationProcessesResolver, ProcessResolver } from './ProcessResolver';
import { ProcessService } from './ProcessService';
import { processLimit } from './processLimit';

/** The business processes of organizations. */
export const processesModule = {
  entities: [Process],
  resolvers: [ProcessResolver, OrganizationProcessesResolver],
  make: (
    { storage, clock, changes, lists, maxProcessesPerOrganization }: Foundation,
    { organizations }: { readonly organizations: OrganizationService },
  ) => {
    const processes = new ProcessService(storage, clock, changes, lists, processLimit(maxProcessesPerOrganization));
    return {
      services: { processes },
      resolvers: [new ProcessResolver(processes, organizations), new OrganizationProcessesResolver(processes)],
      loaders: { Process: processes.byId },
    };
  },
};
