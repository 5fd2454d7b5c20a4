import { Box, ScrollArea } from '@mantine/core';
import { CopyButton } from './copy-button.tsx';
import './snippet.css';

/** Code to copy. */
export function Snippet({ code, what }: { code: string; what: string }) {
  return (
    <Box className="snippet">
      <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': what }}>
        <pre className="snippet-code">
          <code>{code}</code>
        </pre>
      </ScrollArea>
      <Box className="snippet-copy">
        <CopyButton value={code} what={what} />
      </Box>
    </Box>
  );
}
