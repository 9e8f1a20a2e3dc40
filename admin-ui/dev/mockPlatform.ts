import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';
import type { components } from '../src/api/schema.ts';
import * as identity from './identityMock.ts';
import * as commerce from './guideMock.ts';

/**
 * A platform in memory, for work on the pages: it keeps what is put into it, counts an imported CSV for real over
 * campaign windows, and answers as the contract says. It is never part of the bundle.
 */
type Schemas = components['schemas'];
type Body = Record<string, unknown>;

class Refusal extends Error {
  readonly problem: Schemas['Problem'];

  constructor(status: number, code: string, detail: string, errors: Schemas['FieldError'][] = []) {
    super(detail);
    this.problem = { status, code, title: code, detail, ...(errors.length ? { errors } : {}) };
  }
}

const SCOPES = ['identity:read', 'identity:write', 'channel:read', 'channel:write', 'campaign:read', 'campaign:write', 'campaign:approve',
  'campaign:approve-own', 'behaviour:write', 'complaint:write', 'governance:read', 'governance:write', 'governance:release', 'decision:ask', 'decision:explain', 'exposure:write',
  'import:read', 'import:write', 'simulation:run', 'reach:read', 'user:read', 'user:write', 'client:read', 'client:write'];

const channels = new Map<string, Schemas['Channel']>();
const campaigns = new Map<string, Schemas['Campaign']>();
const holds = new Map<string, Schemas['Hold']>();
const ceilings = new Map<string, Schemas['Ceiling']>();
const quietHours = new Map<string, Schemas['QuietHours']>();
const askLimits = new Map<string, Schemas['AskLimit']>();
let stageRules: Schemas['StageRules'] = { version: 1, stages: [{ name: 'POTENTIAL' }, { name: 'NEW', minOrders: 1 }, { name: 'RETURNING', minOrders: 2, minDaysSinceFirstOrder: 90 }] };
const jobs = new Map<string, Schemas['Job']>();
const decisions = new Map<string, Schemas['Explanation']>();
const simulations = new Map<string, Schemas['Simulation']>();
const users = new Map<string, Schemas['User']>();
const clients = new Map<string, Schemas['Client']>();
/** campaign → person → channel → times of exposure */
const exposures = new Map<string, Map<string, Map<string, string[]>>>();

export function mockPlatform(): Plugin {
  seed();
  return {
    name: 'evenreach-mock-platform',
    configureServer: (server) => void server.middlewares.use(serve),
    configurePreviewServer: (server) => void server.middlewares.use(serve),
  };
}

const serve: Connect.NextHandleFunction = (request, response, next) => {
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  if (!/^\/(api|oauth2|login|connect)(\/|$)/.test(url.pathname)) {
    next();
    return;
  }
  handle(request, response, url).catch((cause: unknown) => {
    const problem = cause instanceof Refusal ? cause.problem : { status: 500, code: 'INTERNAL', detail: String(cause) };
    send(response, problem.status, problem, 'application/problem+json');
  });
};

async function handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  if (url.pathname.startsWith('/oauth2') || url.pathname.startsWith('/login') || url.pathname.startsWith('/connect')) {
    await signIn(request, response, url);
    return;
  }
  const path = url.pathname.replace('/api/v1', '');
  const isOpen = path === '/status' || /^\/(?:guides|products)\/[^/]+\/page$/.test(path) || path.startsWith('/r/') || (path === '/guides' && request.method === 'POST');
  if (!isOpen && !request.headers.authorization?.startsWith('Bearer ')) {
    throw new Refusal(401, 'UNAUTHENTICATED', 'A token is needed.');
  }
  for (const [method, pattern, answer] of routes) {
    const match = method === request.method ? pattern.exec(path) : null;
    if (match) {
      const result = await answer({ request, url, parts: match.slice(1).map(decodeURIComponent), response });
      if (!response.writableEnded) {
        send(response, request.method === 'POST' && pattern.source.includes('imports$') ? 202 : 200, result);
      }
      return;
    }
  }
  throw new Refusal(404, 'NOT_FOUND', `No ${request.method} ${path}`);
}

interface Call {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  parts: string[];
}

function refuseStale(request: IncomingMessage, version: number | undefined): void {
  const wanted = request.headers['if-match'];
  if (wanted && wanted !== `"${version}"`) {
    throw new Refusal(412, 'STALE_VERSION', 'It has changed since. Read it again.');
  }
}

