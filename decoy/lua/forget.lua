-- Copy one page of the ledger without a caller, and put the copy in its place after the last page. His entries
-- stay, with their amounts, and no longer say whose they were.
-- KEYS 1 ledger, 2 the copy
-- ARGV 1 caller ref, 2 copy entries after this id ("-" for the first), 3 entries on a page,
--      4 keep an unfinished copy for (ms)
-- Returns how many entries were his, and the last id copied, or "" when the copy is in place.
local page = redis.call('XRANGE', KEYS[1], ARGV[2], '+', 'COUNT', ARGV[3])
local found = 0
for _, entry in ipairs(page) do
  local fields = {}
  for place = 1, #entry[2], 2 do
    if entry[2][place] == 'caller' and entry[2][place + 1] == ARGV[1] then
      found = found + 1
    else
      table.insert(fields, entry[2][place])
      table.insert(fields, entry[2][place + 1])
    end
  end
  redis.call('XADD', KEYS[2], entry[1], unpack(fields))
end
if #page == tonumber(ARGV[3]) then
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
  return {found, page[#page][1]}
end
if redis.call('EXISTS', KEYS[2]) == 1 then
  redis.call('PERSIST', KEYS[2])
  redis.call('RENAME', KEYS[2], KEYS[1])
end
return {found, ''}
