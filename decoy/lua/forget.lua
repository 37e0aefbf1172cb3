-- Take a caller out of the ledger: his entries stay, with their amounts, and no longer say whose they were.
-- KEYS 1 ledger, 2 the ledger being rewritten
-- ARGV 1 caller ref
-- Returns how many entries were his.
local found = 0
redis.call('DEL', KEYS[2])
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do
  local fields = {}
  for place = 1, #entry[2], 2 do
    if entry[2][place] == 'caller' and entry[2][place + 1] == ARGV[1] then
      found = found + 1
    else
      fields[#fields + 1] = entry[2][place]
      fields[#fields + 1] = entry[2][place + 1]
    end
  end
  redis.call('XADD', KEYS[2], entry[1], unpack(fields))
end
if found > 0 then
  redis.call('RENAME', KEYS[2], KEYS[1])
end
redis.call('DEL', KEYS[2])
return found