const routes: [string, RegExp, (call: Call) => unknown][] = [
  ['GET', /^\/status$/, () => ({ status: 'READY', services: { gateway: 'UP', identity: 'UP', campaign: 'UP', frequency: 'UP', postgres: 'UP', kafka: 'UP' } })],
  ['GET', /^\/me$/, () => (process.env.MOCK_AS === 'guide' ? commerce.ME : { subject: 'admin', kind: 'USER', roles: ['owner'], scopes: [...SCOPES, ...commerce.SCOPES] })],
  ['GET', /^\/channels$/, ({ url }) => page([...channels.values()], url)],
  ['PUT', /^\/channels\/([^/:]+)$/, async ({ request, parts: [channelId = ''] }) => {
    const before = channels.get(channelId);
    refuseStale(request, before?.version);
    const channel = { channelId, version: (before?.version ?? 0) + 1, ...(await json(request)) } as Schemas['Channel'];
    channels.set(channelId, channel);
    return channel;
  }],
  ['GET', /^\/ceilings$/, ({ url }) => page([...ceilings.values()], url)],
  ['PUT', /^\/ceilings\/([^/:]+)$/, async ({ request, parts: [ceilingId = ''] }) => {
    const definition = (await json(request)) as unknown as Schemas['CeilingDefinition'];
    const shares = definition.shares ?? [];
    if (shares.reduce((sum, share) => sum + share.count, 0) > definition.count) {
      throw new Refusal(422, 'OUT_OF_RANGE', 'The shares are above the ceiling.', [{ pointer: '/shares', code: 'OUT_OF_RANGE', message: 'add up to more than the ceiling' }]);
    }
    const version = (ceilings.get(ceilingId)?.version ?? 0) + 1;
    ceilings.set(ceilingId, { ...definition, ceilingId, version, channels: definition.channels ?? [], shares });
    return ceilings.get(ceilingId);
  }],
  ['DELETE', /^\/ceilings\/([^/:]+)$/, ({ response, parts: [ceilingId = ''] }) => {
    ceilings.delete(ceilingId);
    response.writeHead(204).end();
  }],
  ['GET', /^\/quiet-hours$/, ({ url }) => page([...quietHours.values()], url)],
  ['PUT', /^\/quiet-hours\/([^/:]+)$/, async ({ request, parts: [quietHoursId = ''] }) => {
    const definition = (await json(request)) as unknown as Schemas['QuietHoursDefinition'];
    const version = (quietHours.get(quietHoursId)?.version ?? 0) + 1;
    quietHours.set(quietHoursId, { ...definition, quietHoursId, version, channels: definition.channels ?? [], zone: definition.zone ?? 'Asia/Shanghai' });
    return quietHours.get(quietHoursId);
  }],
  ['DELETE', /^\/quiet-hours\/([^/:]+)$/, ({ response, parts: [quietHoursId = ''] }) => {
    quietHours.delete(quietHoursId);
    response.writeHead(204).end();
  }],
  ['GET', /^\/confirm-delays$/, ({ url }) => page([], url)],
  ['GET', /^\/ask-limits$/, ({ url }) => page([...askLimits.values()], url)],
  ['PUT', /^\/ask-limits\/([^/:]+)$/, async ({ request, parts: [partnerId = ''] }) => {
    const definition = (await json(request)) as unknown as Schemas['AskLimitDefinition'];
    askLimits.set(partnerId, { ...definition, partnerId, version: (askLimits.get(partnerId)?.version ?? 0) + 1, per: definition.per ?? 'PT1M' });
    return askLimits.get(partnerId);
  }],
  ['DELETE', /^\/ask-limits\/([^/:]+)$/, ({ response, parts: [partnerId = ''] }) => {
    askLimits.delete(partnerId);
    response.writeHead(204).end();
  }],
  ['GET', /^\/campaigns$/, ({ url }) => page([...campaigns.values()].reverse().filter((each) => !url.searchParams.get('status') || each.status === url.searchParams.get('status'))
    .filter((each) => each.name.toLowerCase().includes((url.searchParams.get('q') ?? '').toLowerCase())), url)],
  ['POST', /^\/campaigns$/, async ({ request, response }) => {
    const campaign = { campaignId: randomUUID(), ...campaignFacts('DRAFT', 'admin'), ...checked(await json(request)) } as unknown as Schemas['Campaign'];
    campaigns.set(campaign.campaignId, campaign);
    send(response, 201, campaign);
    return undefined;
  }],
  ['GET', /^\/campaigns\/([^/:]+)$/, ({ parts: [id = ''] }) => found(campaigns, id)],
  ['PUT', /^\/campaigns\/([^/:]+)$/, async ({ request, parts: [id = ''] }) => {
    const before = found(campaigns, id);
    refuseStale(request, before.version);
    const after = { ...before, version: before.version + 1, ...checked(await json(request)), status: before.status === 'APPROVED' ? 'DRAFT' as const : before.status };
    campaigns.set(id, after);
    return after;
  }],
  ['POST', /^\/campaigns\/([^/:]+):(submit|approve|activate|pause|complete)$/, ({ parts: [id = '', action = ''] }) => {
    const to = { submit: 'IN_REVIEW', approve: 'APPROVED', activate: 'ACTIVE', pause: 'PAUSED', complete: 'COMPLETED' }[action] as Schemas['Campaign']['status'];
    const campaign = { ...found(campaigns, id), status: to };
    campaigns.set(id, campaign);
    return campaign;
  }],
  ['GET', /^\/campaigns\/([^/]+)\/reach$/, ({ parts: [id = ''] }) => reach(found(campaigns, id))],
  ['GET', /^\/campaigns\/([^/]+)\/heavy$/, ({ parts: [id = ''], url }) => page(
    heavy(found(campaigns, id), url.searchParams.get('channel')).filter((each) => [each.profileId, null].includes(url.searchParams.get('profileId'))), url)],
  ['GET', /^\/campaigns\/([^/]+)\/automated$/, ({ url }) => page([], url)],
  ['GET', /^\/campaigns\/([^/]+)\/customers$/, ({ parts: [id = ''], url }) => page(customers(found(campaigns, id), url.searchParams), url)],
  ['GET', /^\/campaigns\/([^/]+)\/leakage$/, ({ request, response, parts: [id = ''], url }) => {
    const savable = url.searchParams.get('savable');
    const people = leakage(found(campaigns, id), url.searchParams.get('channel')).filter((person) => [String(person.savable), null].includes(savable));
    if (request.headers.accept?.includes('text/csv')) {
      const rows = people.map((person) => [person.profileId, person.channel, person.count, person.target, person.remaining, person.savable].join(','));
      send(response, 200, ['profileId,channel,count,target,remaining,savable', ...rows, ''].join('\n'), 'text/csv');
      return undefined;
    }
    return page(people, url);
  }],
  ['GET', /^\/profiles\/([^/]+)\/maturity$/, ({ parts: [profileId = ''] }): Schemas['ProfileStage'] => ({
    profileId, stage: 'RETURNING', since: '2026-05-20T03:00:00Z', paidOrders: 2, firstOrderAt: '2026-04-02T09:30:00Z',
    changes: [{ stage: 'NEW', at: '2026-04-02T09:30:00Z' }, { stage: 'RETURNING', at: '2026-05-20T03:00:00Z' }],
  })],
  ['GET', /^\/maturity$/, (): Schemas['StageCounts'] => ({ at: new Date().toISOString(), base: 1_842, stages: stageRules.stages.map(({ name }, index) => ({ stage: name, people: [1_204, 391, 247][index] ?? 0 })) })],
  ['GET', /^\/maturity\/flow$/, ({ url }): Schemas['StageFlow'] => {
    const stages = stageRules.stages.map(({ name }) => name);
    const people = [[1_204, 160, 18], [0, 231, 64], [0, 0, 165]];
    return {
      from: url.searchParams.get('from') ?? '', to: url.searchParams.get('to') ?? '', stages, base: 1_842,
      cells: stages.flatMap((from, row) => stages.map((to, column) => ({ from, to, people: people[row]?.[column] ?? 0 }))),
    };
  }],
  ['GET', /^\/maturity\/rules$/, () => stageRules],
  ['PUT', /^\/maturity\/rules$/, async ({ request }) => {
    refuseStale(request, stageRules.version);
    stageRules = { ...((await json(request)) as unknown as Schemas['StageRulesDefinition']), version: stageRules.version + 1 };
    return stageRules;
  }],
  ['GET', /^\/profiles\/([^/]+)\/touches$/, ({ parts: [profileId = ''], url }) => page(profileId === identity.PERSON ? identity.touches() :
    [...exposures].flatMap(([campaignId, people]) => [...(people.get(profileId) ?? [])].flatMap(([channel, times]) =>
      times.map((occurredAt, index): Schemas['Touch'] => ({ touchId: `${channel}-${index}`, campaignId, channel, occurredAt, state: 'UNGRANTED', causes: ['NEVER_GRANTED'], partner: 'platform' }))))
      .sort((a, b) => b.occurredAt.localeCompare(a.occurredAt)), url)],
  ['POST', /^\/identity\/observations$/, () => ({ results: [] })],
  ['POST', /^\/decisions$/, async ({ request }) => {
    const { requests } = (await json(request)) as unknown as { requests: Ask[] };
    return { decisions: requests.map(decide) };
  }],
  ['GET', /^\/decisions\/explanation$/, ({ url }) => found(decisions, url.searchParams.get('requestId') ?? '')],
  ['GET', /^\/decisions\/([^/]+)\/explanation$/, ({ parts: [grantId = ''] }) => found(decisions, grantId)],
  ['POST', /^\/identity\/resolve$/, async ({ request }) => {
    const { lookups } = (await json(request)) as unknown as Schemas['LookupRequest'];
    return { results: lookups.map(({ identifiers, purpose }) => (identifiers[0]?.value === 'nobody' || identity.isWithdrawn(purpose ?? 'ADS') ? { profileId: null, known: false, undetermined: false } : { profileId: identity.PERSON, known: true, undetermined: false })) };
  }],
  ['GET', /^\/identity\/profiles\/([^/:]+)\/evidence$/, ({ url, parts: [profileId = ''] }) => page(identity.profile(profileId, purposeOf(url)).evidence, url)],
  ['GET', /^\/identity\/profiles\/([^/:]+)$/, ({ url, parts: [profileId = ''] }) => identity.profile(profileId, purposeOf(url))],
  ['POST', /^\/identity\/profiles\/([^/:]+):split$/, async ({ request }) => {
    const { identifiers, reason } = (await json(request)) as unknown as Schemas['SplitRequest'];
    return identity.split(identifiers.map((each) => each.hash ?? ''), reason);
  }],
  ['POST', /^\/identity\/profiles\/([^/:]+):erase$/, ({ parts: [profileId = ''] }) => ({ profileId, erasedAt: new Date().toISOString(), identifiers: identity.profile(profileId, 'SERVICE').identifiers.length })],
  ['POST', /^\/identity\/profiles\/([^/:]+):withdraw$/, async ({ request, parts: [profileId = ''] }) => identity.withdraw(profileId, (await json(request)) as unknown as Schemas['WithdrawRequest'])],
  ['DELETE', /^\/identity\/evidence\/([^/:]+)$/, ({ response, parts: [evidenceId = ''] }) => {
    identity.remove(evidenceId);
    response.writeHead(204).end();
  }],
  ['POST', /^\/identity\/explanations$/, async ({ request }) => {
    const { a, b } = (await json(request)) as unknown as Schemas['WhyRequest'];
    return identity.explain(a, b);
  }],
  ['GET', /^\/identity\/rules$/, () => identity.rules],
  ['PUT', /^\/identity\/rules$/, async ({ request, url }) => (url.searchParams.get('dryRun') === 'true' ? identity.startPreview() : identity.apply((await json(request)) as unknown as Schemas['RulesDefinition'], null))],
  ['GET', /^\/identity\/rules\/previews\/[^/]+$/, () => identity.preview()],
  ['GET', /^\/identity\/rules\/versions$/, () => ({ items: identity.versions })],
  ['GET', /^\/identity\/rules\/versions\/(\d+)$/, ({ parts: [version = ''] }) => identity.rulesOf(Number(version))],
  ['POST', /^\/identity\/rules\/(\d+):restore$/, ({ url, parts: [version = ''] }) => (url.searchParams.get('dryRun') === 'true' ? identity.diff : identity.apply({}, Number(version)))],
  ['GET', /^\/identity\/linkage-runs$/, ({ url }) => page(identity.runs, url)],
  ['POST', /^\/identity\/linkage-runs$/, async ({ request }) => identity.startRun((await json(request)) as Schemas['NewLinkageRun'])],
  ['GET', /^\/identity\/linkage-runs\/([^/:]+)$/, ({ parts: [runId = ''] }) => found(new Map(identity.runs.map((run) => [run.runId, run])), runId)],
  ['GET', /^\/identity\/linkage-runs\/([^/:]+)\/pairs$/, ({ url, parts: [runId = ''] }) => page(
    identity.pairs.filter((pair) => pair.state === url.searchParams.get('state') && identity.runs.at(-1)?.runId === runId), url)],
  ['POST', /^\/identity\/linkage-runs\/[^/:]+\/pairs\/(\d+)\/decision$/, async ({ request, parts: [pairId = ''] }) =>
    identity.decide(Number(pairId), ((await json(request)) as unknown as Schemas['LinkageDecision']).verdict)],
  ['GET', /^\/identity\/quarantine$/, ({ url }) => page(identity.quarantine, url)],
  ['GET', /^\/identity\/quarantine\/releases$/, ({ url }) => page(identity.releases, url)],
  ['GET', /^\/identity\/clusters$/, () => identity.clusters],
  ['POST', /^\/imports\/preview$/, async ({ request }) => preview(await fileOf(request, 'file'))],
  ['GET', /^\/imports$/, ({ url }) => page([...jobs.values()].reverse(), url)],
  ['POST', /^\/imports$/, async ({ request }) => {
    const form = await formOf(request);
    return startImport(form.get('file') as File, JSON.parse(await (form.get('mapping') as File).text()) as Schemas['ImportMapping']);
  }],
  ['GET', /^\/imports\/([^/]+)\/rejections$/, ({ parts: [id = ''], url }) => page(found(jobs, id).rejections, url)],
  ['GET', /^\/imports\/([^/]+)$/, ({ parts: [id = ''] }) => found(jobs, id)],
  ['POST', /^\/simulations$/, async ({ request }) => {
    const { campaignId = '', plan } = (await json(request)) as unknown as Schemas['SimulationRequest'];
    const job: Schemas['Simulation'] = { jobId: randomUUID(), status: 'RUNNING', campaignId, plan };
    simulations.set(job.jobId, job);
    const report = reach({ ...found(campaigns, campaignId), plan });
    setTimeout(() => simulations.set(job.jobId, {
      ...job,
      status: 'COMPLETED',
      channels: report.channels.map((each) => ({ channel: each.channel, allowed: each.exposures - each.heavyTouches, denied: each.heavyTouches, heavyAvoided: each.heavyTouches, underPlan: each.under, leakageTouches: each.leakageTouches })),
    }), 1_500);
    return job;
  }],
  ['GET', /^\/simulations\/([^/]+)$/, ({ parts: [id = ''] }) => found(simulations, id)],
  ['GET', /^\/holds$/, ({ url }) => page([...holds.values()].reverse().filter((each) => !url.searchParams.get('state') || each.state === url.searchParams.get('state')), url)],
  ['POST', /^\/complaints$/, async ({ request }) => {
    const complaint = (await json(request)) as unknown as Schemas['Complaint'];
    const hold: Schemas['Hold'] = {
      holdId: randomUUID(), owner: 'platform', complaintId: complaint.complaintId, domain: complaint.domain, severity: complaint.severity, state: 'OPEN', openedAt: complaint.openedAt,
      identifiers: complaint.identifiers.map(({ type, scope, value }) => ({ type, scope: scope ?? '', masked: `${value.slice(0, 3)}****${value.slice(-2)}` })),
    };
    holds.set(hold.holdId, hold);
    return hold;
  }],
  ['POST', /^\/complaints\/([^/:]+):resolve$/, ({ parts: [complaintId = ''] }) => {
    for (const hold of holds.values()) {
      if (hold.complaintId === complaintId && hold.state === 'OPEN') {
        holds.set(hold.holdId, { ...hold, state: 'COOLING_DOWN', until: new Date(Date.now() + 7 * 86_400_000).toISOString() });
      }
    }
    return { complaintId, state: 'COOLING_DOWN' };
  }],
  ['POST', /^\/holds\/([^/:]+):release$/, async ({ request, parts: [id = ''] }) => {
    const { reason } = (await json(request)) as unknown as Schemas['Release'];
    const hold: Schemas['Hold'] = { ...found(holds, id), state: 'RELEASED', release: { by: 'admin', at: new Date().toISOString(), reason } };
    holds.set(id, hold);
    return hold;
  }],
  ['GET', /^\/users$/, ({ url }) => page([...users.values()], url)],
  ['POST', /^\/users$/, async ({ request }) => {
    const { username, password, roles } = (await json(request)) as unknown as Schemas['NewUser'];
    if (password.length < 12) {
      throw new Refusal(422, 'INVALID_FIELD', 'The password is too short.', [{ pointer: '/password', code: 'PASSWORD_TOO_SHORT', message: 'A password has at least 12 characters.' }]);
    }
    users.set(username, { username, roles, enabled: true, createdAt: new Date().toISOString() });
    return users.get(username);
  }],
  ['POST', /^\/users\/([^/:]+):(enable|disable)$/, ({ parts: [name = '', action] }) => {
    users.set(name, { ...found(users, name), enabled: action === 'enable' });
    return users.get(name);
  }],
  ['GET', /^\/clients$/, ({ url }) => page([...clients.values()], url)],
  ['POST', /^\/clients$/, async ({ request }) => {
    const client = (await json(request)) as unknown as Schemas['NewClient'];
    clients.set(client.clientId, { ...client, enabled: true });
    return { clientId: client.clientId, clientSecret: randomUUID() + randomUUID() };
  }],
  ['POST', /^\/clients\/([^/:]+):rotate$/, ({ parts: [clientId = ''] }) => ({ clientId, clientSecret: randomUUID() + randomUUID() })],
  ['POST', /^\/clients\/([^/:]+):(enable|disable)$/, ({ parts: [name = '', action] }) => {
    clients.set(name, { ...found(clients, name), enabled: action === 'enable' });
    return clients.get(name);
  }],
  ['GET', /^\/guides$/, ({ url }) => page([...commerce.guides.values()].filter((guide) => !url.searchParams.get('status') || guide.status === url.searchParams.get('status')), url)],
  ['POST', /^\/guides$/, async ({ request }) => commerce.register((await json(request)) as unknown as Schemas['GuideRegistration'])],
  ['GET', /^\/guides\/([^/:]+)$/, ({ parts: [guideId = ''] }) => found(commerce.guides, guideId)],
  ['POST', /^\/guides\/([^/:]+):(\w+)$/, async ({ request, parts: [guideId = '', action = ''] }) => commerce.move(found(commerce.guides, guideId), action, (await json(request)).reason as string | undefined)],
  ['GET', /^\/guides\/([^/:]+)\/expertise$/, ({ parts: [guideId = ''] }) => ({ items: commerce.expertiseOf(found(commerce.guides, guideId)) })],
  ['PUT', /^\/guides\/([^/:]+)\/expertise$/, async ({ request, parts: [guideId = ''] }) => commerce.changeArea(found(commerce.guides, guideId), { ...((await json(request)) as unknown as Schemas['ExpertiseDeclaration']), status: 'DECLARED', review: 'OPEN' })],
  ['POST', /^\/guides\/([^/:]+)\/expertise:(verify|refuse)$/, async ({ request, parts: [guideId = '', action] }) => commerce.changeArea(found(commerce.guides, guideId), { ...((await json(request)) as unknown as Schemas['ExpertiseArea']), status: action === 'verify' ? 'VERIFIED' : 'REFUSED', review: action === 'verify' ? 'VERIFIED' : 'REFUSED' })],
  ['GET', /^\/guides\/([^/:]+)\/links$/, ({ url, parts: [guideId = ''] }) => page(commerce.linksOf(found(commerce.guides, guideId)), url)],
  ['PUT', /^\/guides\/([^/:]+)\/notes\/([^/]+)\/(zh|en)$/, async ({ request, parts: [guideId = '', productId = '', language = ''] }) => commerce.writeNote(found(commerce.guides, guideId), productId, language, String((await json(request)).text))],
  ['GET', /^\/guides\/([^/:]+)\/page$/, ({ parts: [guideId = ''] }) => commerce.pageOf(found(commerce.guides, guideId))],
  ['GET', /^\/guides\/([^/:]+)\/growth$/, ({ parts: [guideId = ''] }) => ({ guideId, invited: 1, earned: [{ amountMinor: 3_000, currency: 'CNY' }], items: commerce.nodes().filter((node) => node.referrerId === guideId), complete: true })],
  ['GET', /^\/merchants$/, ({ url }) => page([{ merchantId: 'cave-rive-gauche', name: 'Cave Rive Gauche', currency: 'CNY' }], url)],
  ['GET', /^\/commission-plans$/, ({ url }) => page([{ planId: 'wine', effectiveFrom: '2026-06-01T00:00:00Z', category: 'wine', commissionBps: 1000, guideShareBps: 7000, referrerShareOfPlatformBps: 1000, holdDays: 7 }], url)],
  ['GET', /^\/guide-forest$/, ({ url }) => page(commerce.nodes(), url)],
  ['GET', /^\/guide-notes$/, ({ url }) => page([...commerce.notes.values()].filter((note) => note.review === (url.searchParams.get('review') ?? 'PENDING')), url)],
  ['POST', /^\/guide-notes\/([^/:]+):(approve|reject)$/, async ({ request, parts: [noteId = '', action] }) => commerce.reviewNote(noteId, action === 'approve' ? 'APPROVED' : 'REJECTED', (await json(request)).reason as string | undefined)],
  ['GET', /^\/products$/, ({ url }) => page(commerce.PRODUCTS, url)],
  ['PUT', /^\/guides\/([^/:]+)\/payee$/, async ({ request, parts: [guideId = ''] }) => commerce.pay(found(commerce.guides, guideId), (await json(request)) as unknown as Schemas['Payee'])],
  ['POST', /^\/guides\/([^/:]+)\/links$/, async ({ request, parts: [guideId = ''] }) => commerce.linkOf(found(commerce.guides, guideId), String((await json(request)).productId))],
  ['GET', /^\/guides\/([^/:]+)\/statement$/, () => commerce.STATEMENT],
  ['PUT', /^\/merchants\/([^/:]+)$/, async ({ request, parts: [merchantId = ''] }) => ({ merchantId, ...(await json(request)) })],
  ['PUT', /^\/products\/([^/:]+)$/, async ({ request, parts: [productId = ''] }) => ({ productId, ...(await json(request)) })],
  ['PUT', /^\/(?:commission-plans\/[^/:]+|settings\/payout-debtor)$/, ({ request }) => json(request)],
  ['GET', /^\/guide-commerce\/holds$/, ({ url }) => page(commerce.holds, url)],
  ['POST', /^\/guide-commerce\/holds\/([^/:]+):appeal$/, async ({ request, parts: [holdId = ''] }) => commerce.appeal(holdId, String((await json(request)).statement))],
  ['GET', /^\/guides\/([^/:]+)\/debts$/, ({ url }) => page(commerce.debts, url)],
  ['POST', /^\/guides\/([^/:]+)\/debts:writeOff$/, async ({ request }) => commerce.writeOff((await json(request)) as unknown as Schemas['WriteOff'])],
  ['GET', /^\/guides\/([^/:]+)\/tax-records$/, ({ url }) => page(commerce.TAX_RECORDS, url)],
  ['GET', /^\/guide-expertise$/, ({ url }) => page(commerce.evidenceQueue(), url)],
  ['POST', /^\/orders\/([^/:]+)\/holds$/, async ({ request, parts: [orderId = ''] }) => commerce.holdByHand(orderId, (await json(request)) as unknown as Schemas['SaleHolding'])],
  ['GET', /^\/ledger\/accounts$/, ({ url }) => page(commerce.accounts(url.searchParams), url)],
  ['GET', /^\/ledger\/entries$/, ({ url }) => page(commerce.entries(url.searchParams.get('kind')), url)],
  ['GET', /^\/guides\/([^/:]+)\/payouts$/, ({ url }) => page(commerce.PAYOUTS, url)],
  ['GET', /^\/guides\/([^/:]+)\/orders$/, ({ url }) => page(commerce.SALES, url)],
  ['GET', /^\/guide-commerce\/disputes$/, ({ url }) => page(commerce.disputes.filter(({ state }) => url.searchParams.get('undecided') === 'false' || state === 'OPEN'), url)],
  ['POST', /^\/guide-commerce\/disputes\/([^/:]+):withdraw$/, ({ parts: [disputeId = ''] }) => commerce.withdraw(disputeId)],
  ['POST', /^\/orders\/([^/:]+)\/disputes$/, async ({ request, parts: [orderId = ''] }) => {
    if (orderId === 'nowhere') {
      throw new Refusal(404, 'NOT_FOUND', 'There is no such order line or dispute.');
    }
    return commerce.claim(orderId, (await json(request)) as unknown as Schemas['SaleClaim']);
  }],
  ['GET', /^\/guide-commerce\/flags$/, () => commerce.FLAGS],
  ['POST', /^\/guide-commerce\/(?:holds|disputes)\/([^/:]+):(?:release|uphold|keep|reassign)$/, () => commerce.holds[0]],
  ['GET', /^\/orders\/([^/:]+)$/, ({ parts: [orderId = ''] }) => commerce.orderOf(orderId)],
  ['GET', /^\/orders\/([^/:]+)\/attribution$/, ({ parts: [orderId = ''] }) => commerce.attributionOf(orderId)],
  ['POST', /^\/r\/([^/:]+)$/, ({ parts: [code = ''], response }) => void (commerce.views.push(code), response.writeHead(204).end())],
  ['GET', /^\/products\/([^/:]+)\/page$/, ({ parts: [productId = ''], url }) => {
    const product = commerce.productOf(productId, url.searchParams.get('clickId'));
    if (!product) {
      throw new Refusal(404, 'NOT_FOUND', `No product ${productId}`);
    }
    return product;
  }],
  ['GET', /^\/settings\/payout-debtor$/, () => ({ name: 'Evenreach', account: '******************3000', bic: 'COBADEFFXXX' })],
  ['POST', /^\/payout-batches\/([^/:]+):cancel$/, ({ parts: [batchId = ''] }) => commerce.change(found(commerce.batches, batchId), 'CANCELLED', { totalMinor: 0 })],
  ['GET', /^\/payout-batches$/, ({ url }) => page(commerce.batchSummaries(), url)],
  ['POST', /^\/payout-batches$/, async ({ request }) => commerce.batchOf((await json(request)) as unknown as Schemas['NewPayoutBatch'])],
  ['GET', /^\/payout-batches\/([^/:]+)$/, ({ parts: [batchId = ''] }) => found(commerce.batches, batchId)],
  ['POST', /^\/payout-batches\/([^/:]+):approve$/, ({ parts: [batchId = ''] }) => commerce.change(found(commerce.batches, batchId), 'APPROVED', { approvedBy: 'admin' })],
  ['GET', /^\/payout-batches\/([^/:]+)\/file$/, ({ response, parts: [batchId = ''] }) => {
    commerce.change(found(commerce.batches, batchId), 'SUBMITTED', { emittedAt: new Date().toISOString() });
    response.writeHead(200, { 'Content-Type': 'application/xml' }).end('<Document/>');
  }],
  ['POST', /^\/payout-items\/([^/:]+):(settle|reject|unknown|return|cancel)$/, ({ parts: [itemId = '', action = ''] }) => {
    const batch = [...commerce.batches.values()].find((each) => each.items.some((item) => item.itemId === itemId));
    const goals = { settle: 'SETTLED', reject: 'REJECTED', unknown: 'UNKNOWN', return: 'RETURNED', cancel: 'CANCELLED' } as const;
    return batch && commerce.change(batch, goals[action as keyof typeof goals], {}, itemId);
  }],
  ['GET', /^\/ledger\/trial-balance$/, () => ({ items: [{ currency: 'CNY', debitMinor: 412_300, creditMinor: 412_300, differenceMinor: 0 }] })],
  ['GET', /^\/ledger\/reconciliations$/, () => ({ items: [commerce.RECONCILED], nextCursor: null })],
  ['GET', /^\/guide-commerce\/figures$/, ({ url }) => commerce.figures(url.searchParams)],
  ['GET', /^\/guide-commerce\/refused-reports$/, ({ url }) => page(commerce.refused, url)],
  ['POST', /^\/guide-commerce\/refused-reports:retry$/, () => commerce.allApplyNow()],
  ['POST', /^\/guide-commerce\/refused-reports\/([^/:]+):(?:retry|dismiss)$/, ({ parts: [refusalId = ''] }) => commerce.appliesNow(refusalId)],
  ['GET', /^\/ledger\/reconciliation$/, () => ({ at: new Date().toISOString(), clean: true, items: [] })],
  ['POST', /^\/payout-batches\/([^/:]+)\/status-reports$/, ({ parts: [batchId = ''] }) => ({ messageId: 'MOCK', repeated: false, accepted: 0, settled: found(commerce.batches, batchId).items.length, rejected: 0, unchanged: 0, contradictions: [] })],
  ['GET', /^\/ledger\/verification$/, () => ({ sound: true, seals: 118, differingAccounts: 0 })],
];

