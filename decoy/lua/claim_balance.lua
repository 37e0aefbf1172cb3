-- Claim a reading of the provider's balance: when the last attempt is old, or something was paid in since. When none
-- has succeeded for too long, our ledger alone rules from here on.
-- KEYS 1 balance, 2 funds
-- ARGV 1 now (ms), 2 read again after (ms), 3 the ledger rules after (ms), 4 why, when the last claim wrote nothing
-- Returns the number of this claim, or 0 when no reading is due.
local function ago(field)
  local at = redis.call('HGET', KEYS[1], field)
  return at and math.abs(ARGV[1] - at) or math.huge  -- a moment far ahead came from a wrong clock
end
local funds = redis.call('HMGET', KEYS[2], 'topped_up', 'spent', 'reserved')
local topped_up, spent, reserved = funds[1] or '0', funds[2] or '0', funds[3] or '0'
if ago('tried_at') < tonumber(ARGV[2]) and redis.call('HGET', KEYS[1], 'topped_up') == topped_up then
  return 0
end

if redis.call('HEXISTS', KEYS[1], 'open') == 1 and ago('tried_at') >= tonumber(ARGV[2]) then
  redis.call('HSETNX', KEYS[1], 'lost_at', redis.call('HGET', KEYS[1], 'tried_at'))
  redis.call('HSET', KEYS[1], 'why', ARGV[4])
end
if redis.call('HEXISTS', KEYS[1], 'lost_at') == 1 and ago('lost_at') >= tonumber(ARGV[3]) then
  redis.call('HDEL', KEYS[1], 'micros', 'drift')
  redis.call('HDEL', KEYS[2], 'balance', 'balance_spent')
end
local claim = redis.call('HINCRBY', KEYS[1], 'claim', 1)
redis.call('HSET', KEYS[1], 'open', claim, 'tried_at', ARGV[1],
  'topped_up', topped_up, 'spent', spent, 'reserved', reserved)
return claim
