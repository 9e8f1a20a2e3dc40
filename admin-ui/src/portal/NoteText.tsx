import type { Schemas } from '../api/client';
import { usePreferences } from '../app/preferences';

/** What a guide says of a product: in the reader's language, or in the other where there is no such text. */
export function NoteText({ notes }: { notes: Schemas['ProductOnPage']['notes'] }) {
  const { language } = usePreferences();
  const shown = notes[language] ? language : language === 'zh' ? 'en' : 'zh';
  const note = notes[shown];
  return note ? <p className="note-text" lang={shown}>{note}</p> : null;
}
