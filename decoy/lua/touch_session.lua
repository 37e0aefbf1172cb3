-- Note a moment of a session, if it has not been closed meanwhile: a closed one must not come back.
-- KEYS 1 session
-- ARGV 1 field, 2 moment (ms)
-- Returns 1, or 0 when it was closed.
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
