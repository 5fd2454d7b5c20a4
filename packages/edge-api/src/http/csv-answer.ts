/** Whether a caller asks for CSV: by the query, else by a header that names CSV before JSON. */
export function wantsCsv(request: Request): boolean {
  const format = new URL(request.url).searchParams.get('format');
  if (format !== null) return format === 'csv';
  const types = (request.headers.get('accept') ?? '').split(',').map((type) => type.split(';')[0]!.trim());
  const [csv, json] = [types.indexOf('text/csv'), types.indexOf('application/json')];
  return csv >= 0 && (json < 0 || csv < json);
}

/** A table as a file that browsers save. @param path whose last part names the file */
export function csvResponse(text: string, path: string): Response {
  return new Response(text, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${path.split('/').at(-1)}.csv"`,
      'cache-control': 'no-store',
      vary: 'Accept',
    },
  });
}
