import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { loadConfig } from './src/config';
import { MIGRATIONS } from './src/database/migrations';
import { writerOptions } from './src/database/options';
import { ENTITIES } from './src/running/modules';
import { withSecretFiles } from './src/withSecretFiles';

/**
 * The database as the TypeORM command line sees it, e.g.
 * `npm run build && npx typeorm migration:show --dataSource dist/ormconfig.js`.
 */
export default new DataSource({
  ...writerOptions(loadConfig(withSecretFiles(process.env)).database, ENTITIES, MIGRATIONS),
  logger: 'advanced-console', // What that command line says, it says through its logger.
});
