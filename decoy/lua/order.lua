-- Write an order to hold the line back, unless one stands that keeps it from being given.
-- KEYS 1 orders, 2 ledger
-- ARGV 1 who gives it, 2 the order (JSON), 3 entry, 4 [those who keep it from being given, while they have one],
--      5 now (ms), 6 the rung that it may not leave, nor for a shorter time, while it stands there; "" when it may
-- Returns 1, or 0 when one of these has an order.
for _, who in ipairs(cjson.decode(ARGV[4])) do
  if redis.call('HEXISTS', KEYS[1], who) == 1 then
    return 0
  end
end
local order, known = ARGV[2], redis.call('HGET', KEYS[1], ARGV[1])
local before = known and cjson.decode(known)
if before and before['rung'] == ARGV[6] and (before['until'] == '' or tonumber(ARGV[5]) < before['until']) then
  local after = cjson.decode(order)
  after['rung'] = before['rung']
  if after['until'] ~= '' and (before['until'] == '' or after['until'] < before['until']) then
    after['until'] = before['until']
  end
  order = cjson.encode(after)
end
redis.call('HSET', KEYS[1], ARGV[1], order)
redis.call('XADD', KEYS[2], '*', unpack(cjson.decode(ARGV[3])))
return 1
