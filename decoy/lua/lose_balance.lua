-- Write down that the provider's balance could not be read, and since when.
-- KEYS 1 balance, 2 funds
-- ARGV 1 claim it was tried under, 2 now (ms), 3 why, 4 "1" when our ledger alone rules from here on
-- Returns 1, or 0 when this claim has written before, or a later one was made.
if redis.call('HGET', KEYS[1], 'open') ~= ARGV[1] then
  return 0
end
redis.call('HDEL', KEYS[1], 'open')
redis.call('HSETNX', KEYS[1], 'lost_at', ARGV[2])
redis.call('HSET', KEYS[1], 'why', ARGV[3])
if ARGV[4] == '1' then
  redis.call('HDEL', KEYS[1], 'micros', 'drift')
  redis.call('HDEL', KEYS[2], 'balance', 'balance_spent')
end
return 1
