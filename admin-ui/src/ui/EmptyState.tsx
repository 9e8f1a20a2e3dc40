import type { ReactNode } from 'react';

/** An empty list is the place to say what the list is for and what to do first. */
export function EmptyState({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty-state">
      <svg width="72" height="48" viewBox="0 0 72 48" aria-hidden="true">
        <path d="M10 44V30M24 44V20M38 44V26M52 44V20M62 44V34" stroke="var(--line)" strokeWidth="7" strokeLinecap="round" />
        <path d="M2 16h68" stroke="var(--accent)" strokeWidth="2.5" strokeLinecap="round" strokeDasharray="1 6" />
      </svg>
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </div>
  );
}
