type Browser = { globalPrivacyControl?: unknown; doNotTrack?: unknown };

/** Whether the browser sends Global Privacy Control or Do Not Track. */
export const isOptOut = () => {
  const { globalPrivacyControl, doNotTrack } = navigator as Browser;
  return globalPrivacyControl === true || doNotTrack === '1';
};