/** The pages of the authorization server, as far as the browser needs them; anything signs in. */
async function signIn(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  if (url.pathname === '/oauth2/token') {
    send(response, 200, { access_token: randomUUID(), token_type: 'Bearer', expires_in: 3600, scope: SCOPES.join(' ') });
  } else if (url.pathname === '/oauth2/authorize') {
    redirect(response, `/login?${new URLSearchParams({ back: url.searchParams.get('redirect_uri') ?? '', state: url.searchParams.get('state') ?? '' })}`);
  } else if (request.method === 'POST') {
    await text(request);
    redirect(response, `${url.searchParams.get('back')}?${new URLSearchParams({ code: randomUUID(), state: url.searchParams.get('state') ?? '' })}`);
  } else {
    send(response, 200, `<!doctype html><title>Sign in</title><form method="post" action="${url.pathname}${url.search.replaceAll('&', '&amp;')}">
      <input name="username" aria-label="Username"><input name="password" type="password" aria-label="Password"><button type="submit">Sign in</button></form>`, 'text/html');
  }
}

function campaignFacts(status: Schemas['Campaign']['status'], author: string) {
  const now = new Date().toISOString();
  return { status, version: 1, authors: [author], createdAt: now, changedAt: now };
}

function checked(body: Body): Body {
  const errors: Schemas['FieldError'][] = ((body.plan ?? []) as Schemas['PlanRow'][]).flatMap((row, index) =>
    channels.has(row.channel) ? [] : [{ pointer: `/plan/${index}/channel`, code: 'UNKNOWN_CHANNEL', message: `no channel '${row.channel}'` }]);
  if (String(body.startsAt) && Date.parse(String(body.startsAt)) >= Date.parse(String(body.endsAt))) {
    errors.push({ pointer: '/endsAt', code: 'INVALID_FIELD', message: 'must be after startsAt' });
  }
  if (errors.length) {
    throw new Refusal(422, 'INVALID_FIELD', 'The campaign cannot be kept.', errors);
  }
  return body;
}

