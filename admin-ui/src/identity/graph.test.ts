import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { graphOf } from './graph';

const owned = (letter: string, type: string): Schemas['OwnedIdentifier'] => ({ type, scope: '', masked: letter, hash: letter.repeat(64), firstSeenAt: `2026-06-0${letter.charCodeAt(0) - 96}T00:00:00Z` });
const evidence = (evidenceId: string, sightings: number, ...letters: string[]) =>
  ({ evidenceId, sightings, hashes: letters.map((letter) => letter.repeat(64)) }) as Schemas['Evidence'];
const [cookie, login, phone] = [owned('a', 'cookie'), owned('b', 'login_id'), owned('c', 'phone')];

describe('the picture of what links a person', () => {
  it('draws a set as lines from its strongest identifier, and adds up what two were seen in', () => {
    const { links } = graphOf([cookie, login, phone], [evidence('one', 2, 'a', 'b', 'c'), evidence('two', 3, 'a', 'b')]);
    expect(links.map(({ a, b, sightings, evidenceIds }) => [a[0], b[0], sightings, evidenceIds.join()])).toEqual([['b', 'c', 2, 'one'], ['b', 'a', 5, 'one,two']]);
  });

  it('marks lines to what is not the person’s as linking nothing', () => {
    const { nodes, links } = graphOf([login, phone], [evidence('one', 1, 'b', 'c'), evidence('held', 1, 'b', 'f')]);
    expect(links.map((link) => link.refused)).toEqual([false, true]);
    expect(nodes.find((node) => node.hash.startsWith('f'))?.identifier).toBeUndefined();
  });

  it('stands each identifier one column further for each step away from the one with most lines', () => {
    const mail = owned('d', 'email');
    const alone = owned('e', 'gaid');
    const { nodes } = graphOf([cookie, login, phone, mail, alone], [evidence('one', 1, 'b', 'c'), evidence('two', 1, 'c', 'd'), evidence('three', 1, 'a', 'd'), evidence('four', 1, 'c', 'f')]);
    const columns = [...new Set(nodes.map((node) => node.x))].sort((one, other) => one - other);
    expect(columns.map((x) => nodes.filter((node) => node.x === x).map((node) => node.hash[0]).join(''))).toEqual(['c', 'bdf', 'a', 'e']);
  });

  it('draws of many identifiers those around the one that most were seen with', () => {
    const many = Array.from({ length: 75 }, (_, index) => ({ ...login, hash: String(index).padStart(2, '0').padEnd(64, '0') }));
    const rows = many.slice(15).map((each) => ({ evidenceId: each.hash, sightings: 1, hashes: [each.hash, cookie.hash] }) as Schemas['Evidence']);
    const { nodes, links, left } = graphOf([...many, cookie], rows);
    expect(left).toBe(16);
    expect(nodes[0]?.hash).toBe(cookie.hash);
    expect(links).toHaveLength(59);
  });

  it('leaves out what nobody could read, and says how much', () => {
    const many = Array.from({ length: 75 }, (_, index) => ({ ...cookie, hash: String(index).padStart(64, '0') }));
    const graph = graphOf([...many, login], []);
    expect(graph.nodes).toHaveLength(60);
    expect(graph.left).toBe(16);
    expect(graph.rows).toBe(10);
    expect(graph.nodes.some((node) => node.hash === login.hash)).toBe(true);
  });
});
