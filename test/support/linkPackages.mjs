// `npm install` of the pages, without a registry: links the project's own packages, and the stand-in of a gateway.
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
const GATEWAY = '@graphql-hive/gateway';

for (const wanted of process.argv.slice(2)) {
  const name = wanted.replace(/(?<=.)@[\d.]+$/, '');
  const place = path.resolve('node_modules', name);
  mkdirSync(path.dirname(place), { recursive: true });
  symlinkSync(path.join(ROOT, name === GATEWAY ? 'test/federation/hiveGateway' : `node_modules/${name}`), place);
}
if (process.argv.includes(GATEWAY)) {
  mkdirSync('node_modules/.bin');
  symlinkSync(path.join(ROOT, 'test/federation/hiveGateway/command.mjs'), 'node_modules/.bin/hive-gateway');
}
