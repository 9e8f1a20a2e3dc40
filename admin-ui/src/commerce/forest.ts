import type { Schemas } from '../api/client';

export type Branch = Schemas['GrowthNode'] & { children?: Branch[] };

/** Guides below whoever brought them; whose referrer is not among them is at the top. */
export function treeOf(nodes: Schemas['GrowthNode'][]): Branch[] {
  const branches = new Map(nodes.map((node): [string, Branch] => [node.guideId, { ...node }]));
  const top: Branch[] = [];
  for (const branch of branches.values()) {
    const parent = branch.referrerId ? branches.get(branch.referrerId) : undefined;
    if (parent) {
      (parent.children ??= []).push(branch);
    } else {
      top.push(branch);
    }
  }
  return top;
}
