import { createClient } from '@beckon/client';

/** The API with the session of the browser. Queries are sent again by TanStack Query, so the client does not. */
export const beckon = createClient({ url: '', retries: 0 });
