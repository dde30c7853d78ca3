-- wrk: reads the paths of BENCH_STATE/paths.txt in turn (token, tab, path)
local requests, at = {}, 0

function init()
  for line in io.lines(os.getenv("BENCH_STATE") .. "/paths.txt") do
    local token, path = line:match("^(%S+)\t(.+)$")
    requests[#requests + 1] = wrk.format("GET", path, { ["Authorization"] = "Bearer " .. token })
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.timeout
  io.write(string.format("BENCH %d %f %d %f %f\n", summary.requests, summary.duration / 1e6, bad,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
