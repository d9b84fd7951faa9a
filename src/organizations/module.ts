import type { Foundation } from '../Foundation';
import { Organization } from './Organization';
import { OrganizationResolver } from './OrganizationResolver';
import { OrganizationService } from './OrganizationService';

/** Organizations, which own everything else. */
export const organizationsModule = {
  entities: [Organization],
  resolvers: [OrganizationResolver],
  make: ({ storage, changes }: Foundation) => {
    const organizations = new OrganizationService(storage, changes);
    return {
      services: { organizations },
      resolvers: [new OrganizationResolver(organizations)],
      loaders: { Organization: organizations.byId },
    };
  },
};
