-- Shoppers are told by a flow that a product is back in stock. What was sent to them before has no flow to name.
update deliveries set origin = '{"kind":"system"}' where origin ->> 'kind' = 'waitlist';
