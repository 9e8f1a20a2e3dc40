import { Tree } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { useFormat } from '../ui/format';
import { treeOf, type Branch } from './forest';
import { Amounts, GuideStatusChip } from './ui';

interface Leaf {
  key: string;
  branch: Branch;
  children: Leaf[];
}

/** Who brought whom, and what referral earned. */
export function Forest({ nodes, label, onOpen }: { nodes: Schemas['GrowthNode'][]; label: string; onOpen?: (guideId: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Tree<Leaf>
      aria-label={label}
      className="forest"
      defaultExpandAll
      selectable={false}
      treeData={treeOf(nodes).map(leafOf)}
      titleRender={({ branch }) => (
        <span className="forest-row">
          {onOpen
            ? <button type="button" className="linkish" onClick={() => onOpen(branch.guideId)}>{branch.displayName}</button>
            : <strong>{branch.displayName}</strong>}
          <GuideStatusChip status={branch.status} />
          <span className="muted small">{t('growth.since', { date: format.date(branch.joinedAt) })}</span>
          {branch.earned.length > 0 && <b><Amounts amounts={branch.earned} /></b>}
        </span>
      )}
    />
  );
}

function leafOf(branch: Branch): Leaf {
  return { key: branch.guideId, branch, children: (branch.children ?? []).map(leafOf) };
}
