-- Put a reply into the outbox: one open reply per caller, and no more in a window than the limits allow.
-- KEYS 1 contact, 2 caller, 3 answered, 4 reply, 5 accepted replies, 6 ledger, 7 tally
-- ARGV 1 now (ms), 2 reply id, 3 due (ms), 4 channel, 5 windows [[amount, ms], ...], 6 longest window (ms),
--      7 fields of the reply [name, value, ...], 8 entry "accepted", 9 entry "noted",
--      10 field of the tally
-- Returns "accepted"; "noted" when one was open already; "full" when the windows allow no more (nothing is
-- written then); or what was decided about this contact before.
local decision = redis.call('HGET', KEYS[1], 'decision')
if decision and decision ~= '' then
  return decision
end

local function decide(what, entry)
  redis.call('HSET', KEYS[1], 'decision', what)
  redis.call('HINCRBY', KEYS[2], ARGV[4], 1)
  redis.call('XADD', KEYS[6], '*', unpack(cjson.decode(entry)))
  return what
end

if redis.call('HEXISTS', KEYS[2], 'open') == 1 then
  return decide('noted', ARGV[9])
end
for _, window in ipairs(cjson.decode(ARGV[5])) do
  local since = string.format('(%.0f', ARGV[1] - window[2])
  if redis.call('ZCOUNT', KEYS[3], since, '+inf') >= window[1] then
    return 'full'
  end
end

redis.call('HSET', KEYS[4], unpack(cjson.decode(ARGV[7])))
redis.call('HINCRBY', KEYS[7], ARGV[10], 1)
redis.call('ZADD', KEYS[5], ARGV[3], ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ARGV[1] - ARGV[6])
redis.call('ZADD', KEYS[3], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[3], ARGV[6])
redis.call('HSET', KEYS[2], 'open', ARGV[2])
redis.call('PERSIST', KEYS[2])
return decide('accepted', ARGV[8])
