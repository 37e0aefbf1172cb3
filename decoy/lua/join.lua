-- Set up an operator's account with an invitation, which is used up by it.
-- KEYS 1 operator, 2 recovery codes
-- ARGV 1 digest of the invitation's token, 2 fields of the operator [name, value, ...],
--      3 hashes of the recovery codes [hash, ...]
-- Returns 1, or 0 when the invitation was used before or replaced, or the operator removed.
if redis.call('HGET', KEYS[1], 'invited') ~= ARGV[1] then
  return 0
end
redis.call('HDEL', KEYS[1], 'invited', 'invited_until', 'invited_secret')
redis.call('HSET', KEYS[1], unpack(cjson.decode(ARGV[2])))
redis.call('DEL', KEYS[2])
redis.call('SADD', KEYS[2], unpack(cjson.decode(ARGV[3])))
return 1
