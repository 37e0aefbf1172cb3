-- Check whether a caller is blocked or has opted out, and count what a block refuses.
-- KEYS 1 blocks, 2 opt-outs
-- ARGV 1 now (ms), 2 caller ref, 3 id of what comes up, or "": an id is counted once while nothing else comes between,
--      4... names of the blocks that would mean him, the closest first
-- Returns "blocked", "opted_out", or "" when nothing forbids it.
for place = 4, #ARGV do
  local name = ARGV[place]
  local block = redis.call('HGET', KEYS[1], name)
  local ends = block and cjson.decode(block)['until']
  if block and (ends == cjson.null or tonumber(ARGV[1]) < ends) then
    if ARGV[3] == '' or redis.call('HGET', KEYS[1], name .. ' last') ~= ARGV[3] then
      redis.call('HSET', KEYS[1], name .. ' last', ARGV[3])
      redis.call('HINCRBY', KEYS[1], name .. ' hits', 1)
    end
    return 'blocked'
  end
end
return redis.call('SISMEMBER', KEYS[2], ARGV[2]) == 1 and 'opted_out' or ''
