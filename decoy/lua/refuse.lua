-- Write down that a contact was refused, and why; the first decision stands.
-- KEYS 1 contact, 2 ledger, 3 refusals, 4 signs of spam, 5 hours, 6 tally
-- ARGV 1 reason, 2 entry "refused", 3 names of the signs found in it [name, ...], 4 field of hours that counts it,
--      5 field of the tally
-- Returns 1, or 0 when it was decided before.
if redis.call('HGET', KEYS[1], 'decision') ~= '' then
  return 0
end
redis.call('HSET', KEYS[1], 'decision', ARGV[1])
redis.call('HINCRBY', KEYS[3], ARGV[1], 1)
redis.call('HINCRBY', KEYS[5], ARGV[4], 1)
redis.call('HINCRBY', KEYS[6], ARGV[5], 1)
for _, sign in ipairs(cjson.decode(ARGV[3])) do
  redis.call('HINCRBY', KEYS[4], sign, 1)
end
redis.call('XADD', KEYS[2], '*', unpack(cjson.decode(ARGV[2])))
return 1