function countsOf(campaign: Schemas['Campaign'], channel: string): [string, number][] {
  return [...(exposures.get(campaign.campaignId) ?? [])].map(([person, counts]) => [person, counts.get(channel)?.length ?? 0]);
}

function reach(campaign: Schemas['Campaign']): Schemas['Reach'] {
  const eligible = exposures.get(campaign.campaignId)?.size ?? 0;
  return {
    asOf: new Date().toISOString(),
    eligible,
    excluded: { OUTSIDE_FLIGHT: eligible ? 2 : 0 },
    byIdentity: { ...persons(eligible), eligible: persons(eligible), missed: persons(0) },
    channels: campaign.plan.map(({ channel, target, window }) => {
      const counts = countsOf(campaign, channel).map(([, count]) => count);
      const histogram = Array.from({ length: Math.max(0, ...counts) + 1 }, () => 0);
      counts.forEach((count) => (histogram[count] = (histogram[count] ?? 0) + 1));
      const sum = (of: (count: number) => number) => counts.reduce((total, count) => total + of(count), 0);
      return {
        channel, target, minimum: target, window, histogram, ...(window.kind === 'CAMPAIGN' ? {} : { tiles: 2, ...(window.kind === 'ROLLING' ? { rollingViolations: 3 } : {}) }),
        reached: sum((count) => (count > 0 ? 1 : 0)), exposures: sum((count) => count),
        under: sum((count) => (count < target ? 1 : 0)), exact: sum((count) => (count === target ? 1 : 0)), over: sum((count) => (count > target ? 1 : 0)),
        heavyTouches: sum((count) => Math.max(0, count - target)), leakageTouches: sum((count) => Math.max(0, target - count)),
        underByIdentity: persons(sum((count) => (count < target ? 1 : 0))),
        ...(isRunning(campaign) ? { savable: sum((count) => (count < target ? 1 : 0)) } : {}),
      };
    }),
  };
}

