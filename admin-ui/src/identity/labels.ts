import type { Schemas } from '../api/client';

type Label = Schemas['PersonLabel'];

export const LABELS_MAX = 10_000;

/** Labels as somebody pastes them, one `recordId,personId` in a line, and the first line that is none. */
export function labelsIn(text: string): { labels: Label[]; wrongLine?: number } {
  const labels: Label[] = [];
  const lines = text.split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (line.trim()) {
      const [recordId = '', personId = '', ...more] = line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
      if (!recordId || !personId || more.length > 0) {
        return { labels, wrongLine: index + 1 };
      }
      if (!(labels.length === 0 && /^record/i.test(recordId) && /^person/i.test(personId))) {
        labels.push({ recordId, personId });
      }
    }
  }
  return { labels };
}
