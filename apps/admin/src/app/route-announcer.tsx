import { VisuallyHidden } from '@mantine/core';
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/** Tells a screen reader which screen has opened: without a page load nothing else would. */
export function RouteAnnouncer() {
  const pathname = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const [title, setTitle] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the title follows the path
  useEffect(() => {
    // The screen sets the document's title in its own effect, which runs at about the same time.
    const wait = setTimeout(() => setTitle(document.title), 150);
    return () => clearTimeout(wait);
  }, [pathname]);
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {title}
    </VisuallyHidden>
  );
}