/** Of everybody in memory an account is known. */
function persons(person: number): Schemas['CustomersByStrength'] {
  return { person, device: 0, cookie: 0 };
}

function heavy(campaign: Schemas['Campaign'], channel: string | null): Schemas['HeavyPerson'][] {
  return campaign.plan.filter((row) => !channel || row.channel === channel).flatMap((row) => countsOf(campaign, row.channel)
    .filter(([, count]) => count > row.target)
    .map(([profileId, count]) => ({ profileId, channel: row.channel, count, target: row.target, heavyTouches: count - row.target, cause: 'NEVER_GRANTED', partner: 'platform', above: aboveOf(campaign, profileId, row) })))
    .sort((a, b) => b.count - a.count);
}

function aboveOf(campaign: Schemas['Campaign'], profileId: string, { channel, target }: Schemas['PlanRow']): Schemas['HeavyTouch'][] {
  const times = exposures.get(campaign.campaignId)?.get(profileId)?.get(channel) ?? [];
  return times.map((occurredAt, index) => ({ touchId: `${channel}-${index}`, occurredAt, cause: 'NEVER_GRANTED', causes: ['NEVER_GRANTED'], partner: 'platform' })).slice(target);
}

function customers(campaign: Schemas['Campaign'], query: URLSearchParams): Schemas['CountedPerson'][] {
  const wanted = Number(query.get('exposures'));
  const channel = query.get('channel') ?? '';
  const target = campaign.plan.find((row) => row.channel === channel)?.target ?? 0;
  return countsOf(campaign, channel)
    .filter(([, count]) => (query.get('orMore') === 'true' ? count >= wanted : count === wanted))
    .map(([profileId, count]) => ({ profileId, channel, count, target }));
}

