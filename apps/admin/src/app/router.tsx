import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { readContactFilter } from '../features/contacts/contact-filter.ts';
import { safeReturnPath } from '../parts/auth/return-path.ts';
import { sessionQuery } from '../parts/auth/session-query.ts';
import { NotFound, RouteFailed } from './route-states.tsx';
import { Shell } from './shell.tsx';

// Each screen is a separate chunk: a visit only loads the shell and the first screen.
const rootRoute = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: 'sign-in',
  validateSearch: (search: Record<string, unknown>): { to?: string } =>
    search.to === undefined ? {} : { to: safeReturnPath(search.to) },
  beforeLoad: async ({ context, search }) => {
    const user = await context.queries.query({ ...sessionQuery, staleTime: 'static' }).catch(() => null);
    if (user) throw redirect({ href: search.to ?? '/', replace: true });
  },
  component: lazyRouteComponent(() => import('../features/sign-in/sign-in-screen.tsx'), 'SignInScreen'),
});

const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const user = await context.queries.query({ ...sessionQuery, staleTime: 'static' });
    if (!user) throw redirect({ to: '/sign-in', search: { to: location.href }, replace: true });
  },
  component: Shell,
});

const overviewRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../features/overview/overview-screen.tsx'), 'OverviewScreen'),
});

const eventsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'events',
  validateSearch: (search: Record<string, unknown>): { type?: string } =>
    typeof search.type === 'string' && search.type !== '' ? { type: search.type } : {},
  component: lazyRouteComponent(() => import('../features/events/events-screen.tsx'), 'EventsScreen'),
});

const contactsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'contacts',
  validateSearch: readContactFilter,
  component: lazyRouteComponent(() => import('../features/contacts/contacts-screen.tsx'), 'ContactsScreen'),
});

const contactRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'contacts/$id',
  component: lazyRouteComponent(() => import('../features/contacts/contact-screen.tsx'), 'ContactScreen'),
});

const segmentsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'segments',
  component: lazyRouteComponent(() => import('../features/segments/segments-screen.tsx'), 'SegmentsScreen'),
});

const segmentRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'segments/$id',
  component: lazyRouteComponent(() => import('../features/segments/segment-screen.tsx'), 'SegmentScreen'),
});

const campaignsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'campaigns',
  component: lazyRouteComponent(() => import('../features/campaigns/campaigns-screen.tsx'), 'CampaignsScreen'),
});

const campaignRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'campaigns/$id',
  component: lazyRouteComponent(() => import('../features/campaigns/campaign-screen.tsx'), 'CampaignScreen'),
});

const flowsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'flows',
  component: lazyRouteComponent(() => import('../features/flows/flows-screen.tsx'), 'FlowsScreen'),
});

const flowRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'flows/$id',
  component: lazyRouteComponent(() => import('../features/flows/flow-screen.tsx'), 'FlowScreen'),
});

const queueRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'queue',
  component: lazyRouteComponent(() => import('../features/queue/queue-screen.tsx'), 'QueueScreen'),
});

const alertsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'alerts',
  component: lazyRouteComponent(() => import('../features/alerts/alerts-screen.tsx'), 'AlertsScreen'),
});

const widgetsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'widgets',
  component: lazyRouteComponent(() => import('../features/widgets/widgets-screen.tsx'), 'WidgetsScreen'),
});

const sourcesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'sources',
  component: lazyRouteComponent(() => import('../features/sources/sources-screen.tsx'), 'SourcesScreen'),
});

const mailboxRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'mailbox',
  validateSearch: (search: Record<string, unknown>): { mail?: string } =>
    typeof search.mail === 'string' ? { mail: search.mail } : {},
  component: lazyRouteComponent(() => import('../features/mailbox/mailbox-screen.tsx'), 'MailboxScreen'),
});

// Unknown addresses keep the menu.
const unknownRoute = createRoute({ getParentRoute: () => signedInRoute, path: '$', component: NotFound });

const routeTree = rootRoute.addChildren([
  signInRoute,
  signedInRoute.addChildren([
    overviewRoute,
    eventsRoute,
    contactsRoute,
    contactRoute,
    segmentsRoute,
    segmentRoute,
    campaignsRoute,
    campaignRoute,
    flowsRoute,
    flowRoute,
    queueRoute,
    alertsRoute,
    widgetsRoute,
    sourcesRoute,
    mailboxRoute,
    unknownRoute,
  ]),
]);

export function createAppRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    basepath: '/admin',
    context: { queries },
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: RouteFailed,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
