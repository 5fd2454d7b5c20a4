/** What `react` means in the script-tag build: Preact without its compatibility layer, 0.8 kB less. */
export { Fragment } from 'preact';
export { useEffect, useId, useRef, useState } from 'preact/hooks';
