#!/usr/bin/env node
// `hive-gateway supergraph -c FILE`, made of the gateway's runtime: the parts of the command that the page uses.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { useJWT } from '@graphql-mesh/plugin-jwt-auth';
import httpTransport from '@graphql-mesh/transport-http';

const { values } = parseArgs({ options: { config: { type: 'string', short: 'c' } }, allowPositionals: true });
const { gatewayConfig } = await import(path.resolve(values.config ?? ''));
const { host, port, jwt, supergraph, ...config } = gatewayConfig;
const runtime = createGatewayRuntime({
  ...config,
  supergraph: readFileSync(supergraph, 'utf8'),
  transports: { http: httpTransport },
  logging: false,
  landingPage: false,
  plugins: () => [useJWT(jwt)],
});
createServer(runtime).listen(port, host, () => process.stdout.write(`Listening on http://${host}:${port}\n`));
