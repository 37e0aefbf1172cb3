-- Read many replies in one go.
-- KEYS 1 and on: replies
-- ARGV 1 none
-- Returns the fields of each, as a list of names and values; an empty list for one that is gone.
local found = {}
for place, reply in ipairs(KEYS) do
  found[place] = redis.call('HGETALL', reply)
end
return found
