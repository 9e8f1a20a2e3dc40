import type { Schemas } from '../api/client';

export type NoteAction = 'approve' | 'reject' | 'takeDown';

/** What can be done with a note: what waits is decided, and what is public is taken down, whatever was written since. */
export function noteActions({ review, publicText }: Pick<Schemas['GuideNote'], 'review' | 'publicText'>): NoteAction[] {
  return [
    ...(review !== 'APPROVED' ? ['approve' as const] : []),
    ...(review === 'PENDING' ? ['reject' as const] : []),
    ...(publicText ? ['takeDown' as const] : []),
  ];
}
