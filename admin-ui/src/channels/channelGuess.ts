import type { Schemas } from '../api/client';

type Family = Schemas['ChannelDefinition']['family'];

const WORDS: [RegExp, Family][] = [
  [/search|\bsem\b|搜索/i, 'SEARCH'],
  [/mail|邮/i, 'EMAIL'],
  [/video|tv|pre-?roll|视频/i, 'VIDEO'],
  [/display|banner|展示/i, 'DISPLAY'],
  [/sms|wechat|whatsapp|message|短信|微信/i, 'MESSAGING'],
  [/live|直播/i, 'LIVE'],
  [/store|shop|till|门店/i, 'STORE'],
  [/app|push/i, 'APP'],
];

/** A first guess from a label; a wrong one is changed on the channels page. */
export function familyOf(label: string): Family {
  return WORDS.find(([word]) => word.test(label))?.[1] ?? 'SOCIAL';
}

/** A channel id from a name. A name without Latin letters keeps its own: ids may not be empty. */
export function slugOf(name: string): string {
  const slug = name.toLowerCase().normalize('NFKD').replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
  return slug || `channel-${[...name].map((letter) => letter.codePointAt(0)?.toString(16)).join('').slice(0, 16)}`;
}