interface Ask {
  requestId: string;
  channel: string;
  campaignId?: string;
}

/** The first ask of a campaign is allowed, every later one denied. */
function decide({ requestId, channel, campaignId }: Ask) {
  const asked = (each: Schemas['Campaign']) => [...decisions.values()].some((decision) => decision.campaignId === each.campaignId);
  const wanted = [...campaigns.values()].filter((each) => each.campaignId === (campaignId ?? each.campaignId) && each.plan.some((row) => row.channel === channel));
  const [best, ...others] = [...wanted.filter((each) => !asked(each)), ...wanted.filter(asked)];
  const target = best?.plan.find((row) => row.channel === channel)?.target ?? 0;
  const profileId = randomUUID();
  const rule = { kind: 'PLAN' as const, campaignVersion: 1, row: 0, channel, window: 'CAMPAIGN', target, windowFrom: '2026-06-05T00:00:00Z', windowTo: '2026-06-21T00:00:00Z' };
  const allowed = best !== undefined && !asked(best);
  const grantId = `AQ${Buffer.alloc(66, requestId).toString('base64url')}`;
  const explanation: Schemas['Explanation'] = {
    requestId, channel, profileId, askedBy: 'platform', decidedAt: new Date().toISOString(), outcome: allowed ? 'ALLOW' : 'DENY', remaining: allowed ? target - 1 : 0, identityRulesVersion: 1,
    ...(best ? { campaignId: best.campaignId } : {}),
    ...(allowed ? { grantId, state: 'GRANTED', expiresAt: new Date(Date.now() + 600_000).toISOString() } : { reason: 'PLAN_REACHED', retryAt: '2026-06-21T00:00:00Z' }),
    rules: best ? [{ ...rule, campaignId: best.campaignId, count: allowed ? 0 : target }] : [],
    ...(campaignId ? {} : { candidates: others.map((other) => ({ campaignId: other.campaignId, campaignVersion: 1, reason: asked(other) ? 'PLAN_REACHED' : 'LESS_URGENT', rules: [{ ...rule, campaignId: other.campaignId, count: asked(other) ? target : 0 }] })) }),
  };
  decisions.set(requestId, explanation);
  decisions.set(grantId, explanation);
  return explanation;
}

