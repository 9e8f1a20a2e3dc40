import { LeftOutlined } from '@ant-design/icons';
import { useEffect, type ReactNode } from 'react';
import { Link } from 'react-router';

interface Props {
  title: string;
  /** Which of several pages under one title this is; only the title of the window says so. */
  page?: string | undefined;
  lead?: ReactNode;
  mark?: ReactNode;
  actions?: ReactNode;
  back?: { to: string; label: string };
}

export function PageHeader({ title, page, lead, mark, actions, back }: Props) {
  useEffect(() => {
    document.title = [...(page ? [page] : []), title, 'Evenreach'].join(' · ');
  }, [title, page]);
  return (
    <header className="page-header">
      {back && <Link className="back" to={back.to}><LeftOutlined aria-hidden /> {back.label}</Link>}
      <div className="page-header-row">
        <div className="page-title">
          <h1>{title}</h1>
          {mark}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </div>
      {lead && <p className="lead">{lead}</p>}
    </header>
  );
}
