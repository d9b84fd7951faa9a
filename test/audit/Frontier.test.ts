import { Frontier } from '../../src/audit/Frontier';
import { leafHash } from '../../src/audit/nodeHash';

/** Source: the Merkle tree tests of google/certificate-transparency (`merkletree/merkle_tree_test.cc`). */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('the edge of a tree', () => {
  it('has the published roots of RFC 6962', () => {
    const edge = Frontier.empty();
    const roots = [edge.root().toString('hex')];
    for (const leaf of LEAVES) {
      edge.append(leafHash(Buffer.from(leaf, 'hex')));
      roots.push(edge.root().toString('hex'));
    }
    expect(roots).toEqual(ROOTS);
  });

  it('is the same after it was written and read, at every size', () => {
    let edge = Frontier.empty();
    for (const leaf of LEAVES) {
      edge = Frontier.parse(edge.size, edge.toString()) ?? Frontier.empty();
      edge.append(leafHash(Buffer.from(leaf, 'hex')));
    }
    expect({ size: edge.size, root: edge.root().toString('hex') }).toEqual({ size: 8, root: ROOTS[8] });
  });

  it('is read at no other size than its own', () => {
    const edge = Frontier.empty();
    for (const leaf of LEAVES.slice(0, 3)) edge.append(leafHash(Buffer.from(leaf, 'hex')));
    expect(Frontier.parse(3, edge.toString())).not.toBeNull();
    expect(Frontier.parse(4, edge.toString())).toBeNull();
    expect(Frontier.parse(3, 'AAAA,AAAA')).toBeNull();
  });

  it('tells of each subtree that a leaf completes', () => {
    const edge = Frontier.empty();
    const told: [number, number, string][] = [];
    for (const leaf of LEAVES) {
      const place = edge.size;
      edge.append(leafHash(Buffer.from(leaf, 'hex')), (height, root) => {
        told.push([place, height, root.toString('hex').slice(0, 8)]);
      });
    }
    expect(told).toEqual([
      [1, 1, 'fac54203'],
      [3, 1, '5f083f0a'],
      [3, 2, 'd37ee418'],
      [5, 1, '0ebc5d34'],
      [7, 1, 'ca854ea1'],
      [7, 2, '6b47aaf2'],
      [7, 3, '5dc9da79'],
    ]);
  });
});
