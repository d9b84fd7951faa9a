import path from 'node:path';
import type { Asset } from './writeAssets';

/** The console, put together. Shape: `packages` are the names of those that went into it, sorted. */
export interface Bundle {
  readonly assets: readonly Asset[];
  readonly packages: readonly string[];
}

/**
 * Puts the console's source and the packages it imports together: one style sheet, one script that the page loads, and
 * one for each `import()`, which is loaded when that is reached. Scripts ask for each other by name: it is the bundler
 * that puts digests into the names.
 */
export async function bundleClient(client: string): Promise<Bundle> {
  const { build } = await import('vite');
  const built = await build({
    root: client,
    configFile: false,
    logLevel: 'warn',
    base: './',
    build: {
      write: false,
      cssCodeSplit: false,
      modulePreload: false,
      rolldownOptions: {
        input: path.join(client, 'main.tsx'),
        onLog: (level, log, pass) => {
          if (log.code !== 'MODULE_LEVEL_DIRECTIVE') pass(level, log); // "use client" is for servers that render.
        },
        output: {
          entryFileNames: 'console.[hash:12].js',
          chunkFileNames: '[name].[hash:12].js',
          assetFileNames: 'console[extname]',
          hashCharacters: 'hex',
        },
      },
    },
  });
  const outputs = [built].flat().flatMap((each) => ('output' in each ? each.output : []));
  const assets = outputs.map((each) =>
    each.type === 'chunk'
      ? { name: each.isEntry ? 'console.js' : each.fileName, file: each.fileName, content: each.code }
      : { name: each.fileName, content: Buffer.from(each.source).toString() },
  );
  const modules = outputs.flatMap((each) => (each.type === 'chunk' ? each.moduleIds : []));
  return { assets, packages: packagesOf(modules) };
}

/** Shape: `…/node_modules/@mantine/core/esm/x.mjs` becomes `@mantine/core`. */
function packagesOf(modules: readonly string[]): string[] {
  const names = modules.map((module) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module)?.[1]);
  return [...new Set(names)].filter((name) => name !== undefined).sort();
}