function leakage(campaign: Schemas['Campaign'], channel: string | null): Schemas['LeakagePerson'][] {
  return campaign.plan.filter((row) => !channel || row.channel === channel).flatMap((row) => countsOf(campaign, row.channel)
    .filter(([, count]) => count < row.target)
    .map(([profileId, count]) => ({ profileId, channel: row.channel, count, target: row.target, remaining: row.target - count, savable: isRunning(campaign) })));
}

function isRunning(campaign: Schemas['Campaign']): boolean {
  return campaign.status === 'ACTIVE' && Date.now() < Date.parse(campaign.endsAt);
}

function preview(content: string): Schemas['ImportPreview'] {
  const [header = '', ...lines] = content.split('\n').filter(Boolean);
  const columns = header.trim().split(',');
  const samples = Object.fromEntries(columns.map((column, index) => [column, [...new Set(lines.slice(0, 500).map((line) => line.trim().split(',')[index] ?? ''))].filter(Boolean).slice(0, 50)]));
  const named = (...names: string[]) => columns.find((column) => names.includes(column));
  const interaction = named('interaction', 'event');
  return {
    columns,
    samples,
    mapping: {
      customer: columns.filter((column) => ['customer_id', 'cookie', 'phone'].includes(column)).map((column) => ({ column, type: column === 'customer_id' ? 'login_id' : column })),
      ...(named('time', 'timestamp') ? { time: named('time', 'timestamp') ?? '' } : {}),
      ...(named('channel') ? { channel: 'channel' } : {}),
      ...(interaction ? { interaction: { column: interaction, exposures: (samples[interaction] ?? []).filter((value) => value === 'impression') } } : {}),
    },
  };
}

async function startImport(file: File, mapping: Schemas['ImportMapping']): Promise<Schemas['Job']> {
  const job: Schemas['Job'] = {
    jobId: randomUUID(), status: 'RUNNING', campaignId: mapping.campaignId ?? '', fileName: file.name, bytesTotal: file.size, bytesRead: 0,
    rowsRead: 0, rowsAccepted: 0, rowsSkipped: 0, rowsDuplicate: 0, rowsRejected: 0, rejections: [], createdAt: new Date().toISOString(), startedAt: new Date().toISOString(),
  };
  jobs.set(job.jobId, job);
  const [header = '', ...lines] = (await file.text()).split('\n').filter(Boolean);
  const columns = header.trim().split(',');
  const people = exposures.get(mapping.campaignId ?? '') ?? new Map<string, Map<string, string[]>>();
  exposures.set(mapping.campaignId ?? '', people);
  const at = (name: string) => columns.indexOf(name);
  let next = 0;
  const step = () => {
    const now = { ...found(jobs, job.jobId) };
    const count = (field: 'rowsRead' | 'rowsAccepted' | 'rowsSkipped' | 'rowsRejected') => (now[field] += 1);
    for (const end = Math.min(lines.length, next + 6_000); next < end; next++) {
      const cells = (lines[next] ?? '').trim().split(',');
      const label = typeof mapping.channel === 'string' ? cells[at(mapping.channel)] ?? '' : mapping.channel.constant;
      const channel = mapping.channels?.[label] ?? label;
      const time = cells[at(mapping.time)] ?? '';
      const person = cells[at(mapping.customer[0]?.column ?? '')] ?? '';
      count('rowsRead');
      if (mapping.interaction && !mapping.interaction.exposures.includes(cells[at(mapping.interaction.column)] ?? '')) {
        count('rowsSkipped');
      } else if (!channels.has(channel) || Number.isNaN(Date.parse(time))) {
        count('rowsRejected');
        now.rejections = [...now.rejections, { line: next + 2, code: channels.has(channel) ? 'INVALID_TIME' : 'UNKNOWN_CHANNEL', detail: channels.has(channel) ? time : label }].slice(0, 100);
      } else {
        count('rowsAccepted');
        const counts = people.get(person) ?? new Map<string, string[]>();
        people.set(person, counts.set(channel, [...(counts.get(channel) ?? []), time]));
      }
    }
    now.bytesRead = Math.floor(file.size * (next / Math.max(1, lines.length)));
    if (next >= lines.length) {
      Object.assign(now, { status: 'COMPLETED', bytesRead: file.size, finishedAt: new Date().toISOString() });
    } else {
      setTimeout(step, 250);
    }
    jobs.set(job.jobId, now);
  };
  setTimeout(step, 250);
  return job;
}

