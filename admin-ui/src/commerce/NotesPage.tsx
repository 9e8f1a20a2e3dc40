import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { EmptyState } from '../ui/EmptyState';
import { FilterBar } from '../ui/FilterBar';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useUrlState } from '../ui/useUrlState';
import { noteActions, type NoteAction } from './notes';
import { notesQuery } from './queries';
import { GuideName, NoteStateChip } from './ui';

type Note = Schemas['GuideNote'];
const REVIEWS = ['PENDING', 'APPROVED', 'REJECTED'] as const;

/** What guides say of products, to be read before shoppers do. */
export function NotesPage() {
  const { t } = useTranslation();
  const [chosen, setChosen] = useUrlState('review');
  const review = REVIEWS.find((known) => known === chosen) ?? 'PENDING';
  const notes = useInfiniteQuery({ ...notesQuery(review), refetchInterval: 15_000 });
  const all = notes.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="panel" aria-labelledby="notes">
      <h2 id="notes">{t('note.queue')}</h2>
      <p className="muted">{t('note.queueLead')}</p>
      <FilterBar
        label={t('note.stateLabel')}
        value={review === 'PENDING' ? undefined : review}
        onChange={setChosen}
        options={REVIEWS.map((value) => ({ value: value === 'PENDING' ? undefined : value, label: t(`note.review.${value}`) }))}
      />
      <ProblemNotice error={notes.error} onRetry={() => void notes.refetch()} />
      {notes.isSuccess && all.length === 0 && <EmptyState title={t('note.none')}>{t('note.noneHint')}</EmptyState>}
      <ul className="rows notes">{all.map((note) => <li key={`${note.noteId} ${note.version}`}><NoteCard note={note} /></li>)}</ul>
      <More pages={notes} shown={all.length} />
    </section>
  );
}

function NoteCard({ note }: { note: Note }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const actions = noteActions(note);
  const decide = useMutation({
    mutationFn: (action: NoteAction) =>
      action === 'approve'
        ? answer(api.POST('/api/v1/guide-notes/{noteId}:approve', { params: { path: { noteId: note.noteId } }, body: { version: note.version } }))
        : answer(api.POST('/api/v1/guide-notes/{noteId}:reject', { params: { path: { noteId: note.noteId } }, body: { version: note.version, ...(action === 'takeDown' ? { takeDown: true } : {}), ...(reason.trim() ? { reason: reason.trim() } : {}) } })),
    onSuccess: (after, action) => void message.success(t(action === 'takeDown' ? 'note.takenDown' : `note.review.${after.review}`)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['guide-notes'] }),
  });
  return (
    <article className="note" aria-label={`${note.productId} ${note.language}`}>
      <div className="verdict"><strong><GuideName guideId={note.guideId} /> · <span className="mono">{note.productId}</span> · {t(`note.language.${note.language}`)}</strong><NoteStateChip review={note.review} /></div>
      <div className="muted small">{format.dateTime(note.writtenAt)}</div>
      <p className="note-text" lang={note.language}>{note.text}</p>
      {note.publicText && note.publicText !== note.text && <details><summary>{t('note.public')}</summary><p className="note-text" lang={note.language}>{note.publicText}</p></details>}
      {note.reason && <p className="muted">{note.reason}</p>}
      <ProblemNotice error={decide.error} />
      <div className="page-actions">
        {actions.includes('approve') && <Button type="primary" loading={decide.isPending} onClick={() => decide.mutate('approve')}>{t('note.approve')}</Button>}
        {(actions.includes('reject') || actions.includes('takeDown')) && (
          <>
            <Input aria-label={t('guide.reason')} placeholder={t('guide.reason')} maxLength={1_000} value={reason} onChange={(event) => setReason(event.target.value)} />
            {actions.includes('reject') && <Button danger loading={decide.isPending} onClick={() => decide.mutate('reject')}>{t('note.reject')}</Button>}
            {actions.includes('takeDown') && <Button danger loading={decide.isPending} onClick={() => decide.mutate('takeDown')}>{t('note.takeDown')}</Button>}
          </>
        )}
      </div>
    </article>
  );
}
