/** Sample values of the sentences about events, by the beginning of the key and placeholder. */
export const eventSamples: Readonly<Record<string, string | number>> = {
  'event most': 500,
  'picture events': 'Hackathon 12–14 Oct',
};
