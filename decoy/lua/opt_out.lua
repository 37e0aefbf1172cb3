-- Remember, or forget, that a caller said STOP.
-- KEYS 1 contact, 2 opt-outs, 3 ledger
-- ARGV 1 SADD or SREM, 2 caller ref, 3 decision, 4 entry
-- Returns 1, or 0 when this contact was decided before.
if redis.call('HGET', KEYS[1], 'decision') ~= '' then
  return 0
end
redis.call('HSET', KEYS[1], 'decision', ARGV[3])
redis.call(ARGV[1], KEYS[2], ARGV[2])
redis.call('XADD', KEYS[3], '*', unpack(cjson.decode(ARGV[4])))
return 1
