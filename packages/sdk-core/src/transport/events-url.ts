/** Where a collector takes events; a path of the endpoint is kept. */
export const eventsUrl = (endpoint: string): string => endpoint.replace(/\/*$/, '/api/v1/events');
