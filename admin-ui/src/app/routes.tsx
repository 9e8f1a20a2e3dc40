import { createBrowserRouter, redirect } from 'react-router';
import { Callback } from '../auth/Callback';
import { SignIn } from '../auth/SignIn';
import { landingOf } from '../portal/landing';
import { Shell } from './Shell';
import { NotFound, RouteFault } from './Faults';

/** Pages load when they are first visited; the charts above all. */
export const router = createBrowserRouter([
  { path: '/sign-in', Component: SignIn, ErrorBoundary: RouteFault },
  { path: '/callback', Component: Callback, ErrorBoundary: RouteFault },
  { path: '/join', lazy: async () => ({ Component: (await import('../portal/JoinPage')).JoinPage }), ErrorBoundary: RouteFault, HydrateFallback: () => null },
  { path: '/g/:guideId', lazy: async () => ({ Component: (await import('../portal/PublicGuidePage')).PublicGuidePage }), ErrorBoundary: RouteFault, HydrateFallback: () => null },
  { path: '/p/:productId', lazy: async () => ({ Component: (await import('../portal/PublicProductPage')).PublicProductPage }), ErrorBoundary: RouteFault, HydrateFallback: () => null },
  {
    path: '/portal',
    lazy: async () => ({ Component: (await import('../portal/PortalFrame')).PortalFrame }),
    ErrorBoundary: RouteFault,
    HydrateFallback: () => null,
    children: [
      { index: true, lazy: async () => ({ Component: (await import('../portal/StatusPage')).StatusPage }) },
      { path: 'links', lazy: async () => ({ Component: (await import('../portal/LinksPage')).LinksPage }) },
      { path: 'earnings', lazy: async () => ({ Component: (await import('../portal/EarningsPage')).EarningsPage }) },
      { path: 'invite', lazy: async () => ({ Component: (await import('../portal/InvitePage')).InvitePage }) },
    ],
  },
  {
    path: '/',
    Component: Shell,
    ErrorBoundary: RouteFault,
    HydrateFallback: () => null,
    children: [
      {
        index: true,
        loader: ({ request }) => {
          const landing = landingOf(new URL(request.url).searchParams);
          return landing ? redirect(landing) : null;
        },
        lazy: async () => ({ Component: (await import('../home/HomePage')).HomePage }),
      },
      { path: 'channels', lazy: async () => ({ Component: (await import('../channels/ChannelsPage')).ChannelsPage }) },
      { path: 'campaigns', lazy: async () => ({ Component: (await import('../campaigns/CampaignsPage')).CampaignsPage }) },
      { path: 'campaigns/new', lazy: async () => ({ Component: (await import('../campaigns/NewCampaignPage')).NewCampaignPage }) },
      {
        path: 'campaigns/:campaignId',
        lazy: async () => ({ Component: (await import('../campaigns/CampaignFrame')).CampaignFrame }),
        children: [
          { index: true, lazy: async () => ({ Component: (await import('../campaigns/CampaignPlanPage')).CampaignPlanPage }) },
          { path: 'reach', lazy: async () => ({ Component: (await import('../reach/ReachPage')).ReachPage }) },
        ],
      },
      {
        path: 'identity',
        lazy: async () => ({ Component: (await import('../identity/IdentityFrame')).IdentityFrame }),
        children: [
          { index: true, lazy: async () => ({ Component: (await import('../identity/SearchPage')).SearchPage }) },
          { path: 'why', lazy: async () => ({ Component: (await import('../identity/WhyPage')).WhyPage }) },
          { path: 'rules', lazy: async () => ({ Component: (await import('../identity/RulesPage')).RulesPage }) },
          { path: 'review', lazy: async () => ({ Component: (await import('../identity/ReviewPage')).ReviewPage }) },
          { path: 'quality', lazy: async () => ({ Component: (await import('../identity/QualityPage')).QualityPage }) },
        ],
      },
      { path: 'identity/profiles/:profileId', lazy: async () => ({ Component: (await import('../identity/ProfilePage')).ProfilePage }) },
      { path: 'identity/profiles/:profileId/split', lazy: async () => ({ Component: (await import('../identity/SplitPage')).SplitPage }) },
      { path: 'maturity', lazy: async () => ({ Component: (await import('../maturity/MaturityPage')).MaturityPage }) },
      { path: 'imports', lazy: async () => ({ Component: (await import('../imports/ImportsPage')).ImportsPage }) },
      { path: 'imports/new', lazy: async () => ({ Component: (await import('../imports/NewImportPage')).NewImportPage }) },
      { path: 'imports/:jobId', lazy: async () => ({ Component: (await import('../imports/ImportJobPage')).ImportJobPage }) },
      { path: 'holds', lazy: async () => ({ Component: (await import('../holds/HoldsPage')).HoldsPage }) },
      { path: 'simulations', lazy: async () => ({ Component: (await import('../simulations/SimulationsPage')).SimulationsPage }) },
      { path: 'explanations', lazy: async () => ({ Component: (await import('../explanations/ExplanationsPage')).ExplanationsPage }) },
      { path: 'governance', lazy: async () => ({ Component: (await import('../governance/GovernancePage')).GovernancePage }) },
      { path: 'access', lazy: async () => ({ Component: (await import('../access/AccessPage')).AccessPage }) },
      {
        path: 'guides',
        lazy: async () => ({ Component: (await import('../commerce/CommerceFrame')).CommerceFrame }),
        children: [
          { index: true, lazy: async () => ({ Component: (await import('../commerce/GuidesPage')).GuidesPage }) },
          { path: 'catalogue', lazy: async () => ({ Component: (await import('../commerce/CataloguePage')).CataloguePage }) },
          { path: 'notes', lazy: async () => ({ Component: (await import('../commerce/NotesPage')).NotesPage }) },
          { path: 'forest', lazy: async () => ({ Component: (await import('../commerce/ForestPage')).ForestPage }) },
          { path: 'orders', lazy: async () => ({ Component: (await import('../commerce/OrdersPage')).OrdersPage }) },
          { path: 'disputes', lazy: async () => ({ Component: (await import('../commerce/SaleReviewPage')).SaleReviewPage }) },
          { path: 'payouts', lazy: async () => ({ Component: (await import('../commerce/PayoutsPage')).PayoutsPage }) },
          { path: 'reports', lazy: async () => ({ Component: (await import('../commerce/ReportsPage')).ReportsPage }) },
          { path: 'figures', lazy: async () => ({ Component: (await import('../commerce/FiguresPage')).FiguresPage }) },
          { path: 'ledger', lazy: async () => ({ Component: (await import('../commerce/LedgerPage')).LedgerPage }) },
        ],
      },
      { path: '*', Component: NotFound },
    ],
  },
]);
