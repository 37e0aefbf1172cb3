-- Write down that a contact was refused, and why; the first decision stands.
-- KEYS 1 contact, 2 ledger, 3 refusals
-- ARGV 1 reason, 2 entry "refused"
-- Returns 1, or 0 when it was decided before.
if redis.call('HGET', KEYS[1], 'decision') ~= '' then
  return 0
end
redis.call('HSET', KEYS[1], 'decision', ARGV[1])
redis.call('HINCRBY', KEYS[3], ARGV[1], 1)
redis.call('XADD', KEYS[2], '*', unpack(cjson.decode(ARGV[2])))
return 1