function page<T>(items: T[], url: URL): { items: T[]; nextCursor: string | null } {
  const from = Number(url.searchParams.get('cursor') ?? 0);
  const limit = Number(url.searchParams.get('limit') ?? 50);
  return { items: items.slice(from, from + limit), nextCursor: from + limit < items.length ? String(from + limit) : null };
}

function purposeOf(url: URL): Schemas['Purpose'] {
  return url.searchParams.get('purpose') === 'SERVICE' ? 'SERVICE' : 'ADS';
}

function found<T>(map: Map<string, T>, id: string): T {
  const value = map.get(id);
  if (!value) {
    throw new Refusal(404, 'NOT_FOUND', `No ${id}`);
  }
  return value;
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function json(request: IncomingMessage): Promise<Body> {
  return JSON.parse(await text(request)) as Body;
}

async function formOf(request: IncomingMessage): Promise<FormData> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return new Response(Buffer.concat(chunks), { headers: { 'Content-Type': request.headers['content-type'] ?? '' } }).formData();
}

async function fileOf(request: IncomingMessage, name: string): Promise<string> {
  return ((await formOf(request)).get(name) as File).text();
}

function send(response: ServerResponse, status: number, body: unknown, type = 'application/json'): void {
  response.writeHead(status, { 'Content-Type': type });
  response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
}

function redirect(response: ServerResponse, to: string): void {
  response.writeHead(302, { Location: to });
  response.end();
}

function seed(): void {
  if (process.env.MOCK_EMPTY === '1') {
    return;
  }
  const define = (channelId: string, name: string, family: Schemas['Channel']['family'], domain: 'PUBLIC' | 'PRIVATE' = 'PUBLIC', closed = false) =>
    channels.set(channelId, { channelId, version: 1, name, family, domain, closed, grantTtl: 'PT10M', onUnavailable: 'DENY' });
  define('paid-search', 'Paid search', 'SEARCH');
  define('wechat', 'WeChat', 'MESSAGING', 'PRIVATE');
  define('video-preroll', 'Video pre-roll', 'VIDEO', 'PUBLIC', true);
  define('app-push', 'App push', 'APP', 'PRIVATE');
  const campaign = (name: string, status: Schemas['Campaign']['status'], plan: Schemas['PlanRow'][]) => {
    const campaignId = randomUUID();
    campaigns.set(campaignId, {
      campaignId, name, plan, startsAt: '2026-06-05T00:00:00+08:00', endsAt: '2026-06-21T00:00:00+08:00', audience: { kind: 'EVERYONE' },
      priority: 100, messageClass: 'MARKETING', ...campaignFacts(status, 'mei'),
    });
  };
  campaign('Winter gift guide', 'COMPLETED', [{ channel: 'wechat', target: 2, window: { kind: 'CAMPAIGN' } }]);
  campaign('Bordeaux tasting week', 'DRAFT', [{ channel: 'wechat', target: 2, window: { kind: 'ROLLING', duration: 'P7D' } }, { channel: 'app-push', target: 1, window: { kind: 'CALENDAR', unit: 'DAY', zone: 'Asia/Shanghai' } }]);
  campaign('Returning customers, autumn', 'IN_REVIEW', [{ channel: 'app-push', target: 1, window: { kind: 'CALENDAR', unit: 'WEEK', zone: 'Asia/Shanghai' } }]);
  campaign('618 live night', 'ACTIVE', [
    { channel: 'paid-search', target: 3, window: { kind: 'CAMPAIGN' } },
    { channel: 'wechat', target: 2, window: { kind: 'ROLLING', duration: 'P7D' } },
    { channel: 'video-preroll', target: 1, window: { kind: 'CALENDAR', unit: 'DAY', zone: 'Asia/Shanghai' } },
  ]);
  const hold = (complaintId: string, domain: string, severity: Schemas['Hold']['severity'], state: Schemas['Hold']['state'], more: Partial<Schemas['Hold']> = {}) => {
    const holdId = randomUUID();
    holds.set(holdId, { holdId, owner: 'platform', identifiers: [{ type: 'phone', scope: '', masked: '138****21' }], complaintId, domain, severity, state, openedAt: '2026-06-11T09:20:00Z', ...more });
  };
  hold('T-20114', 'shop Bordeaux', 'LOW', 'RELEASED', { release: { by: 'yu', at: '2026-06-12T09:20:00Z', reason: 'Refunded, the customer asked to hear from us' } });
  hold('T-20260', 'hotline', 'MEDIUM', 'COOLING_DOWN', { until: '2026-06-20T09:20:00Z' });
  hold('T-20318', 'wechat', 'HIGH', 'OPEN');
  users.set('admin', { username: 'admin', roles: ['owner'], enabled: true, createdAt: '2026-05-01T08:00:00Z' });
  users.set('mei', { username: 'mei', roles: ['author', 'viewer'], enabled: true, createdAt: '2026-05-02T08:00:00Z' });
  users.set('lin', { username: 'lin', roles: ['approver'], enabled: false, createdAt: '2026-05-03T08:00:00Z' });
  clients.set('bootstrap', { clientId: 'bootstrap', scopes: SCOPES, enabled: true });
  clients.set('search-partner', { clientId: 'search-partner', scopes: ['decision:ask', 'exposure:write'], partnerId: 'search-co', enabled: true });
}
