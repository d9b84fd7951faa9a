import { execFile } from 'node:child_process';
import path from 'node:path';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import type { FastifyInstance } from 'fastify';
import { PACKAGE, startNeighbour } from './compatibility/neighbours';
import { startProducts } from './compatibility/startProducts';
import { composedByApollo, textOf } from './supergraph';

const GATEWAY_SECRET = 'the gateway and the server share this';

/** What jest tells of a run. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly message: string }[];
}

describe("Apollo's subgraph compatibility tests", () => {
  const closing: (() => unknown)[] = [];
  let products: { url: string; server: FastifyInstance };
  let routerUrl: string;

  beforeAll(async () => {
    products = await startProducts(GATEWAY_SECRET);
    closing.push(() => products.server.close());
    const users = await startNeighbour('users');
    closing.push(users.close);
    const inventory = await startNeighbour('inventory');
    closing.push(inventory.close);
    const supergraphSdl = composedByApollo([
      await textOf('products', products.url),
      await textOf('users', users.url),
      await textOf('inventory', inventory.url),
    ]);
    const router = new ApolloServer({ gateway: new ApolloGateway({ supergraphSdl }) });
    routerUrl = (await startStandaloneServer(router, { listen: { port: 0, host: '127.0.0.1' } })).url;
    closing.push(() => router.stop());
  });
  afterAll(async () => {
    for (const close of closing) await close();
  });

  /** Runs the package's tests as they are; only the address of the router is another. */
  function runTests(): Promise<Report> {
    const config = {
      rootDir: path.join(PACKAGE, 'dist/tests'),
      testMatch: ['<rootDir>/*.test.js'],
      testPathIgnorePatterns: [],
      haste: { retainAllFiles: true },
      transform: {},
      cache: false,
      moduleNameMapper: {
        '^make-fetch-happen$': path.resolve('dist/test/federation/compatibility/redirectedFetch.js'),
      },
    };
    const parameters = [require.resolve('jest/bin/jest'), '--config', JSON.stringify(config), '--json', '--runInBand'];
    const env = { PATH: process.env.PATH, PRODUCTS_URL: products.url, ROUTER_URL: routerUrl, GATEWAY_SECRET };
    return new Promise((resolve, reject) => {
      execFile(process.execPath, parameters, { env }, (error, stdout, stderr) => {
        // Jest leaves with 1 where a test fails; its report says which.
        if (stdout.startsWith('{')) resolve(JSON.parse(stdout));
        else reject(error ?? new Error(stderr));
      });
    });
  }

  it('all pass', async () => {
    const { numPassedTests, numFailedTests, testResults } = await runTests();
    expect(testResults.map(({ message }) => message).join('')).toBe('');
    expect({ numPassedTests, numFailedTests }).toEqual({ numPassedTests: 23, numFailedTests: 0 });
  });
});
