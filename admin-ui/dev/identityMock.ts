import { createHash, randomUUID } from 'node:crypto';
import type { components } from '../src/api/schema.ts';

/** Made-up people for work on the identity pages: one who can be split, runs with pairs in review, rules, a quarantine. */
type Schemas = components['schemas'];

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const id = (text: string) => hash(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
const at = (day: number, hour = 9) => `2026-06-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:20:00Z`;

const owned = (type: string, scope: string, masked: string, day: number, more: Partial<Schemas['OwnedIdentifier']> = {}): Schemas['OwnedIdentifier'] =>
  ({ type, scope, masked, hash: hash(`${type} ${masked}`), firstSeenAt: at(day), validFrom: null, validTo: null, ...more });

export const PERSON = id('anna');
const identifiers = [
  owned('login_id', 'shop', 'an***na', 1),
  owned('wechat_openid', 'wx8a21', 'oX3***9k', 3),
  owned('phone', '', '138****4421', 1),
  owned('phone', '', '139****0007', 9),
  owned('email', '', 'a***@example.com', 2),
  owned('oaid', '', '7f3a***22', 4),
  owned('cookie', 'shop.example', 'c4f2***', 2),
  owned('cookie', 'video.example', '90be***', 6),
  owned('phone', '', '137****5555', 1, { validTo: at(5) }),
];
const evidence = (name: string, kind: string, source: string, day: number, parts: number[], sightings = 1, held: string[] = [], others: string[] = []): Schemas['Evidence'] => ({
  evidenceId: id(name), source, domain: kind === 'SDK' ? 'PUBLIC' : 'PRIVATE', evidence: kind, purposes: ['ADS', 'SERVICE'], sightings,
  seen: Array.from({ length: sightings }, (_, index) => ({ observationId: `${name}-${index}`, at: at(day + index) })), firstAt: at(day), lastAt: at(day + sightings - 1),
  hashes: [...parts.map((part) => identifiers[part]?.hash ?? ''), ...others.map(hash)], held,
});
const seen = [
  evidence('login', 'LOGIN', 'shop', 1, [0, 2, 6], 4),
  evidence('register', 'FORM', 'crm', 2, [0, 4], 1),
  evidence('wechat', 'LOGIN', 'mini program', 3, [1, 2], 6),
  evidence('app', 'SDK', 'app', 4, [0, 5], 9),
  evidence('video', 'SDK', 'video.example', 6, [5, 7], 2),
  evidence('till', 'ORDER', 'till', 9, [4, 3], 1),
  evidence('tablet', 'LOGIN', 'shop', 10, [0], 1, ['QUARANTINED'], ['kiosk']),
];
let splits: Schemas['Split'][] = [];
let withdrawals: Schemas['Withdrawal'][] = [];

export function profile(profileId: string, purpose: Schemas['Purpose']): Schemas['Profile'] {
  const withdrawn = withdrawals.map((each) => ({ at: each.withdrawnAt, kind: 'PURPOSE_WITHDRAWN' as const, type: null, hash: null, evidenceId: each.evidenceId, observationId: null, by: each.decidedBy }));
  if (isWithdrawn(purpose)) {
    return { profileId, aliases: [], undetermined: true, identifiers: [], evidence: [], evidenceCount: 0, splits: [], withdrawals, history: withdrawn };
  }
  const apart = new Set(splits.flatMap((split) => split.apart));
  const rest = identifiers.filter((each) => apart.has(each.hash) === (profileId !== PERSON));
  const hashes = new Set(rest.map((each) => each.hash));
  const rows = seen.filter((row) => row.hashes.some((each) => hashes.has(each))).reverse();
  return {
    profileId, aliases: [id('old-1'), id('old-2')], undetermined: false, identifiers: rest, evidence: rows, evidenceCount: rows.length, splits, withdrawals,
    history: [
      ...rest.map((each) => ({ at: each.firstSeenAt, kind: 'IDENTIFIER_SEEN' as const, type: each.type, hash: each.hash, evidenceId: null, observationId: null, by: null })),
      ...splits.map((each) => ({ at: each.decidedAt, kind: 'SPLIT' as const, type: null, hash: null, evidenceId: each.evidenceId, observationId: null, by: each.decidedBy })),
      ...withdrawn,
    ],
  };
}

export function split(hashes: string[], reason: string | undefined): Schemas['SplitAnswer'] {
  const evidenceId = randomUUID();
  splits = [{ evidenceId, profileId: PERSON, decidedBy: 'admin', decidedAt: new Date().toISOString(), reason: reason ?? null, apart: hashes, rest: identifiers.map((each) => each.hash).filter((each) => !hashes.includes(each)) }, ...splits];
  return { evidenceId, profileId: PERSON, split: hashes.map((each) => ({ hash: each, profileId: id('split') })), settled: true };
}

export function withdraw(profileId: string, { purposes, reason }: Schemas['WithdrawRequest']): Schemas['Withdrawal'] {
  const withdrawal = { evidenceId: randomUUID(), profileId, purposes, decidedBy: 'admin', withdrawnAt: new Date().toISOString(), reason: reason ?? null, identifiers: identifiers.map((each) => each.hash) };
  withdrawals = [withdrawal, ...withdrawals];
  return withdrawal;
}

export function isWithdrawn(purpose: Schemas['Purpose']): boolean {
  return withdrawals.some((each) => each.purposes.includes(purpose));
}

export function remove(evidenceId: string): void {
  withdrawals = withdrawals.filter((each) => each.evidenceId !== evidenceId);
  splits = splits.filter((each) => each.evidenceId !== evidenceId);
  seen.splice(0, seen.length, ...seen.filter((row) => row.evidenceId !== evidenceId));
}

/** Touches of the person, each filed under an identifier. */
export function touches(): Schemas['Touch'][] {
  return Array.from({ length: 14 }, (_, index) => {
    const identifier = identifiers[[2, 2, 1, 7, 3, 6][index % 6] ?? 0]?.hash;
    return {
      touchId: `t-${index}`, campaignId: id('campaign'), channel: ['paid-search', 'wechat', 'video-preroll'][index % 3] ?? '', occurredAt: at(20 - index), state: 'CONFIRMED' as const, causes: [], partner: 'platform',
      ...(identifier && index !== 9 ? { identifier } : {}),
    };
  });
}

export function explain(a: Schemas['NamedIdentifier'], b: Schemas['NamedIdentifier']): Schemas['WhyAnswer'] {
  const shown = (index: number) => identifiers[index] as Schemas['ShownIdentifier'];
  const hashOf = (named: Schemas['NamedIdentifier'], index: number) => named.hash ?? shown(index).hash;
  if (a.value === 'nobody') {
    return { a: hash('nobody'), b: hashOf(b, 7), why: null, whyNot: { reason: 'PERSON_CONFLICT', identifier: shown(5), evidenceId: null, ruleVersion: 3 } };
  }
  if (isWithdrawn('ADS')) {
    return { a: hashOf(a, 2), b: hashOf(b, 7), why: null, whyNot: { reason: 'WITHDRAWN', identifier: shown(2), evidenceId: withdrawals[0]?.evidenceId ?? null, ruleVersion: 3 } };
  }
  if (a.hash && a.hash === b.hash) {
    return { a: a.hash, b: a.hash, why: { profileId: splits.some((each) => each.apart.includes(a.hash ?? '')) ? id('split') : PERSON, path: [], bridge: null }, whyNot: null };
  }
  const step = (from: number, to: number, name: string, kind: string, source: string, day: number): Schemas['WhyStep'] =>
    ({ from: shown(from), to: shown(to), evidenceId: id(name), observationId: `${name}-0`, at: at(day), source, domain: 'PRIVATE', evidence: kind, ruleVersion: 3, weight: kind === 'PROBABILISTIC' ? { probability: 0.94, bits: 17.3 } : null });
  return { a: hashOf(a, 2), b: hashOf(b, 7), why: { profileId: PERSON, path: [step(2, 0, 'login', 'LOGIN', 'shop', 1), step(0, 5, 'records', 'PROBABILISTIC', 'crm, till', 4), step(5, 7, 'video', 'SDK', 'video.example', 6)], bridge: id('records') }, whyNot: null };
}

const type = (name: string, strength: Schemas['TypeRule']['strength'], priority: number, perProfile: number, personsPerKey: number, scoped = false): Schemas['TypeRule'] =>
  ({ type: name, strength, priority, perProfile, perScope: scoped && strength === 'PERSON', personsPerKey, scopeRequired: scoped });
export const rules: Schemas['Rules'] = {
  version: 1, identifiersPerProfile: 1000, job: null,
  blocked: [{ type: 'email', pattern: '*@shop.example' }],
  types: [
    type('login_id', 'PERSON', 100, 1, 1, true), type('loyalty_id', 'PERSON', 90, 1, 1, true), type('wechat_unionid', 'PERSON', 85, 1, 1, true), type('wechat_openid', 'PERSON', 80, 1, 1, true), { ...type('phone', 'PERSON', 70, 5, 3), personsPerKeyWindow: 'PT8760H' },
    type('email', 'PERSON', 60, 5, 3), type('gaid', 'DEVICE', 40, 20, 5), type('idfa', 'DEVICE', 40, 20, 5), type('oaid', 'DEVICE', 40, 20, 5), type('cookie', 'COOKIE', 20, 100, 5, true),
  ],
};
export const versions: Schemas['RuleVersion'][] = [];
export const diff: Schemas['RuleDiff'] = {
  merged: 1, split: 2, changedOwners: 3, notFolded: 0,
  merges: [{ purpose: 'ADS', into: PERSON, from: [PERSON, id('m')] }],
  splits: [{ purpose: 'ADS', from: id('k'), into: [id('k'), id('k1'), id('k2')] }, { purpose: 'SERVICE', from: id('k'), into: [id('k'), id('k1')] }],
  moves: [{ purpose: 'ADS', from: id('m'), to: PERSON, identifiers: 2 }, { purpose: 'ADS', from: id('k'), to: null, identifiers: 1 }, { purpose: 'SERVICE', from: id('k'), to: id('k1'), identifiers: 4 }],
};

/** A dry run that takes three seconds. */
let previewedAt = 0;
export function startPreview(): Schemas['RulePreview'] {
  previewedAt = Date.now();
  return preview();
}
export function preview(): Schemas['RulePreview'] {
  const share = Math.min(1, (Date.now() - previewedAt) / 3_000);
  const job = { done: Math.floor(1_000 * share), total: 1_000, startedAt: new Date(previewedAt).toISOString(), error: null };
  return share < 1
    ? { previewId: id('preview'), job: { ...job, status: 'RUNNING', finishedAt: null }, diff: null }
    : { previewId: id('preview'), job: { ...job, status: 'COMPLETED', finishedAt: new Date().toISOString() }, diff };
}

/** What each version said, for whoever looks at one. */
const said = new Map<number, Schemas['Rules']>();
export function rulesOf(version: number): Schemas['Rules'] {
  return { ...(said.get(version) ?? rules), version, job: null };
}

export function apply(next: Partial<Schemas['RulesDefinition']>, restores: number | null): Schemas['Rules'] {
  if (versions.length === 0) {
    versions.push({ version: 1, decidedBy: 'evenreach', decidedAt: '1970-01-01T00:00:00Z', restores: null, componentsDone: 0, appliedAt: '1970-01-01T00:00:00Z' });
  }
  said.set(rules.version, { ...rules });
  rules.version += 1;
  rules.types = rules.types.map((each) => {
    const changed = next.types?.find((other) => other.type === each.type);
    return changed ? { ...each, perProfileWindow: null, personsPerKeyWindow: null, ...changed } : each;
  });
  const now = new Date().toISOString();
  rules.job = { status: 'RUNNING', done: 120, left: 880, startedAt: now, finishedAt: null };
  versions.unshift({ version: rules.version, decidedBy: 'admin', decidedAt: now, restores, componentsDone: 0, appliedAt: null });
  setTimeout(() => {
    rules.job = { status: 'COMPLETED', done: 1000, left: 0, startedAt: now, finishedAt: new Date().toISOString() };
    versions[0] = { ...versions[0], appliedAt: new Date().toISOString() } as Schemas['RuleVersion'];
  }, 3_000);
  return rules;
}

const figures = { records: 5000, newRecords: 5000, pairsCompared: 1_000_000, pairsLinked: 1934, pairsInReview: 4, persons: 3066, expectedPrecision: 0.9991, expectedRecall: 0.962, iterations: 14, durationMillis: 4200 };
export const runs: Schemas['LinkageRun'][] = [{ runId: id('run'), status: 'COMPLETED', createdAt: at(12), link: true, startedAt: at(12), finishedAt: at(12, 10), pairsOpen: 4, pairsSame: 0, pairsDifferent: 0, ...figures }];
export const pairs: Schemas['LinkagePair'][] = ['Kelly', 'Dean', 'Marchand', 'Lefèvre', 'Roux'].map((surname, index) => ({
  pairId: index + 1, state: index < 4 ? 'REVIEW' : 'LINKED', probability: 0.9 - index * 0.18, weightBits: 9.4 - index * 3,
  first: { recordId: `crm-10${index}`, source: 'crm', fields: { givenName: 'Anna', surname, birthDate: '1956-04-09', city: 'Bordeaux', email: 'anna@example.com', 'attributes.vip': 'true' } },
  second: { recordId: `till-2${index}`, source: 'till', fields: { givenName: 'Ana', surname: surname.slice(0, -1), birthDate: '19560904', city: 'Lyon', postcode: '69001' } },
  fields: [{ field: 'surname', level: 4, exact: false, bits: 7.2 }, { field: 'givenName', level: 4, exact: false, bits: 4.1 }, { field: 'birthDate', level: 4, exact: false, bits: 5.8 }, { field: 'city', level: 1, exact: false, bits: -1.7 }],
}));

export function startRun({ source, link = false }: Schemas['NewLinkageRun']): Schemas['QueuedRun'] {
  const runId = randomUUID();
  runs.unshift({ runId, status: 'QUEUED', createdAt: new Date().toISOString(), link, pairsOpen: 0, pairsSame: 0, pairsDifferent: 0, ...(source ? { source } : {}) });
  setTimeout(() => Object.assign(runs.find((each) => each.runId === runId) ?? {}, figures, { status: 'COMPLETED', pairsInReview: 0, newRecords: 0, pairsCompared: 0, pairsLinked: 0, startedAt: new Date().toISOString(), finishedAt: new Date().toISOString() }), 2_500);
  return { runId };
}

export function decide(pairId: number, verdict: 'SAME' | 'DIFFERENT'): Schemas['LinkagePair'] | undefined {
  const pair = pairs.find((each) => each.pairId === pairId);
  const run = runs.at(-1);
  if (pair && run) {
    pair.state = verdict;
    const inState = (state: Schemas['LinkagePair']['state']) => pairs.filter((each) => each.state === state).length;
    Object.assign(run, { pairsOpen: inState('REVIEW'), pairsSame: inState('SAME'), pairsDifferent: inState('DIFFERENT') });
  }
  return pair;
}

export const quarantine: Schemas['Quarantined'][] = [
  { type: 'oaid', scope: '', masked: 'kiosk***01', hash: hash('kiosk'), degree: 6, personsMax: 5, since: at(8) },
  { type: 'phone', scope: '', masked: '400****000', hash: hash('hotline'), degree: 4, personsMax: 3, since: at(9) },
];
export const releases: Schemas['Released'][] = [
  { evidenceId: id('released'), type: 'phone', scope: '', masked: '139****402', hash: hash('family'), personsMax: 6, quarantined: false, by: 'admin', at: at(9), reason: 'One family' },
];
export const clusters: Schemas['Clusters'] = {
  profiles: 41_980, identifiers: 96_241, quarantined: 2,
  bands: [[1, 1, 18_220], [2, 2, 12_904], [3, 4, 8_311], [5, 8, 2_402], [9, 16, 131], [17, 32, 9], [33, 64, 2], [129, 256, 1]].map(([from = 0, to = 0, profiles = 0]) => ({ from, to, profiles })),
  largest: [[PERSON, 212], [id('b'), 61], [id('c'), 40], [id('d'), 29]].map(([profileId, identifiers]) => ({ profileId: String(profileId), identifiers: Number(identifiers) })),
};
