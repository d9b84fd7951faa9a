import { Frontier } from '../../src/audit/Frontier';
import { InclusionProofs, rootOfProof } from '../../src/audit/InclusionProofs';
import { leafHash } from '../../src/audit/nodeHash';
import { Tile } from '../../src/audit/Tile';

/** Source: the Merkle tree tests of google/certificate-transparency (`merkletree/merkle_tree_test.cc`). */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
/** Source: as above; leaves are counted from 0 here. */
const PATHS: readonly (readonly [index: number, size: number, path: readonly string[]])[] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

/** The proofs of a tree whose leaves are all in one place. */
function proofsOf(leaves: readonly Buffer[]): InclusionProofs {
  const tile = new Tile(Buffer.concat(leaves));
  return new InclusionProofs({ node: async (height, index) => tile.node(height, index) }, leaves.length);
}

function rootOf(leaves: readonly Buffer[]): Buffer {
  const edge = Frontier.empty();
  for (const leaf of leaves) edge.append(leaf);
  return edge.root();
}

describe('a proof that a leaf is in a tree', () => {
  it.each(PATHS)('of leaf %i of %i is the published one of RFC 6962', async (index, size, path) => {
    const leaves = LEAVES.slice(0, size).map((leaf) => leafHash(Buffer.from(leaf, 'hex')));
    expect((await proofsOf(leaves).of(index))?.map((hash) => hash.toString('hex'))).toEqual(path);
  });

  it('leads to the root from its own place alone, and in a tree of its own size alone', async () => {
    for (let size = 1; size <= 20; size += 1) {
      const leaves = Array.from({ length: size }, (_none, index) => leafHash(Buffer.of(index)));
      const [proofs, root] = [proofsOf(leaves), rootOf(leaves)];
      for (const [index, leaf] of leaves.entries()) {
        const proof = (await proofs.of(index)) ?? [];
        const places = leaves.flatMap((_leaf, place) =>
          rootOfProof(leaf, place, size, proof)?.equals(root) ? [place] : [],
        );
        expect(places).toEqual([index]);
        expect(rootOfProof(leaf, index, size, [...proof, root])?.equals(root) ?? false).toBe(false);
        expect(rootOfProof(leaf, index, size, proof.slice(1))?.equals(root) ?? false).toBe(size === 1);
      }
      expect(await proofs.of(size)).toBeNull();
    }
  });

  it('is null where a hash is missing', async () => {
    expect(await new InclusionProofs({ node: async () => undefined }, 3).of(1)).toBeNull();
  });

  it('of one of 100,000 is 17 hashes', async () => {
    const leaves = Array.from({ length: 100_000 }, (_none, index) => leafHash(Buffer.from(`${index}`)));
    const proof = (await proofsOf(leaves).of(54_321)) ?? [];
    expect(proof).toHaveLength(17);
    expect(rootOfProof(leaves[54_321] ?? rootOf([]), 54_321, 100_000, proof)).toEqual(rootOf(leaves));
  });
});
