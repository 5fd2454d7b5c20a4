/** The first trusted event from a shop's own server. The secret key is never shown here: it stays in the environment. */
export function serverSnippet(origin: string): string {
  return `curl ${origin}/api/v1/events \\
  -H "authorization: Bearer $BECKON_SECRET_KEY" \\
  -H "content-type: application/json" \\
  -d '{"events": [{"id": "order-1001", "type": "placed_order", "userId": "42",
       "properties": {"orderId": "1001", "total": 12900, "currency": "USD"}}]}'`;
}
