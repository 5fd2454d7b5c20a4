type Browser = { globalPrivacyControl?: boolean; doNotTrack?: string | null };

/** Global Privacy Control or Do Not Track: `true` or `'1'`; what else browsers say is not above 0. */
export const isOptOut = () =>
  (((navigator as Browser).globalPrivacyControl || (navigator as Browser).doNotTrack) as unknown as number) > 0;
