-- Write an order to hold the line back, unless one stands that keeps it from being given.
-- KEYS 1 orders, 2 ledger
-- ARGV 1 who gives it, 2 the order (JSON), 3 entry, 4 [those who keep it from being given, while they have one]
-- Returns 1, or 0 when one of these has an order.
for _, who in ipairs(cjson.decode(ARGV[4])) do
  if redis.call('HEXISTS', KEYS[1], who) == 1 then
    return 0
  end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('XADD', KEYS[2], '*', unpack(cjson.decode(ARGV[3])))
return 1
