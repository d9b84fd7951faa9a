import type { Foundation } from '../Foundation';
import type { MemberService } from '../members/MemberService';
import type { OrganizationService } from '../organizations/OrganizationService';
import type { ProcessService } from '../processes/ProcessService';
import { ViewerResolver } from './ViewerResolver';

/** What a caller belongs to. */
interface Surroundings {
  readonly organizations: OrganizationService;
  readonly processes: ProcessService;
  readonly members: MemberService;
}

/** The caller itself. */
export const viewerModule = {
  resolvers: [ViewerResolver],
  make: (_foundation: Foundation, { organizations, processes, members }: Surroundings) => ({
    resolvers: [new ViewerResolver(organizations, processes, members)],
  }),
};
